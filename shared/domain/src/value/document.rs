//! What names people who have no CPF: the Portuguese tax number, a passport, the Brazilian register of migrants.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no document of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Too short, too long, or with a sign that it does not have.
    #[error("another shape")]
    Shape,
    /// Its check digit disagrees.
    #[error("check digit does not match")]
    Check,
}

/// A document, in capitals and without what separates its digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Document {
    /// Número de identificação fiscal of Portugal: nine digits, the last of which checks the others.
    Nif(String),
    /// A passport of whatever country: its number has no check digit.
    Passport(String),
    /// Registro Nacional Migratório, and RNE as it was called: a letter, six digits, and a sign.
    Rnm(String),
}

impl Document {
    /// Reads `PT 123 456 789` or `123456789`. The ninth digit makes the sum with weights 9…2 and itself a multiple of 11, where a
    /// rest below 2 gives 0.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn nif(typed: &str) -> Result<Self, DocumentError> {
        let text = plain(typed);
        let text = text.strip_prefix("PT").unwrap_or(&text);
        let digits: Vec<u32> = text.chars().filter_map(|c| c.to_digit(10)).collect();
        if digits.len() != 9 || text.len() != 9 || matches!(digits[0], 0 | 4) {
            return Err(DocumentError::Shape);
        }
        let sum: u32 = digits.iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
        let check = if sum % 11 < 2 { 0 } else { 11 - sum % 11 };
        if check == digits[8] { Ok(Self::Nif(text.to_owned())) } else { Err(DocumentError::Check) }
    }

    /// Reads the number of a passport: five to fifteen letters and digits, with a digit among them.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn passport(typed: &str) -> Result<Self, DocumentError> {
        let text = plain(typed);
        let signs = text.bytes().all(|b| b.is_ascii_alphanumeric());
        let digits = text.bytes().any(|b| b.is_ascii_digit());
        if signs && digits && (5..=15).contains(&text.len()) {
            Ok(Self::Passport(text))
        } else {
            Err(DocumentError::Shape)
        }
    }

    /// Reads `V123456-J`.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn rnm(typed: &str) -> Result<Self, DocumentError> {
        let text = plain(typed);
        let bytes = text.as_bytes();
        let known = bytes.len() == 8
            && bytes[0].is_ascii_alphabetic()
            && bytes[1..7].iter().all(u8::is_ascii_digit)
            && bytes[7].is_ascii_alphanumeric();
        if known { Ok(Self::Rnm(text)) } else { Err(DocumentError::Shape) }
    }

    /// What it is called, and its number: `NIF 123456789`.
    pub fn shown(&self) -> String {
        let (name, number) = self.parts();
        format!("{name} {number}")
    }

    /// `nif:123456789`: the canonical text of which keyed hashes are made.
    pub fn text(&self) -> String {
        let (name, number) = self.parts();
        format!("{}:{number}", name.to_lowercase())
    }

    fn parts(&self) -> (&'static str, &str) {
        match self {
            Self::Nif(number) => ("NIF", number),
            Self::Passport(number) => ("Passaporte", number),
            Self::Rnm(number) => ("RNM", number),
        }
    }
}

/// In capitals, without blanks, points, dashes and slashes.
fn plain(typed: &str) -> String {
    let kept = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '\u{2010}'..='\u{2015}'));
    kept.flat_map(char::to_uppercase).collect()
}

impl fmt::Debug for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Document(•••)")
    }
}

impl TryFrom<String> for Document {
    type Error = DocumentError;
    fn try_from(text: String) -> Result<Self, DocumentError> {
        match text.split_once(':') {
            Some(("nif", number)) => Self::nif(number),
            Some(("passaporte", number)) => Self::passport(number),
            Some(("rnm", number)) => Self::rnm(number),
            _ => Err(DocumentError::Shape),
        }
    }
}

impl From<Document> for String {
    fn from(document: Document) -> Self {
        document.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nif_is_read_however_it_is_written_and_its_digit_is_checked() {
        for typed in ["123456789", "123 456 789", "PT123.456.789", "501 442 600"] {
            assert!(matches!(Document::nif(typed), Ok(Document::Nif(_))), "{typed}");
        }
        for typed in ["123456788", "501442601"] {
            assert_eq!(Document::nif(typed), Err(DocumentError::Check), "{typed}");
        }
        for typed in ["", "12345678", "1234567890", "12345678A", "023456789", "ES123456789"] {
            assert_eq!(Document::nif(typed), Err(DocumentError::Shape), "{typed}");
        }
    }

    #[test]
    fn passports_and_rnm_have_a_shape() {
        assert_eq!(Document::passport("fx 123456").map(|d| d.shown()), Ok("Passaporte FX123456".into()));
        assert_eq!(Document::rnm("v123456-j").map(|d| d.shown()), Ok("RNM V123456J".into()));
        for wrong in ["", "ABCDEF", "1234", "A1234567890123456", "não tem", "AB;123456"] {
            assert!(Document::passport(wrong).is_err(), "{wrong}");
        }
        for wrong in ["123456-J", "V12345-J", "V123456-JK", ""] {
            assert!(Document::rnm(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn one_number_of_two_kinds_is_two_documents_and_each_is_stored_and_read_again() {
        let (nif, passport) = (Document::nif("123456789"), Document::passport("123456789"));
        assert_ne!(nif.as_ref().map(Document::text), passport.as_ref().map(Document::text));
        for document in [nif, passport, Document::rnm("V123456J")].map(|d| d.expect("a document")) {
            let stored = String::from(document.clone());
            assert_eq!(Document::try_from(stored), Ok(document.clone()));
            assert_eq!(format!("{document:?}"), "Document(•••)");
        }
    }
}
