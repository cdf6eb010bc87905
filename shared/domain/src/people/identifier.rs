//! What names a person: the CPF, a NIF, or the participant token, in one field.

use crate::value::code::ParticipantToken;
use crate::value::cpf::{Cpf, CpfError};
use crate::value::document::Document;
use crate::value::symbols;
use serde::Deserialize;

/// A CPF, a NIF or a token. They differ in length: eleven digits, nine digits, thirteen symbols.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum Identifier {
    /// A CPF with right check digits.
    Cpf(Cpf),
    /// Another document, by which people without a CPF are known; of these only a NIF can be told by itself.
    Document(Document),
    /// A token.
    Token(ParticipantToken),
}

/// Why a text names nobody. It speaks of the text alone, never of whether somebody has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdentifierError {
    /// Nothing was typed.
    #[error("no CPF, NIF or token")]
    Empty,
    /// It has the digits of a CPF, and those that check the others disagree.
    #[error("check digits do not match")]
    Check,
    /// It is neither.
    #[error("neither a CPF nor a NIF nor a token")]
    Shape,
}

impl Identifier {
    /// Reads what was typed, in any usual way of writing it.
    ///
    /// # Errors
    /// What is wrong with the text.
    pub fn parse(typed: &str) -> Result<Self, IdentifierError> {
        let typed = typed.trim();
        if typed.is_empty() {
            return Err(IdentifierError::Empty);
        }
        if typed.len() <= 64
            && symbols::canonical(typed).is_some_and(|s| s.len() == ParticipantToken::SYMBOLS)
            && let Ok(token) = ParticipantToken::parse(typed)
        {
            return Ok(Self::Token(token));
        }
        if let Ok(nif) = Document::nif(typed) {
            return Ok(Self::Document(nif));
        }
        match Cpf::parse(typed) {
            Ok(cpf) => Ok(Self::Cpf(cpf)),
            Err(CpfError::Check | CpfError::Repeated) => Err(IdentifierError::Check),
            Err(CpfError::Length | CpfError::Character) => Err(IdentifierError::Shape),
        }
    }
}

impl TryFrom<String> for Identifier {
    type Error = IdentifierError;
    fn try_from(text: String) -> Result<Self, IdentifierError> {
        Self::parse(&text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cpf_and_a_token_are_told_apart_however_they_are_typed() {
        for cpf in ["529.982.247-25", " 52998224725 "] {
            assert!(matches!(Identifier::parse(cpf), Ok(Identifier::Cpf(_))), "{cpf}");
        }
        for token in ["7Q2K-9XBM-4T8R-0", "7q2k 9xbm 4t8r o", "0000000000000"] {
            assert!(matches!(Identifier::parse(token), Ok(Identifier::Token(_))), "{token}");
        }
    }

    #[test]
    fn a_nif_names_who_has_no_cpf() {
        assert!(matches!(Identifier::parse("PT 123 456 789"), Ok(Identifier::Document(_))));
        assert!(Identifier::parse("123 456 788").is_err());
    }

    #[test]
    fn what_is_neither_says_what_is_wrong() {
        for (wrong, why) in [
            ("", IdentifierError::Empty),
            ("   ", IdentifierError::Empty),
            ("529.982.247-26", IdentifierError::Check),
            ("111.111.111-11", IdentifierError::Check),
            ("maria@x.com", IdentifierError::Shape),
            ("123", IdentifierError::Shape),
            (&"9".repeat(100_000), IdentifierError::Shape),
        ] {
            assert_eq!(Identifier::parse(wrong), Err(why));
        }
    }
}
