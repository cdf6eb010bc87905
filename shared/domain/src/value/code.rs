//! Codes that people hold: the verify code on the paper and the participant token in the mail.

mod pasted;

pub use pasted::Unread;

use crate::value::symbols;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a typed code is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not the number of symbols that such a code has.
    #[error("wrong length")]
    Length,
    /// A symbol outside the alphabet.
    #[error("foreign symbol")]
    Symbol,
    /// The check symbol disagrees: at least one symbol was mistyped.
    #[error("check symbol does not match")]
    Check,
}

/// The code on a certificate: 16 symbols (80 bits of chance) and a check symbol.
///
/// One per version of a certificate, printed and in the QR code; a public value, unique by a conditional write.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VerifyCode(String);

impl VerifyCode {
    /// Symbols before the check symbol.
    pub const SYMBOLS: usize = 16;

    /// The code made of ten bytes of chance.
    pub fn from_chance(bytes: [u8; 10]) -> Self {
        let mut code = symbols::encode(&bytes, Self::SYMBOLS);
        code.push(check_symbol(&code));
        Self(code)
    }

    /// The code of no certificate: a sample has it, which prints words in its place. Of eighty bits of chance none is this one.
    pub fn of_sample() -> Self {
        Self::from_chance([0; 10])
    }

    /// Whether it is [`VerifyCode::of_sample`].
    pub fn is_of_sample(&self) -> bool {
        *self == Self::of_sample()
    }

    /// Reads a typed code: spaces, hyphens, case and look-alikes (O and 0, I, L and 1) do not matter.
    ///
    /// # Errors
    /// What is wrong with it, so that a form can say "check what you typed" before any look-up.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let code = symbols::canonical(typed).ok_or(CodeError::Symbol)?;
        if code.len() != Self::SYMBOLS + 1 {
            return Err(CodeError::Length);
        }
        let (body, check) = code.split_at(Self::SYMBOLS);
        if !check.starts_with(check_symbol(body)) {
            return Err(CodeError::Check);
        }
        Ok(Self(code))
    }

    /// The 17 symbols without separators, as in links and keys.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The code in groups of four, as it is printed: `7Q2K-9XBM-4T8R-0ABC-D`.
    pub fn grouped(&self) -> String {
        grouped(&self.0)
    }
}

/// The weighted sum of the symbols over GF(32). The weight of position i is g^(i+1) for a generator g, so every
/// single wrong symbol and every swap of two different symbols changes the sum.
fn check_symbol(body: &str) -> char {
    let mut sum = 0;
    for (i, symbol) in body.chars().enumerate() {
        let mut term = symbols::value(symbol).unwrap_or(0);
        for _ in 0..=i {
            term = times_generator(term);
        }
        sum ^= term;
    }
    char::from(symbols::ALPHABET[usize::from(sum)])
}

/// Multiplication by x in GF(32) modulo x⁵ + x² + 1, whose x generates all 31 units.
fn times_generator(value: u8) -> u8 {
    let doubled = value << 1;
    if doubled & 0b10_0000 == 0 { doubled } else { doubled ^ 0b10_0101 }
}

fn grouped(code: &str) -> String {
    let mut out = String::with_capacity(code.len() + code.len() / 4);
    for (i, c) in code.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            out.push('-');
        }
        out.push(c);
    }
    out
}

impl fmt::Display for VerifyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.grouped())
    }
}

/// A code opens the data of one certificate: logs see six symbols at most.
impl fmt::Debug for VerifyCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("VerifyCode(•••)")
    }
}

impl TryFrom<String> for VerifyCode {
    type Error = CodeError;
    fn try_from(value: String) -> Result<Self, CodeError> {
        Self::parse(&value)
    }
}

impl From<VerifyCode> for String {
    fn from(code: VerifyCode) -> Self {
        code.0
    }
}

/// The token of a participant: 13 symbols (65 bits), permanent. It names an account, as a CPF does; it is no password.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ParticipantToken(String);

impl ParticipantToken {
    /// Symbols of a token.
    pub const SYMBOLS: usize = 13;

    /// The token made of nine bytes (of chance, or of a keyed hash).
    pub fn from_bytes(bytes: [u8; 9]) -> Self {
        Self(symbols::encode(&bytes, Self::SYMBOLS))
    }

    /// Reads a typed token as forgivingly as a verify code.
    ///
    /// # Errors
    /// When its length or a symbol is wrong.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let token = symbols::canonical(typed).ok_or(CodeError::Symbol)?;
        if token.len() == Self::SYMBOLS { Ok(Self(token)) } else { Err(CodeError::Length) }
    }

    /// The symbols without separators.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The token in groups of four, as it is mailed: `7Q2K-9XBM-4T8R-0`.
    pub fn grouped(&self) -> String {
        grouped(&self.0)
    }
}

impl fmt::Debug for ParticipantToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ParticipantToken(•••)")
    }
}

impl TryFrom<String> for ParticipantToken {
    type Error = CodeError;
    fn try_from(value: String) -> Result<Self, CodeError> {
        Self::parse(&value)
    }
}

impl From<ParticipantToken> for String {
    fn from(token: ParticipantToken) -> Self {
        token.0
    }
}

/// The number of a request for help: the year and 12 symbols, of which the last is a check symbol. Long enough that nobody
/// guesses one, short enough to be read out.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TicketNumber(String);

impl TicketNumber {
    /// Symbols of chance: 55 bits.
    const CHANCE: usize = 11;
    /// Symbols in all.
    const SYMBOLS: usize = 16;

    /// The number of a request of a year, made of seven bytes of chance.
    pub fn from_chance(year: i16, bytes: [u8; 7]) -> Self {
        let mut number = format!("{:04}{}", year.rem_euclid(10_000), symbols::encode(&bytes, Self::CHANCE));
        number.push(check_symbol(&number));
        Self(number)
    }

    /// Reads a typed number, as forgiving as [`VerifyCode::parse`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, CodeError> {
        let number = symbols::canonical(typed).ok_or(CodeError::Symbol)?;
        if number.len() != Self::SYMBOLS || !number[..4].bytes().all(|b| b.is_ascii_digit()) {
            return Err(CodeError::Length);
        }
        let (body, check) = number.split_at(Self::SYMBOLS - 1);
        if check.starts_with(check_symbol(body)) { Ok(Self(number)) } else { Err(CodeError::Check) }
    }

    /// The 16 symbols without separators, as in links and keys.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as people read it: `2026-7Q2K-9XBM-4T8R`.
    pub fn grouped(&self) -> String {
        grouped(&self.0)
    }
}

impl fmt::Display for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.grouped())
    }
}

impl fmt::Debug for TicketNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TicketNumber(•••)")
    }
}

impl TryFrom<String> for TicketNumber {
    type Error = CodeError;
    fn try_from(value: String) -> Result<Self, CodeError> {
        Self::parse(&value)
    }
}

impl From<TicketNumber> for String {
    fn from(number: TicketNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> VerifyCode {
        VerifyCode::from_chance([7, 99, 200, 14, 5, 66, 77, 250, 131, 9])
    }

    #[test]
    fn a_code_survives_careless_typing() {
        let code = sample();
        let careless = code.grouped().to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
        assert_eq!(VerifyCode::parse(&careless), Ok(code));
    }

    #[test]
    fn every_wrong_symbol_and_every_swap_is_caught() {
        let code = sample().0;
        for i in 0..code.len() {
            for wrong in symbols::ALPHABET {
                let mut typed = code.clone().into_bytes();
                if typed[i] != *wrong {
                    typed[i] = *wrong;
                    let typed = String::from_utf8(typed).expect("ascii");
                    assert_eq!(VerifyCode::parse(&typed), Err(CodeError::Check));
                }
            }
            for j in 0..i {
                let mut typed = code.clone().into_bytes();
                if typed[i] != typed[j] {
                    typed.swap(i, j);
                    let typed = String::from_utf8(typed).expect("ascii");
                    assert_eq!(VerifyCode::parse(&typed), Err(CodeError::Check));
                }
            }
        }
    }

    #[test]
    fn lengths_and_foreign_symbols_are_named() {
        assert_eq!(VerifyCode::parse("ABC"), Err(CodeError::Length));
        assert_eq!(VerifyCode::parse("çççç-çççç-çççç-çççç-ç"), Err(CodeError::Symbol));
        assert_eq!(ParticipantToken::parse("7Q2K 9XBM 4T8R o").map(|t| t.0), Ok("7Q2K9XBM4T8R0".into()));
    }

    #[test]
    fn the_number_of_a_request_is_read_as_it_is_written() {
        let number = TicketNumber::from_chance(2026, [7; 7]);
        assert!(number.grouped().starts_with("2026-") && number.grouped().len() == 19, "{number}");
        assert_eq!(TicketNumber::parse(&number.grouped().to_lowercase()), Ok(number.clone()));
        let swapped: String = number.as_str().chars().rev().collect();
        assert!(TicketNumber::parse(&swapped).is_err());
        assert!(TicketNumber::parse("").is_err());
    }
}
