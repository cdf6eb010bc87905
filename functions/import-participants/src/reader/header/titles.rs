//! What a title means, by the words in it: `NOME COMPLETO`, `1. Qual é o seu e-mail? *`, `CPF (ex.: 000.000.000-00)`.

use super::standing;
use super::words::{is_filler, is_of_another, is_other, is_person, is_question};
use domain::participation::line::Column;
use domain::value::name::folded;

/// How clearly a title says what it is; the least is the clearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The name as it is to be printed.
    ForTheCertificate,
    /// The whole name, so that a surname beside it is not added.
    Whole,
    /// Of a participant, where another column may be of whoever bought or enrolled.
    OfParticipant,
    /// The usual word.
    Usual,
    /// A word that usually means it.
    Likely,
    /// The word is in it, beside others that we do not know.
    Perhaps,
}

impl Rank {
    pub(super) fn is_whole_name(self) -> bool {
        self <= Self::Whole
    }
}

/// What a title was found to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A column that is read, if no other says so more clearly.
    Read(Column, Rank),
    /// It looks like a column that is read, and is most likely another's: it is not used without a word.
    Resembles(Column),
    /// It tells who may have a certificate, as others beside it may.
    Standing(Column),
    /// Something else.
    Other,
}

/// What a title means.
pub(super) fn meaning_of(title: &str) -> Meaning {
    let (plain, bracketed) = without_brackets(title);
    let (plain, bracketed) = (joined(&folded(&plain)), joined(&folded(&bracketed)));
    let whole = joined(&folded(title));
    let (words, notes) = (words(&plain), words(&bracketed));
    let all: Vec<&str> = whole.split(' ').filter(|word| !word.is_empty()).collect();
    let short = notes.iter().filter(|word| !is_filler(word)).count() <= 2 && !notes.contains(&"ou");
    let another = is_of_another(&words) || short && notes.iter().any(|word| is_other(word));
    let in_brackets = || if another { None } else { by_words(&all, &[]) };
    match by_words(&words, &notes).or_else(in_brackets) {
        Some((column, _)) if is_question(&words) => resembling(column, column == Column::SocialName),
        Some((column, _)) if another && !is_anybodys(column, &words) => {
            resembling(column, matches!(column, Column::Email | Column::Cpf | Column::SocialName))
        }
        Some((column, rank)) => Meaning::Read(column, rank),
        None => standing::column_of(title).map_or(Meaning::Other, Meaning::Standing),
    }
}

/// Columns that are the participant's whatever the title says they are of: hours of the course, the user's address.
fn is_anybodys(column: Column, words: &[&str]) -> bool {
    match column {
        Column::Role | Column::Workload => true,
        Column::Email => words.contains(&"usuario") && !words.iter().any(|word| is_other(word)),
        _ => false,
    }
}

fn resembling(column: Column, is_told: bool) -> Meaning {
    if is_told { Meaning::Resembles(column) } else { Meaning::Other }
}

/// Whether the words of a title mean that its column holds the surname in Portugal, and a nickname in Brazil.
pub(super) fn is_apelido(title: &str) -> bool {
    core(&words(&folded(&without_brackets(title).0))) == "apelido"
}

/// Whether the title is one that lists from Portugal have.
pub(super) fn is_portuguese(title: &str) -> bool {
    let folded = folded(title);
    ["nome proprio", "nomes proprios", "nif", "telemovel"].contains(&folded.as_str())
}

fn words(folded: &str) -> Vec<&str> {
    folded.split(' ').filter(|word| !word.is_empty()).collect()
}

fn core(words: &[&str]) -> String {
    words.iter().copied().filter(|word| !is_filler(word)).collect::<Vec<_>>().join(" ")
}

/// A title, and what it has in brackets.
fn without_brackets(title: &str) -> (String, String) {
    let (mut plain, mut bracketed, mut depth) = (String::new(), String::new(), 0_u32);
    for c in title.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth > 0 => bracketed.push(c),
            _ => plain.push(c),
        }
        if matches!(c, '(' | ')' | '[' | ']' | '{' | '}') {
            bracketed.push(' ');
            // `Aluno(a)` is one word.
            if depth == 0 && !plain.ends_with(char::is_alphanumeric) {
                plain.push(' ');
            }
        }
    }
    (plain, bracketed)
}

fn by_words(words: &[&str], notes: &[&str]) -> Option<(Column, Rank)> {
    let core = core(words);
    name(words, notes, &core)
        .or_else(|| email(words, &core))
        .or_else(|| cpf(words, &core))
        .or_else(|| document(&core))
        .or_else(|| role(&core))
        .or_else(|| workload(words, notes, &core))
}

fn name(words: &[&str], notes: &[&str], core: &str) -> Option<(Column, Rank)> {
    let people = || words.iter().filter(|word| !matches!(**word, "a" | "as" | "o" | "os"));
    if people().count() == 1 && people().all(|word| is_person(word)) {
        return Some((Column::Name, Rank::Likely));
    }
    let has = |word: &str| words.contains(&word);
    if has("sobrenome") && !has("nome") || has("surname") || words.windows(2).any(is_surname) {
        return Some((Column::Surname, Rank::Usual));
    }
    if !["nome", "nomes", "name", "fullname", "prenome"].into_iter().any(has) || has("email") || has("mail") {
        return None;
    }
    let chosen = ["social", "preferred", "chosen", "preferido", "escolhido"];
    if chosen.into_iter().any(has) && !has("ou") || notes.contains(&"social") && !notes.contains(&"ou") {
        let rank = if core == "nome social" { Rank::Usual } else { Rank::Likely };
        return Some((Column::SocialName, rank));
    }
    Some((Column::Name, name_rank(words, core, has)))
}

fn name_rank(words: &[&str], core: &str, has: impl Fn(&str) -> bool) -> Rank {
    if has("certificado") || has("certificate") {
        return Rank::ForTheCertificate;
    }
    if ["completo", "completos", "full", "fullname", "sobrenome", "social"].into_iter().any(&has) {
        return Rank::Whole;
    }
    match core {
        "nome" | "name" | "nomes" if words.iter().any(|word| is_person(word)) => Rank::OfParticipant,
        "participant name" | "attendee name" | "student name" | "registrant name" => Rank::OfParticipant,
        "nome" | "name" | "nomes" => Rank::Usual,
        "primeiro nome" | "prenome" | "first name" | "given name" | "nome proprio" | "nomes proprios" => {
            Rank::Likely
        }
        _ => Rank::Perhaps,
    }
}

fn is_surname(two: &[&str]) -> bool {
    matches!(*two, ["ultimo", "nome"] | ["last" | "family", "name"])
}

fn email(words: &[&str], core: &str) -> Option<(Column, Rank)> {
    let has = |word: &str| words.contains(&word);
    let mail = matches!(core, "mail" | "correio" | "endereco eletronico" | "user mail")
        || has("email")
        || has("emails")
        || has("correio") && (has("eletronico") || has("electronico"))
        || has("endereco") && (has("eletronico") || has("electronico"));
    let rank = match core {
        _ if words.iter().any(|word| is_person(word)) => Rank::OfParticipant,
        "email" | "emails" => Rank::Usual,
        "mail" | "endereco email" | "email address" | "correio eletronico" | "endereco eletronico" => {
            Rank::Likely
        }
        "endereco correio eletronico" | "correio electronico" | "user email" => Rank::Likely,
        _ => Rank::Perhaps,
    };
    mail.then_some((Column::Email, rank))
}

fn cpf(words: &[&str], core: &str) -> Option<(Column, Rank)> {
    let rank = match core {
        "cpf" if words.iter().any(|word| is_person(word)) => Rank::OfParticipant,
        "cpf" => Rank::Usual,
        "documento"
        | "documentos"
        | "cadastro pessoa fisica"
        | "doc"
        | "documento identificacao"
        | "documento identidade"
        | "identificacao fiscal" => Rank::Perhaps,
        _ if words.contains(&"cpf") => Rank::Likely,
        _ => return None,
    };
    Some((Column::Cpf, rank))
}

/// What people without a CPF have.
fn document(core: &str) -> Option<(Column, Rank)> {
    match core {
        "nif" | "numero contribuinte" | "contribuinte" => Some((Column::Nif, Rank::Usual)),
        "passaporte" | "passport" | "passport number" => Some((Column::Passport, Rank::Usual)),
        "rnm" | "rne" | "crnm" | "registro nacional migratorio" => Some((Column::Rnm, Rank::Usual)),
        _ => None,
    }
}

fn role(core: &str) -> Option<(Column, Rank)> {
    let rank = match core {
        "papel" => Rank::Usual,
        "funcao"
        | "papel evento"
        | "funcao evento"
        | "tipo participacao"
        | "forma participacao"
        | "modalidade participacao"
        | "condicao participacao"
        | "participacao"
        | "atuacao"
        | "qualidade"
        | "role" => Rank::Likely,
        "participou" | "participa" | "categoria participacao" | "papel no evento" | "participation type" => {
            Rank::Perhaps
        }
        _ => return None,
    };
    Some((Column::Role, rank))
}

/// Hours of study. Minutes are those that somebody was present.
fn workload(words: &[&str], notes: &[&str], core: &str) -> Option<(Column, Rank)> {
    let minutes = ["minutos", "minutes", "min", "mins", "presenca", "presente", "permanencia", "online"];
    if words.iter().chain(notes).any(|word| minutes.contains(word)) {
        return None;
    }
    let has = |word: &str| words.contains(&word);
    let rank = match core {
        "carga horaria" | "workload" => Rank::Usual,
        "ch"
        | "horas"
        | "hours"
        | "carga"
        | "duracao"
        | "carga horaria horas"
        | "carga horaria h"
        | "ch horas"
        | "ch h"
        | "horas carga horaria"
        | "quantidade horas"
        | "qtd horas"
        | "qtde horas" => Rank::Likely,
        _ if has("carga") || has("ch") || has("workload") => Rank::Likely,
        _ if has("horas") || has("hours") => Rank::Perhaps,
        _ => return None,
    };
    Some((Column::Workload, rank))
}

/// Whether a title is about how long something took, which in a list of who was in a meeting is no workload.
pub(super) fn is_duration(title: &str) -> bool {
    folded(title).split(' ').any(|word| matches!(word, "duracao" | "duration" | "tempo"))
}

/// Words that punctuation has torn apart: `e-mail`, `C.P.F.`, `C.H.`
fn joined(folded: &str) -> String {
    let padded = format!(" {folded} ");
    let whole = padded.replace(" e mail ", " email ").replace(" e mails ", " emails ");
    whole.replace(" c p f ", " cpf ").replace(" c h ", " ch ").trim().to_owned()
}

#[cfg(test)]
mod tests;
