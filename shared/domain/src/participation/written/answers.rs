//! Answers that people give where nothing was to be answered: `não possuo`, `N/A`, `o mesmo`.

use crate::value::name::folded;

/// Whole answers that mean that there is nothing.
const NONE: [&str; 24] = [
    "nao",
    "nenhum",
    "nenhuma",
    "n a",
    "n d",
    "n t",
    "null",
    "none",
    "nil",
    "nan",
    "undefined",
    "vazio",
    "nada",
    "sem nome social",
    "nao ha",
    "sem",
    "not applicable",
    "no",
    "x",
    "nd",
    "idem ao nome",
    "n",
    "s n",
    "em branco",
];

/// What follows `não` in an answer that means that there is nothing; after it comes a name otherwise.
const AFTER_NOT: &str = "se possuo possui tenho tem ha informado informar informada uso usa utilizo quero desejo desejamos \
    aplica aplicavel preciso existe consta obrigado obrigada necessario sei dizer responder declarar gostaria faco disponivel cadastrado";

/// Whole answers that mean that it is the same as elsewhere.
const SAME: [&str; 12] = [
    "o mesmo",
    "a mesma",
    "mesmo",
    "o mesmo nome",
    "mesmo nome",
    "idem",
    "igual",
    "o proprio",
    "ditto",
    "same",
    "nome civil",
    "o mesmo acima",
];

/// Answers that no language has as a name.
const NEVER_A_NAME: [&str; 14] = [
    "null",
    "n a",
    "n d",
    "undefined",
    "nan",
    "none",
    "nenhum",
    "nenhuma",
    "nao",
    "sem nome",
    "sim",
    "o mesmo",
    "idem",
    "vazio",
];

/// Whether a cell says that there is nothing: it is empty, has no letter or digit, or is an answer as `não se aplica`.
pub fn means_none(cell: &str) -> bool {
    let folded = folded(cell);
    folded.is_empty() || NONE.contains(&folded.as_str()) || is_refusal(&folded)
}

/// Whether a cell says that it is the same as elsewhere.
pub fn means_the_same(cell: &str) -> bool {
    let folded = folded(cell);
    SAME.contains(&folded.as_str()) || folded.starts_with("o mesmo ") || folded.starts_with("mesmo ")
}

/// Whether a cell where a name belongs holds an answer.
pub(super) fn is_no_name(cell: &str) -> bool {
    let folded = folded(cell);
    NEVER_A_NAME.contains(&folded.as_str()) || is_refusal(&folded)
}

/// `não possuo`, `prefiro não informar`; `Nao Sato` is a name.
fn is_refusal(folded: &str) -> bool {
    let mut words =
        folded.split(' ').skip_while(|word| matches!(*word, "eu" | "prefiro" | "ainda" | "por" | "enquanto"));
    let begins = words.next() == Some("nao");
    begins && words.next().is_some_and(|word| AFTER_NOT.split_ascii_whitespace().any(|one| one == word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_that_mean_none() {
        for none in [
            "",
            "-",
            "NÃO",
            "não tenho",
            "Nao se aplica.",
            "Prefiro não informar",
            "N/A",
            "nenhum",
            "não, obrigada",
        ] {
            assert!(means_none(none), "{none}");
        }
        for name in ["Nao Sato", "Noa", "Nona Reis", "Lia"] {
            assert!(!means_none(name) && !is_no_name(name), "{name}");
        }
    }

    #[test]
    fn answers_that_stand_where_a_name_belongs() {
        for answer in ["NULL", "não possui", "Não informado", "n/a", "undefined"] {
            assert!(is_no_name(answer), "{answer}");
        }
        assert!(means_the_same("O mesmo do RG") && !means_the_same("Osmar"));
    }
}
