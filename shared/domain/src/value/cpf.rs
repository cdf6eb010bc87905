//! The Brazilian natural person's number (CPF).

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why digits are no CPF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CpfError {
    /// Not eleven digits.
    #[error("not eleven digits")]
    Length,
    /// Something that is neither digit nor separator.
    #[error("a foreign character")]
    Character,
    /// One digit eleven times: such numbers pass the arithmetic and belong to nobody.
    #[error("one digit repeated")]
    Repeated,
    /// The check digits disagree.
    #[error("check digits do not match")]
    Check,
}

/// A CPF whose check digits are right: eleven digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Cpf(String);

impl Cpf {
    /// Reads `529.982.247-25` or `52998224725`.
    ///
    /// # Errors
    /// What is wrong with it. The two check digits are sums modulo 11 with weights 10…2 and 11…2; a rest below 2
    /// gives 0 (Receita Federal's rule).
    pub fn parse(typed: &str) -> Result<Self, CpfError> {
        let digits = digits(typed)?;
        if digits.len() != 11 { Err(CpfError::Length) } else { Self::checked(digits) }
    }

    /// Reads a cell of a spreadsheet, where a number has lost its leading zeros: 7 to 11 digits.
    ///
    /// # Errors
    /// As [`Cpf::parse`]. A number of fewer than seven digits is taken for a mistake, not for a CPF with five zeros.
    pub fn parse_cell(cell: &str) -> Result<Self, CpfError> {
        let digits = digits(cell)?;
        if (7..=11).contains(&digits.len()) {
            Self::checked(format!("{digits:0>11}"))
        } else {
            Err(CpfError::Length)
        }
    }

    fn checked(digits: String) -> Result<Self, CpfError> {
        let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
        if values.windows(2).all(|pair| pair[0] == pair[1]) {
            return Err(CpfError::Repeated);
        }
        let right = check_digit(&values[..9]) == values[9] && check_digit(&values[..10]) == values[10];
        if right { Ok(Self(digits)) } else { Err(CpfError::Check) }
    }

    /// The eleven digits.
    pub fn digits(&self) -> &str {
        &self.0
    }

    /// `529.982.247-25`, for its owner's eyes.
    pub fn formatted(&self) -> String {
        let d = &self.0;
        format!("{}.{}.{}-{}", &d[..3], &d[3..6], &d[6..9], &d[9..])
    }

    /// `***.982.***-**`, for everybody else: three digits, so that 10⁶ valid numbers fit.
    /// (With six in the middle, as is the habit, the check digits leave only a thousand.)
    pub fn masked(&self) -> MaskedCpf {
        MaskedCpf(format!("***.{}.***-**", &self.0[3..6]))
    }
}

fn digits(typed: &str) -> Result<String, CpfError> {
    typed
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '.' | '-' | '/' | '\u{a0}' | '\u{2010}'..='\u{2015}'))
        .map(|c| if c.is_ascii_digit() { Ok(c) } else { Err(CpfError::Character) })
        .collect()
}

fn check_digit(values: &[u32]) -> u32 {
    let sum: u32 =
        values.iter().zip((2..=values.len() + 1).rev()).map(|(v, w)| v * u32::try_from(w).unwrap_or(0)).sum();
    match sum % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

impl fmt::Debug for Cpf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cpf(•••)")
    }
}

impl TryFrom<String> for Cpf {
    type Error = CpfError;
    fn try_from(value: String) -> Result<Self, CpfError> {
        Self::parse(&value)
    }
}

impl From<Cpf> for String {
    fn from(cpf: Cpf) -> Self {
        cpf.0
    }
}

/// A CPF of which three digits are left, as it is printed and shown to others.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MaskedCpf(String);

impl MaskedCpf {
    /// `***.982.***-**`.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MaskedCpf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_numbers_are_read() {
        for good in [
            "111.444.777-35",
            "529.982.247-25",
            "123.456.789-09",
            "390.533.447-05",
            "016.727.808-88",
            "00000000191",
        ] {
            assert!(Cpf::parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn wrong_numbers_are_refused_with_a_reason() {
        for wrong in ["111.444.777-36", "123.456.789-00", "016.727.808-38"] {
            assert_eq!(Cpf::parse(wrong), Err(CpfError::Check), "{wrong}");
        }
        for digit in '0'..='9' {
            assert_eq!(Cpf::parse(&digit.to_string().repeat(11)), Err(CpfError::Repeated));
        }
        assert_eq!(Cpf::parse("1234567890"), Err(CpfError::Length));
        assert_eq!(Cpf::parse("5299822472S"), Err(CpfError::Character));
    }

    #[test]
    fn a_spreadsheet_eats_leading_zeros() {
        assert_eq!(Cpf::parse_cell("1672780888").map(|c| c.formatted()), Ok("016.727.808-88".into()));
        assert_eq!(Cpf::parse_cell("191"), Err(CpfError::Length));
    }

    #[test]
    fn debug_prints_nothing() {
        let cpf = Cpf::parse("52998224725").expect("valid");
        assert_eq!(format!("{cpf:?}"), "Cpf(•••)");
        assert_eq!(cpf.masked().as_str(), "***.982.***-**");
    }
}
