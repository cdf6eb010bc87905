//! What a cell says of whether somebody may have a certificate.

use domain::value::name::folded;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    Good,
    Bad,
    Unclear,
}

const GOOD: &str = "presente presentes presenca compareceu participou sim s x ok p v 1 true verdadeiro verdade yes y \
    aprovado aprovada apto apta concluido concluida concluinte concluiu confirmado confirmada pago paga paid completo \
    completa complete completed credenciado credenciada checked checkin attended approved confirmed passed ativo ativa \
    active valido valida deferido deferida homologado homologada inscrito inscrita matriculado matriculada registered \
    gratuito gratuita free";

const BAD: &str = "ausente ausentes ausencia falta faltou faltante f nao n no 0 false falso reprovado reprovada inapto inapta \
    cancelado cancelada cancelamento cancelou canceled cancelled reembolsado reembolsada reembolso refunded estornado \
    estornada desistente desistiu desistencia recusado recusada rejeitado rejeitada rejected expirado expirada expired \
    pendente pending unpaid espera waiting waitlist indeferido indeferida evadido evadida evadiu trancado trancada \
    absent missed failed incompleto incompleta incomplete excluido excluida removido removida abandonou abandono";

/// Words that turn the answer after them: `não compareceu`, `not attended`.
const NOT: [&str; 5] = ["nao", "no", "not", "sem", "nunca"];

/// Reads an answer.
pub(super) fn read(cell: &str) -> Standing {
    if cell.contains(['✓', '✔', '☑', '✅']) {
        return Standing::Good;
    }
    if cell.contains(['✗', '✘', '☐', '☒', '❌']) {
        return Standing::Bad;
    }
    let folded = folded(cell);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
    let among = |list: &str, word: &str| list.split_ascii_whitespace().any(|one| one == word);
    if words.iter().any(|word| NOT.contains(word) || among(BAD, word)) {
        return Standing::Bad;
    }
    if is_moment(cell) || words.iter().any(|word| among(GOOD, word)) {
        Standing::Good
    } else {
        Standing::Unclear
    }
}

/// Whether an answer is when somebody came.
pub(super) fn is_moment(cell: &str) -> bool {
    let folded = folded(cell);
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    cell.contains(':') && !folded.is_empty() && folded.split(' ').all(is_number)
}

impl Standing {
    /// The answer to the opposite question.
    pub(super) fn turned(self) -> Self {
        match self {
            Self::Good => Self::Bad,
            Self::Bad => Self::Good,
            Self::Unclear => Self::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read_as_people_give_them() {
        for good in
            ["Presente", "SIM", "x", "✔", "Aprovada com louvor", "Paid", "07/03/2026 19:02", "Confirmado"]
        {
            assert_eq!(read(good), Standing::Good, "{good}");
        }
        for bad in [
            "Ausente",
            "Não",
            "não compareceu",
            "Reprovado por falta",
            "Cancelado pelo aluno",
            "Refunded",
            "✗",
        ] {
            assert_eq!(read(bad), Standing::Bad, "{bad}");
        }
        for unclear in ["", "-", "75%", "talvez", "Transferido"] {
            assert_eq!(read(unclear), Standing::Unclear, "{unclear}");
        }
    }
}
