//! Columns that tell who may have a certificate: who was present, who passed, whose enrolment is good.

use domain::participation::line::Column;
use domain::value::name::folded;

/// Words of columns that tell who was present or passed.
const PRESENCE: &str = "presenca presencas presente presentes compareceu comparecimento frequencia checkin attended \
    attendance presence credenciado credenciada credenciamento aprovado aprovada aprovacao aprovados concluiu concluido \
    concluida conclusao passed completed apto falta faltas faltou ausente ausencia";

/// Words with which such a title speaks of when, how long or how: no answer is expected under them.
const MEASURES: &str = "data hora horario date time minutos minutes duracao duration horas hours tipo forma modalidade \
    lista link justificativa local dispositivo device certificado email nome";

/// Words that say which status is meant, where it is not that of an enrolment.
const CIVIL: &str =
    "civil funcional profissional ocupacional trabalhista conjugal vinculo emprego cadastral militar";

/// The column that a title names, if it tells who may have a certificate.
pub(super) fn column_of(title: &str) -> Option<Column> {
    let folded = folded(title).replace("check in", "checkin");
    let words: Vec<&str> = folded.split(' ').collect();
    let has = |list: &str| words.iter().any(|word| list.split_ascii_whitespace().any(|one| one == *word));
    if has(MEASURES) {
        return None;
    }
    if has(PRESENCE) {
        return Some(Column::Presence);
    }
    let of_enrolment = has("pagamento pedido inscricao matricula ingresso participante aluno");
    let status = has("situacao status") || has("estado") && of_enrolment || folded == "payment";
    (status && !has(CIVIL)).then_some(Column::Status)
}

/// Whether a title asks for the opposite: under `Faltou`, `sim` is no good answer.
pub(in crate::reader) fn is_of_absence(title: &str) -> bool {
    folded(title)
        .split(' ')
        .any(|word| matches!(word, "falta" | "faltas" | "faltou" | "ausente" | "ausencia"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_that_tell_who_may_have_a_certificate() {
        for (title, column) in [
            ("Presença", Some(Column::Presence)),
            ("Presença 05/11", Some(Column::Presence)),
            ("Compareceu?", Some(Column::Presence)),
            ("Check-in", Some(Column::Presence)),
            ("Aprovado(a)", Some(Column::Presence)),
            ("Faltou?", Some(Column::Presence)),
            ("Situação", Some(Column::Status)),
            ("Status da inscrição", Some(Column::Status)),
            ("Estado de pagamento", Some(Column::Status)),
            ("Estado", None),
            ("Estado civil", None),
            ("Situação funcional", None),
            ("Data do check-in", None),
            ("Presença (minutos)", None),
            ("Forma de presença", None),
        ] {
            assert_eq!(column_of(title), column, "{title}");
        }
    }
}
