//! What an organiser types to find somebody: a part of the name, of the e-mail, or the CPF.

use domain::participation::line::Line;
use domain::value::name::folded;

/// Whom a search finds.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Everybody.
    All,
    /// Whose CPF or other document has these digits.
    Digits(String),
    /// Whose address has this, in lower case.
    Address(String),
    /// Whose name has each of these words or beginnings of words, without accents, or whose address has what was typed.
    Words(Vec<String>, String),
}

impl Wanted {
    /// Reads what was typed.
    pub(crate) fn of(typed: &str) -> Self {
        let typed = typed.trim();
        let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
        let is_number = digits.len() >= 3 && typed.chars().all(|c| c.is_ascii_digit() || "./- ".contains(c));
        if typed.is_empty() {
            Self::All
        } else if is_number {
            Self::Digits(digits)
        } else if typed.contains('@') {
            Self::Address(typed.to_lowercase())
        } else {
            Self::Words(folded(typed).split(' ').map(str::to_owned).collect(), typed.to_lowercase())
        }
    }

    /// Whether a line is of somebody who is wanted.
    pub(super) fn finds(&self, line: &Line) -> bool {
        let is_all = *self == Self::All;
        is_all || self.matches(&line.name.folded(), &line.email.as_str().to_lowercase(), &number(line))
    }

    /// Whether somebody is wanted whose folded name, address in lower case and digits these are.
    pub(crate) fn matches(&self, name: &str, address: &str, number: &str) -> bool {
        match self {
            Self::All => true,
            Self::Digits(digits) => number.contains(digits.as_str()),
            Self::Address(part) => address.contains(part.as_str()),
            Self::Words(wanted, typed) => {
                let begins = |word: &String| name.split(' ').any(|part| part.starts_with(word.as_str()));
                wanted.iter().all(begins) || (!typed.contains(' ') && address.contains(typed.as_str()))
            }
        }
    }
}

/// The digits by which a line names its person.
fn number(line: &Line) -> String {
    let document =
        || line.document.as_ref().map(domain::value::document::Document::shown).unwrap_or_default();
    let shown = line.cpf.as_ref().map_or_else(document, domain::value::cpf::Cpf::formatted);
    shown.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::value::cpf::Cpf;
    use domain::value::email::EmailAddress;
    use domain::value::name::PersonName;

    fn line() -> Line {
        Line {
            number: 2,
            name: PersonName::parse("João d'Ávila Conceição").expect("a name"),
            email: EmailAddress::parse("Joao.Avila@exemplo.com.br").expect("an address"),
            cpf: Some(Cpf::parse("529.982.247-25").expect("a CPF")),
            document: None,
            role: None,
            workload: None,
            by_role: false,
        }
    }

    #[test]
    fn somebody_is_found_by_beginnings_of_names_by_address_and_by_cpf() {
        for typed in [
            "",
            " joao ",
            "CONCEI",
            "avila joão",
            "d'ávila",
            "@exemplo",
            "joao.avila@EXEMPLO.com.br",
            "joao.avila",
        ] {
            assert!(Wanted::of(typed).finds(&line()), "{typed}");
        }
        for typed in ["529.982.247-25", "52998224725", "982"] {
            assert!(Wanted::of(typed).finds(&line()), "{typed}");
        }
        for typed in ["joana", "ana", "@outro", "111.444", "conceição maria"] {
            assert!(!Wanted::of(typed).finds(&line()), "{typed}");
        }
    }
}
