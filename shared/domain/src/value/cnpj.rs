//! The Brazilian number of a legal entity (CNPJ), with letters since July 2026.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no CNPJ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CnpjError {
    /// Not fourteen positions.
    #[error("not fourteen positions")]
    Length,
    /// Something that is neither letter, digit nor separator, or a letter among the check digits.
    #[error("a foreign character")]
    Character,
    /// Nothing but zeros: it passes the arithmetic and belongs to nobody.
    #[error("nothing but zeros")]
    Zeros,
    /// The check digits disagree.
    #[error("check digits do not match")]
    Check,
}

/// A CNPJ whose check digits are right: twelve digits or capitals and two digits.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cnpj(String);

impl Cnpj {
    /// Reads `11.222.333/0001-81`, `12.abc.345/01de-35`, and both without separators.
    ///
    /// A position is worth its ASCII code less 48, so that digits keep their value and letters begin at 17. The check digits are
    /// sums modulo 11 with weights 5 4 3 2 9 … 2 and 6 5 4 3 2 9 … 2; a rest below 2 gives 0 (Receita Federal, IN RFB 2.229/2024).
    /// The letters I, O, Q and F are read too: nothing in force forbids them.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, CnpjError> {
        let kept = typed
            .chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '/' | '-' | '\u{2010}'..='\u{2015}'));
        let text: String = kept.map(|c| c.to_ascii_uppercase()).collect();
        if !text.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit()) {
            return Err(CnpjError::Character);
        }
        if text.len() != 14 {
            return Err(CnpjError::Length);
        }
        Self::checked(text)
    }

    fn checked(text: String) -> Result<Self, CnpjError> {
        let values: Vec<u32> = text.bytes().map(|b| u32::from(b) - 48).collect();
        if values.iter().all(|value| *value == 0) {
            return Err(CnpjError::Zeros);
        }
        if values[12..].iter().any(|value| *value > 9) {
            return Err(CnpjError::Character);
        }
        let right = check_digit(&values[..12]) == values[12] && check_digit(&values[..13]) == values[13];
        if right { Ok(Self(text)) } else { Err(CnpjError::Check) }
    }

    /// The fourteen positions without separators.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The eight positions that all establishments of a company share.
    pub fn root(&self) -> &str {
        &self.0[..8]
    }

    /// `12.ABC.345/01DE-35`.
    pub fn shown(&self) -> String {
        let n = &self.0;
        format!("{}.{}.{}/{}-{}", &n[..2], &n[2..5], &n[5..8], &n[8..12], &n[12..])
    }
}

/// The check digit of what stands before it: weights 2…9 from the right, repeating.
fn check_digit(values: &[u32]) -> u32 {
    let weights = (2..=9).cycle();
    let sum: u32 = values.iter().rev().zip(weights).map(|(value, weight)| value * weight).sum();
    if sum % 11 < 2 { 0 } else { 11 - sum % 11 }
}

impl fmt::Debug for Cnpj {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cnpj(•••)")
    }
}

impl TryFrom<String> for Cnpj {
    type Error = CnpjError;
    fn try_from(value: String) -> Result<Self, CnpjError> {
        Self::parse(&value)
    }
}

impl From<Cnpj> for String {
    fn from(cnpj: Cnpj) -> Self {
        cnpj.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_both_generations_are_read() {
        for right in [
            "12ABC34501DE35",
            "93ZB0VRYV6KA67",
            "00000000E08G12",
            "A1B2C3D4000193",
            "ABCDEFGH123432",
            "AAAAAAAA000191",
            "ZZZZZZZZ000191",
            "11222333000181",
            "00000000000191",
            "99999999000191",
        ] {
            assert_eq!(Cnpj::parse(right).map(String::from), Ok(right.to_owned()));
        }
        let careless = Cnpj::parse(" 12.abc.345/01de-35 ").expect("a cnpj");
        assert_eq!((careless.shown().as_str(), careless.root()), ("12.ABC.345/01DE-35", "12ABC345"));
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (wrong, error) in [
            ("12ABC34501DE36", CnpjError::Check),
            ("93ZB0VRYV6KA66", CnpjError::Check),
            ("11222333000180", CnpjError::Check),
            ("12ABC34501DE3A", CnpjError::Character),
            ("00000000000000", CnpjError::Zeros),
            ("1122233300018", CnpjError::Length),
            ("", CnpjError::Length),
            ("11222333000181é", CnpjError::Character),
        ] {
            assert_eq!(Cnpj::parse(wrong), Err(error), "{wrong}");
        }
    }

    #[test]
    fn every_wrong_position_is_caught_unless_two_letters_weigh_the_same() {
        let right = "12ABC34501DE35";
        for place in 0..14 {
            for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".chars() {
                let mut typed: Vec<char> = right.chars().collect();
                let was = u32::from(typed[place]);
                typed[place] = other;
                // Modulo 11 does not tell apart what differs by a multiple of 11.
                if was.abs_diff(u32::from(other)) % 11 != 0 {
                    assert!(Cnpj::parse(&typed.into_iter().collect::<String>()).is_err(), "{place} {other}");
                }
            }
        }
    }
}
