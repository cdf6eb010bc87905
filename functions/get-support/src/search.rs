//! The search in questions and answers, in the words of whoever asks: accents, case and endings do not matter, people's names
//! for a thing are known, and the best answers come first.

use crate::questions::{ALL, Question};
use domain::value::name::folded;

/// Answers that a search shows at most.
const MOST: usize = 6;
/// The least share of its words that an answer has to do with.
const LEAST_SHARE: f64 = 0.5;
/// Answers that are much worse than the best one are left out.
const LEAST_OF_BEST: f64 = 0.35;

/// Words that say nothing of what is looked for.
const EMPTY: &[&str] = &[
    "a", "ao", "aos", "as", "com", "como", "da", "das", "de", "do", "dos", "e", "em", "esta", "este", "eu",
    "foi", "ha", "la", "lo", "mas", "me", "meu", "meus", "minha", "minhas", "na", "nas", "no", "nos", "num",
    "numa", "o", "os", "ou", "para", "pelo", "pela", "por", "porque", "pra", "que", "se", "sem", "ser",
    "seu", "sua", "ta", "tem", "tenho", "um", "uma", "veio", "vem", "nao", "consigo", "quero", "preciso",
    "fazer", "faco", "posso",
];

/// Words that people use for the same thing. A word of a group finds the others, for less than itself.
const ALIKE: &[&[&str]] = &[
    &["mensagem", "mail", "email", "emails", "notificacao", "aviso", "correio", "caixa"],
    &["recebi", "receber", "recebo", "chegou", "chega", "chegar", "sumiu", "recebeu"],
    &["spam", "lixo", "lixeira", "promocoes"],
    &["reenvio", "reenviar", "reenvie", "reenviem"],
    &["entrar", "login", "logar", "acessar", "acesso", "entro", "logon", "acesso"],
    &["senha", "password", "esqueci", "perdi", "recuperar", "redefinir"],
    &["baixar", "baixo", "download", "salvar", "imprimir", "via", "2a", "segunda", "pdf", "copia", "ver"],
    &[
        "errado",
        "errada",
        "erro",
        "corrigir",
        "corrige",
        "correcao",
        "trocado",
        "incorreto",
        "ortografia",
        "reportar",
        "alterar",
    ],
    &["nome", "sobrenome", "acento", "letra"],
    &["horas", "carga", "horaria", "papel", "funcao"],
    &[
        "verificar",
        "validar",
        "validacao",
        "autenticar",
        "autenticidade",
        "conferir",
        "verdadeiro",
        "qrcode",
        "qr",
        "falso",
    ],
    &["link", "endereco", "url", "botao"],
    &["abre", "abrir", "funciona", "funcionar", "quebrado", "expirou", "venceu"],
    &["compartilhar", "linkedin", "enviar", "postar"],
    &["publico", "privado", "esconder", "ocultar"],
    &["apagar", "excluir", "remover", "lgpd", "privacidade", "dados", "cookies"],
    &[
        "suporte",
        "atendimento",
        "atendente",
        "contato",
        "telefone",
        "falar",
        "humano",
        "chamado",
        "protocolo",
    ],
    &["bloqueado", "bloqueio", "bloqueada", "tentativas", "limite"],
    &["planilha", "excel", "xlsx", "csv", "importar", "lista", "ods"],
    &["cancelar", "revogar", "revogado", "revogacao", "cancelado"],
];

/// How well a word of a text answers a word of a search, from 0 to 1.
fn likeness(sought: &str, there: &str) -> f64 {
    if sought == there {
        return 1.0;
    }
    let (short, long) = if sought.len() <= there.len() { (sought, there) } else { (there, sought) };
    let shared = sought.chars().zip(there.chars()).take_while(|(a, b)| a == b).count();
    let apart = long.chars().count() - shared;
    if sought.len() >= 3 && there.starts_with(sought) {
        return 0.8;
    }
    // `certificados` and `certificado`, `corrigir` and `corrige`.
    if shared >= 5 && apart <= 3 {
        return 0.7;
    }
    if ALIKE.iter().any(|group| group.contains(&sought) && group.contains(&there)) {
        return 0.5;
    }
    if short.len() >= 5 && is_one_slip_away(sought, there) { 0.6 } else { 0.0 }
}

/// Whether one letter too many, too few or another one makes one word of the other.
fn is_one_slip_away(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let from_front = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let from_back = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count();
    from_front + from_back + 1 >= one.len().max(other.len())
}

/// A question with its words, each with what it weighs: those of the question most, those of the answer least.
struct Weighed {
    question: Question,
    words: Vec<(String, f64)>,
}

impl Weighed {
    fn of(question: Question) -> Self {
        let words =
            |text: &str, weight| words(text).into_iter().map(move |word| (word, weight)).collect::<Vec<_>>();
        let mut all = words(question.question, 3.0);
        all.extend(words(question.also, 2.5));
        all.extend(question.answer.iter().flat_map(|paragraph| words(paragraph, 1.0)));
        Self { question, words: all }
    }

    /// How well it answers one word.
    fn answers(&self, sought: &str) -> f64 {
        self.words.iter().map(|(there, weight)| weight * likeness(sought, there)).fold(0.0, f64::max)
    }
}

/// The words of a text that say something.
fn words(text: &str) -> Vec<String> {
    // `2ª via` is typed `2a via` too; `e-mail` is one word.
    let text = text.to_lowercase().replace(['ª', 'º'], "a").replace("e-mail", "email");
    let folded = folded(&text);
    folded.split(' ').filter(|w| !w.is_empty() && !EMPTY.contains(w)).map(str::to_owned).collect()
}

/// The questions that answer a search, the best first.
pub(crate) fn ranked(search: &str) -> Vec<Question> {
    let sought = words(search);
    if sought.is_empty() {
        return Vec::new();
    }
    let all: Vec<Weighed> =
        ALL.iter().flat_map(|(_, questions)| questions.iter()).copied().map(Weighed::of).collect();
    let rare: Vec<f64> = sought.iter().map(|word| rarity(word, &all)).collect();
    let mut scored: Vec<(f64, Question)> =
        all.iter().filter_map(|weighed| Some((score(weighed, &sought, &rare)?, weighed.question))).collect();
    scored.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    scored.retain(|(score, _)| *score >= best * LEAST_OF_BEST);
    scored.into_iter().take(MOST).map(|(_, question)| question).collect()
}

/// What a word is worth: a word that every answer has tells nothing.
fn rarity(word: &str, all: &[Weighed]) -> f64 {
    let having = all.iter().filter(|weighed| weighed.answers(word) > 0.0).count();
    #[expect(clippy::cast_precision_loss, reason = "a few dozen questions")]
    let share = having as f64 / all.len() as f64;
    1.2 - share
}

/// How well a question answers all words together; none, when it has to do with too few of them.
fn score(weighed: &Weighed, sought: &[String], rare: &[f64]) -> Option<f64> {
    let each: Vec<f64> = sought.iter().map(|word| weighed.answers(word)).collect();
    let matched = each.iter().filter(|answers| **answers > 0.0).count();
    #[expect(clippy::cast_precision_loss, reason = "a few words")]
    let share = matched as f64 / sought.len() as f64;
    let sum: f64 = each.iter().zip(rare).map(|(answers, rare)| answers * rare).sum();
    (matched > 0 && share >= LEAST_SHARE).then_some(sum * share)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(search: &str) -> &'static str {
        ranked(search).first().map_or("", |question| question.question)
    }

    #[test]
    fn people_find_in_their_own_words_what_they_look_for() {
        for (search, begins) in [
            ("não recebi o e-mail", "Não recebi a mensagem"),
            ("NAO RECEBI O EMAIL", "Não recebi a mensagem"),
            ("o certificado não chegou", "Não recebi a mensagem"),
            ("esqueci a senha", "Esqueci a senha"),
            ("cpf errado", "Meu nome ou outro dado está errado"),
            ("nome errado", "Meu nome ou outro dado está errado"),
            ("erro de ortografia no nome", "Meu nome ou outro dado está errado"),
            ("2ª via", "Como baixo o meu certificado"),
            ("2a via do certificado", "Como baixo o meu certificado"),
            ("segunda via", "Como baixo o meu certificado"),
            ("link não abre", "O link da mensagem não abre"),
            ("validar", "Como confiro se um certificado é verdadeiro"),
            ("validar certificado", "Como confiro se um certificado é verdadeiro"),
            ("linkedin", "Como coloco o certificado no LinkedIn"),
            ("login", "Como entro pela primeira vez"),
            ("falar com o suporte", "Como falo com o suporte"),
            ("excluir meus dados", "Como peço que apaguem os meus dados"),
            ("certficado falso", "O código não foi encontrado"),
        ] {
            let found = first(search);
            assert!(found.starts_with(begins), "{search:?} finds {found:?}");
        }
    }

    #[test]
    fn what_has_nothing_to_do_with_it_finds_nothing() {
        for search in ["zebra", "<script>alert(1)</script>", "o que de para", "xyzzy qwert", "🦓"] {
            assert!(ranked(search).is_empty(), "{search:?} finds {:?}", first(search));
        }
    }

    #[test]
    fn one_word_more_does_not_hide_the_answer() {
        assert!(first("esqueci minha senha ontem").starts_with("Esqueci a senha"));
        assert!(ranked("senha").len() >= 3 && ranked("senha").len() <= MOST);
    }

    #[test]
    fn a_slip_of_the_finger_is_forgiven_in_long_words() {
        assert!(is_one_slip_away("certficado", "certificado") && !is_one_slip_away("senah", "senha"));
        assert!(likeness("verifcar", "verificar") > 0.0);
        assert!(likeness("pdf", "pde") == 0.0);
    }
}
