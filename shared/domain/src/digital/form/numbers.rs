//! The numbers of a Brazilian that a certificate has a place for.

use super::state::State;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is no such number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// Too short, too long, or with a sign that it does not have.
    #[error("another shape")]
    Shape,
    /// Its check digits disagree.
    #[error("check digits do not match")]
    Check,
}

/// The digits of what somebody typed, without what separates them.
fn digits(typed: &str) -> Result<String, NumberError> {
    let is_separator = |c: &char| c.is_whitespace() || matches!(c, '.' | '-' | '/' | '\u{2010}'..='\u{2015}');
    let kept: String = typed.chars().filter(|c| !is_separator(c)).collect();
    if kept.bytes().all(|b| b.is_ascii_digit()) { Ok(kept) } else { Err(NumberError::Shape) }
}

fn values(digits: &str) -> Vec<u32> {
    digits.chars().filter_map(|c| c.to_digit(10)).collect()
}

fn weighed(values: &[u32], weights: &[u32]) -> u32 {
    values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

/// Defines a number that is stored as its digits and shown to nobody by `Debug`.
macro_rules! number {
    ($name:ident) => {
        impl $name {
            /// Its digits.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(•••)"))
            }
        }

        impl TryFrom<String> for $name {
            type Error = NumberError;
            fn try_from(value: String) -> Result<Self, NumberError> {
                Self::parse(&value)
            }
        }

        impl From<$name> for String {
            fn from(number: $name) -> Self {
                number.0
            }
        }
    };
}

/// The number of the social registers: NIS, PIS, PASEP or NIT, which are one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nis(String);
number!(Nis);

impl Nis {
    /// Reads eleven digits, of which the last checks the others: weights 3 2 9 8 7 6 5 4 3 2 modulo 11, where a rest below 2 gives 0.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, NumberError> {
        let digits = digits(typed)?;
        let all = values(&digits);
        if all.len() != 11 || all.iter().all(|value| *value == 0) {
            return Err(NumberError::Shape);
        }
        let rest = weighed(&all[..10], &[3, 2, 9, 8, 7, 6, 5, 4, 3, 2]) % 11;
        let check = if rest < 2 { 0 } else { 11 - rest };
        if check == all[10] { Ok(Self(digits)) } else { Err(NumberError::Check) }
    }
}

/// A number in a register of employers.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Register {
    /// Cadastro específico do INSS: twelve digits; CNO has taken its place.
    Cei(String),
    /// Cadastro nacional de obras: twelve digits.
    Cno(String),
    /// Cadastro de atividade econômica da pessoa física: fourteen digits, of which the first nine are the CPF's.
    Caepf(String),
}

impl Register {
    /// Reads `CEI 12.345.67890/12`, `CNO …` or `CAEPF …`; without a name, twelve digits are a CNO and fourteen a CAEPF.
    ///
    /// Its check digits are not looked at: none of the three has a published rule with examples.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn parse(typed: &str) -> Result<Self, NumberError> {
        let upper = typed.trim().to_uppercase();
        let split = upper.find(|c: char| c.is_ascii_digit()).ok_or(NumberError::Shape)?;
        let (name, number) = upper.split_at(split);
        let number = digits(number)?;
        match (name.trim().trim_end_matches([':', '.']).trim(), number.len()) {
            ("CEI", 12) => Ok(Self::Cei(number)),
            ("" | "CNO", 12) => Ok(Self::Cno(number)),
            ("" | "CAEPF", 14) => Ok(Self::Caepf(number)),
            _ => Err(NumberError::Shape),
        }
    }

    /// Its name and digits: `CNO 123456789012`.
    pub fn shown(&self) -> String {
        let (name, number) = match self {
            Self::Cei(number) => ("CEI", number),
            Self::Cno(number) => ("CNO", number),
            Self::Caepf(number) => ("CAEPF", number),
        };
        format!("{name} {number}")
    }
}

impl fmt::Debug for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Register(•••)")
    }
}

impl TryFrom<String> for Register {
    type Error = NumberError;
    fn try_from(value: String) -> Result<Self, NumberError> {
        Self::parse(&value)
    }
}

impl From<Register> for String {
    fn from(register: Register) -> Self {
        register.shown()
    }
}

/// An identity card: number, who issued it, and in which state.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdCard {
    /// Up to fifteen letters and digits, without separators.
    number: String,
    /// Two to eight letters: `SSP`.
    issuer: String,
    /// The state.
    state: State,
}

impl IdCard {
    /// Reads number, issuer and state of an identity card. A certificate has fifteen positions for the number and eight for the issuer.
    ///
    /// # Errors
    /// When one has another shape.
    pub fn parse(number: &str, issuer: &str, state: State) -> Result<Self, NumberError> {
        let kept = |typed: &str| -> String { typed.chars().filter(char::is_ascii_alphanumeric).collect() };
        let is_plain = |typed: &str| typed.chars().all(|c| c.is_ascii_alphanumeric() || " .-/".contains(c));
        let (digits, letters) = (kept(number).to_uppercase(), kept(issuer).to_uppercase());
        let has_digit = digits.bytes().any(|b| b.is_ascii_digit());
        let is_name = letters.bytes().all(|b| b.is_ascii_uppercase());
        let fits = (3..=15).contains(&digits.len()) && (2..=8).contains(&letters.len());
        if fits && has_digit && is_name && is_plain(number) && is_plain(issuer) {
            Ok(Self { number: digits, issuer: letters, state })
        } else {
            Err(NumberError::Shape)
        }
    }

    /// `998877 SSP/CE`.
    pub fn shown(&self) -> String {
        format!("{} {}/{}", self.number, self.issuer, self.state.kind())
    }

    /// Its number, who issued it, and where.
    pub fn parts(&self) -> (&str, &str, State) {
        (&self.number, &self.issuer, self.state)
    }
}

impl fmt::Debug for IdCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdCard(•••)")
    }
}

/// A voter's number with where they vote.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voter {
    number: String,
    zone: String,
    section: String,
}

impl Voter {
    /// Reads a voter's number (twelve digits; fewer get zeros before them), zone (up to three digits) and section (up to four).
    ///
    /// The first eight digits weigh 2 … 9, the two of the state and the first check digit 7 8 9, modulo 11 (Resolução TSE
    /// 21.538/2003, art. 12); in São Paulo and Minas Gerais a rest of 0 gives 1.
    ///
    /// # Errors
    /// What is wrong with one of them.
    pub fn parse(number: &str, zone: &str, section: &str) -> Result<Self, NumberError> {
        let (number, zone, section) = (digits(number)?, digits(zone)?, digits(section)?);
        let fits = |digits: &str, most: usize| (1..=most).contains(&digits.len());
        if !(9..=12).contains(&number.len()) || !fits(&zone, 3) || !fits(&section, 4) {
            return Err(NumberError::Shape);
        }
        let number = format!("{number:0>12}");
        let all = values(&number);
        let state = all[8] * 10 + all[9];
        if !(1..=28).contains(&state) {
            return Err(NumberError::Shape);
        }
        let check = |sum: u32| match sum % 11 {
            10 => 0,
            0 if state <= 2 => 1,
            rest => rest,
        };
        let first = check(weighed(&all[..8], &[2, 3, 4, 5, 6, 7, 8, 9]));
        let second = check(weighed(&[all[8], all[9], first], &[7, 8, 9]));
        if (first, second) == (all[10], all[11]) {
            Ok(Self { number, zone: format!("{zone:0>3}"), section: format!("{section:0>4}") })
        } else {
            Err(NumberError::Check)
        }
    }

    /// Twelve digits, three, and four.
    pub fn parts(&self) -> (&str, &str, &str) {
        (&self.number, &self.zone, &self.section)
    }
}

impl fmt::Debug for Voter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Voter(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn social_registers_are_checked() {
        assert!(Nis::parse("329.95061.58-9").is_ok());
        assert_eq!(Nis::parse("329.95061.58-8"), Err(NumberError::Check));
        for wrong in ["", "3299506158", "00000000000", "3299506158X"] {
            assert_eq!(Nis::parse(wrong), Err(NumberError::Shape), "{wrong}");
        }
    }

    #[test]
    fn a_voters_number_is_checked_with_its_state() {
        assert!(Voter::parse("1023 8501 0671", "12", "345").is_ok());
        assert_eq!(Voter::parse("102385010672", "12", "345"), Err(NumberError::Check));
        for (number, zone, section) in [
            ("12345678", "1", "1"),
            ("102385010671", "", "1"),
            ("102385012971", "1", "1"),
            ("102385010671", "1234", "1"),
        ] {
            assert_eq!(Voter::parse(number, zone, section), Err(NumberError::Shape), "{number} {zone}");
        }
        let voter = Voter::parse("102385010671", "7", "21").expect("a number");
        assert_eq!(voter.parts(), ("102385010671", "007", "0021"));
    }

    #[test]
    fn an_employers_register_says_which_it_is() {
        for (typed, shown) in [
            ("CEI 12.345.67890/12", "CEI 123456789012"),
            ("cno: 123456789012", "CNO 123456789012"),
            ("12.345.67890/12", "CNO 123456789012"),
            ("123.456.789/001-23", "CAEPF 12345678900123"),
        ] {
            let read = Register::parse(typed).expect("a register");
            assert_eq!(read.shown(), shown);
            assert_eq!(Register::parse(&read.shown()), Ok(read), "it is read back from its row");
        }
        for wrong in ["", "CEI", "CAEPF 123456789012", "1234567890123", "INSS 123456789012"] {
            assert_eq!(Register::parse(wrong), Err(NumberError::Shape), "{wrong}");
        }
    }

    #[test]
    fn an_identity_card_fits_the_certificate() {
        let card = IdCard::parse("99.887-7", "ssp", State::Ce).expect("a card");
        assert_eq!((card.shown().as_str(), card.parts()), ("998877 SSP/CE", ("998877", "SSP", State::Ce)));
        for (number, issuer) in [
            ("", "SSP"),
            ("1234567890123456", "SSP"),
            ("12345", "S"),
            ("12345", "SSP9"),
            ("12é45", "SSP"),
            ("ABCDE", "SSP"),
        ] {
            assert!(IdCard::parse(number, issuer, State::Sp).is_err(), "{number} {issuer}");
        }
        assert_eq!((State::parse(" ce "), State::parse("XX"), State::ALL.len()), (Some(State::Ce), None, 27));
    }
}
