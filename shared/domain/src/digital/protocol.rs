//! The protocol number: what people call a case, an order or a request among each other.
//!
//! It is short enough to be read aloud and guessable by trying, so it identifies and never opens anything by itself.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that is no protocol number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProtocolError {
    /// Not ten digits.
    #[error("not ten digits")]
    Length,
    /// Its check digit disagrees: a digit is wrong, or two neighbours changed places.
    #[error("check digit does not match")]
    Check,
}

/// Nine digits of chance, the first of which is not 0, and a check digit.
///
/// The check digit is Damm's (H. M. Damm, *Total anti-symmetrische Quasigruppen*, 2004): it finds every single wrong digit and
/// every two neighbours that changed places.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Protocol(String);

impl Protocol {
    /// How many numbers there are.
    const MANY: u64 = 900_000_000;

    /// The number made of eight bytes of chance. Two may be made alike, so whoever stores one says so.
    pub fn from_chance(bytes: [u8; 8]) -> Self {
        let nine = (100_000_000 + u64::from_be_bytes(bytes) % Self::MANY).to_string();
        let check = damm(&nine);
        Self(format!("{nine}{check}"))
    }

    /// Reads `1000556194`, `100 055 619-4` and whatever else separates the digits.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, ProtocolError> {
        let is_separator =
            |c: &char| c.is_whitespace() || matches!(c, '.' | '-' | '/' | '\u{2010}'..='\u{2015}');
        let kept: String = typed.chars().filter(|c| !is_separator(c)).collect();
        if kept.len() != 10 || !kept.bytes().all(|b| b.is_ascii_digit()) || kept.starts_with('0') {
            return Err(ProtocolError::Length);
        }
        if damm(&kept) == 0 { Ok(Self(kept)) } else { Err(ProtocolError::Check) }
    }

    /// The ten digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The interim digit after all digits: 0 when the last one checks the others.
fn damm(digits: &str) -> u8 {
    const TABLE: [[u8; 10]; 10] = [
        [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
        [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
        [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
        [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
        [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
        [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
        [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
        [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
        [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
        [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
    ];
    digits.bytes().fold(0, |interim, digit| TABLE[usize::from(interim)][usize::from(digit - b'0')])
}

impl fmt::Display for Protocol {
    /// `100 055 6194`: as it is read aloud.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\u{a0}{}\u{a0}{}", &self.0[..3], &self.0[3..6], &self.0[6..])
    }
}

impl fmt::Debug for Protocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Protocol({}…)", &self.0[..3])
    }
}

impl TryFrom<String> for Protocol {
    type Error = ProtocolError;
    fn try_from(value: String) -> Result<Self, ProtocolError> {
        Self::parse(&value)
    }
}

impl From<Protocol> for String {
    fn from(protocol: Protocol) -> Self {
        protocol.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_example_holds() {
        // 572 has the check digit 4.
        assert_eq!(damm("572"), 4);
        assert_eq!(damm("5724"), 0);
    }

    #[test]
    fn a_number_is_read_however_it_is_written() {
        let number = Protocol::from_chance([9; 8]);
        for typed in [
            number.to_string(),
            number.as_str().to_owned(),
            format!(" {}-{} ", &number.0[..9], &number.0[9..]),
        ] {
            assert_eq!(Protocol::parse(&typed), Ok(number.clone()));
        }
        for wrong in ["", "123456789", "12345678901", "abcdefghij", "0000000000"] {
            assert_eq!(Protocol::parse(wrong), Err(ProtocolError::Length), "{wrong}");
        }
    }

    #[test]
    fn every_wrong_digit_and_every_swap_is_found() {
        let number = Protocol::from_chance(*b"01234567").0;
        for place in 0..10 {
            for other in b'0'..=b'9' {
                let mut typed = number.clone().into_bytes();
                if std::mem::replace(&mut typed[place], other) != other {
                    assert!(Protocol::parse(std::str::from_utf8(&typed).expect("ascii")).is_err());
                }
            }
        }
        for place in 0..9 {
            let mut typed = number.clone().into_bytes();
            typed.swap(place, place + 1);
            if typed != number.as_bytes() {
                assert!(Protocol::parse(std::str::from_utf8(&typed).expect("ascii")).is_err());
            }
        }
    }
}
