//! What a title means, however it is worded: `Nome`, `NOME COMPLETO`, `Qual é o seu e-mail?`, `C.P.F. (só números)`.

use domain::participation::line::Column;
use domain::value::name::folded;

/// How clearly a title says what it is; the least is the clearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    /// The name as it is to be printed.
    ForTheCertificate,
    /// The whole name, so that a surname beside it is not added.
    Whole,
    /// The usual word.
    Usual,
    /// A word that usually means it.
    Likely,
}

impl Rank {
    pub(super) fn is_whole_name(self) -> bool {
        self <= Self::Whole
    }
}

/// Words that ask for a column or describe its format and do not change which one it is.
const FILLERS: &str = "a o as os e um uma de do da dos das no na em para pra por com sem so somente apenas seu sua teu \
    meu qual informe digite insira escreva preencha favor como que deve devera ira vai sair constar aparecer \
    participante participantes aluno aluna alunos inscrito inscrita estudante numero numeros n nr nº ponto pontos traco \
    tracos pontuacao digitos 11 obrigatorio opcional total valido principal contato the";

/// Words that, alone in a title, mean the name.
const PEOPLE: &str = "participante participantes aluno aluna alunos inscrito inscrita inscritos estudante estudantes \
    ouvinte participant attendee student";

fn is_among(words: &str, word: &str) -> bool {
    words.split(' ').any(|one| one == word)
}

/// The column that a title names, and how clearly.
pub(super) fn column_of(title: &str) -> Option<(Column, Rank)> {
    let folded = joined(&folded(title));
    // `Aluno(a)`, `Inscritos/as`
    let person =
        folded.split(' ').filter(|word| !matches!(*word, "a" | "as" | "o" | "os")).collect::<Vec<_>>();
    if matches!(person.as_slice(), [only] if is_among(PEOPLE, only)) {
        return Some((Column::Name, Rank::Likely));
    }
    let core: Vec<&str> = folded.split(' ').filter(|word| !is_among(FILLERS, word)).collect();
    Some(match core.join(" ").as_str() {
        "nome certificado" | "nome completo certificado" | "name certificate" => {
            (Column::Name, Rank::ForTheCertificate)
        }
        "nome completo" | "nome sobrenome" | "full name" | "fullname" => (Column::Name, Rank::Whole),
        "nome" | "name" | "nomes" => (Column::Name, Rank::Usual),
        "primeiro nome" | "prenome" | "first name" | "given name" | "participant name" | "attendee name"
        | "student name" => (Column::Name, Rank::Likely),
        "nome social" | "nome social completo" | "social name" => (Column::SocialName, Rank::Usual),
        "sobrenome" | "ultimo nome" | "surname" | "last name" | "family name" => {
            (Column::Surname, Rank::Usual)
        }
        "email" | "emails" => (Column::Email, Rank::Usual),
        "mail"
        | "endereco email"
        | "email address"
        | "correio eletronico"
        | "endereco eletronico"
        | "endereco correio eletronico" => (Column::Email, Rank::Likely),
        "cpf" => (Column::Cpf, Rank::Usual),
        "documento" | "documento cpf" | "cpf documento" | "cpf cnpj" | "cadastro pessoa fisica" | "doc" => {
            (Column::Cpf, Rank::Likely)
        }
        "papel" => (Column::Role, Rank::Usual),
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
        | "role" => (Column::Role, Rank::Likely),
        "carga horaria" | "workload" => (Column::Workload, Rank::Usual),
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
        | "qtde horas" => (Column::Workload, Rank::Likely),
        _ => return None,
    })
}

/// Words that punctuation has torn apart: `e-mail`, `C.P.F.`, `C.H.`
fn joined(folded: &str) -> String {
    let padded = format!(" {folded} ");
    let whole = padded.replace(" e mail ", " email ").replace(" e mails ", " emails ");
    whole.replace(" c p f ", " cpf ").replace(" c h ", " ch ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_understood_however_they_are_worded() {
        for (title, column) in [
            ("NOME", Column::Name),
            ("Nome Completo", Column::Name),
            ("Nome do(a) participante", Column::Name),
            ("Nome completo (como deve sair no certificado)", Column::Name),
            ("Participante", Column::Name),
            ("ALUNO", Column::Name),
            ("Aluno(a)", Column::Name),
            ("name", Column::Name),
            ("Sobrenome", Column::Surname),
            ("Nome social", Column::SocialName),
            ("E-mail", Column::Email),
            ("email", Column::Email),
            ("Qual é o seu e-mail?", Column::Email),
            ("Endereço de e-mail", Column::Email),
            ("Correio Eletrônico", Column::Email),
            ("CPF", Column::Cpf),
            ("C.P.F.", Column::Cpf),
            ("CPF do participante", Column::Cpf),
            ("CPF (somente números)", Column::Cpf),
            ("Nº CPF", Column::Cpf),
            ("Documento", Column::Cpf),
            ("Papel", Column::Role),
            ("Função", Column::Role),
            ("Tipo de participação", Column::Role),
            ("Carga Horária", Column::Workload),
            ("Carga horária (em horas)", Column::Workload),
            ("CH", Column::Workload),
            ("C/H", Column::Workload),
            ("Total de horas", Column::Workload),
        ] {
            assert_eq!(column_of(title).map(|(column, _)| column), Some(column), "{title}");
        }
    }

    #[test]
    fn what_belongs_to_somebody_else_is_not_read() {
        for title in [
            "",
            "Nome da mãe",
            "Nome da empresa",
            "Nome do evento",
            "CPF do responsável",
            "E-mail do responsável",
            "Confirme seu e-mail",
            "Número do participante",
            "Tipo de ingresso",
            "RG",
            "Telefone",
            "Data",
            "Observação",
        ] {
            assert_eq!(column_of(title), None, "{title}");
        }
    }
}
