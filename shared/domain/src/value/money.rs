//! Amounts of money.

use serde::{Deserialize, Serialize};
use std::fmt;

/// An amount in cents of real. It is never negative: what goes back is an amount of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cents(u64);

/// A text that is no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an amount")]
pub struct NotAnAmount;

impl Cents {
    /// The largest amount: ten digits of cents are what a boleto holds.
    pub const MAX: Self = Self(9_999_999_999);
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// An amount of cents.
    ///
    /// # Errors
    /// When it is more than [`Cents::MAX`].
    pub fn new(cents: u64) -> Result<Self, NotAnAmount> {
        if cents <= Self::MAX.0 { Ok(Self(cents)) } else { Err(NotAnAmount) }
    }

    /// Reads what people type: `189,90`, `R$ 1.234,56`, `1234`.
    ///
    /// # Errors
    /// When it is no amount, or a point or comma leaves it open how much it is.
    pub fn parse(typed: &str) -> Result<Self, NotAnAmount> {
        let text = typed.trim();
        let text = text.strip_prefix("R$").unwrap_or(text).trim();
        let (whole, cents) = text.split_once(',').unwrap_or((text, "00"));
        if cents.len() != 2 || !cents.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NotAnAmount);
        }
        let whole = whole_reais(whole)?;
        let cents: u64 = cents.parse().map_err(|_| NotAnAmount)?;
        whole.checked_mul(100).and_then(|reais| reais.checked_add(cents)).map_or(Err(NotAnAmount), Self::new)
    }

    /// Reads an amount as programs write it: a decimal point and up to two digits after it, `189.9`.
    ///
    /// # Errors
    /// When it is no such number.
    pub fn of_decimal(text: &str) -> Result<Self, NotAnAmount> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 8 || part.len() > 2 || !digits(whole) || !digits(part) {
            return Err(NotAnAmount);
        }
        format!("{whole}{part:0<2}").parse().map_err(|_| NotAnAmount).and_then(Self::new)
    }

    /// How many cents.
    pub fn get(self) -> u64 {
        self.0
    }

    /// As programs write it: `189.90`.
    pub fn decimal(self) -> String {
        format!("{}.{:02}", self.0 / 100, self.0 % 100)
    }

    /// So many times the amount.
    ///
    /// # Errors
    /// When it is more than [`Cents::MAX`].
    pub fn times(self, units: u32) -> Result<Self, NotAnAmount> {
        self.0.checked_mul(u64::from(units)).map_or(Err(NotAnAmount), Self::new)
    }

    /// Both together.
    ///
    /// # Errors
    /// When it is more than [`Cents::MAX`].
    pub fn plus(self, other: Self) -> Result<Self, NotAnAmount> {
        self.0.checked_add(other.0).map_or(Err(NotAnAmount), Self::new)
    }
}

/// `1234` or `1.234`: points stand before each three digits, or nowhere.
fn whole_reais(text: &str) -> Result<u64, NotAnAmount> {
    let mut groups = text.split('.');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let grouped = rest.is_empty() || first.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    if !grouped || !digits(first) || !rest.iter().all(|group| digits(group)) {
        return Err(NotAnAmount);
    }
    format!("{first}{}", rest.concat()).parse().map_err(|_| NotAnAmount)
}

impl fmt::Display for Cents {
    /// `R$ 1.234,56`, with a blank that does not break.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = (self.0 / 100).to_string();
        let groups: Vec<&str> =
            whole.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
        write!(f, "R$\u{a0}{},{:02}", groups.join("."), self.0 % 100)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_read_as_people_write_it() {
        for (typed, cents) in [
            ("189,90", 18_990),
            ("R$ 1.234,56", 123_456),
            ("R$\u{a0}12.345.678,00", 1_234_567_800),
            ("1234", 123_400),
            ("1.234", 123_400),
            ("0,00", 0),
        ] {
            assert_eq!(Cents::parse(typed), Cents::new(cents), "{typed}");
        }
        for wrong in
            ["", "189.90", "1,2", "1,234", "12.34,00", ".123", "-5,00", "R$", "1e5", "100.000.000,00"]
        {
            assert_eq!(Cents::parse(wrong), Err(NotAnAmount), "{wrong}");
        }
    }

    #[test]
    fn it_is_written_for_people_and_for_programs() {
        let amount = |cents| Cents::new(cents).expect("an amount");
        assert_eq!(amount(123_456_789).to_string(), "R$\u{a0}1.234.567,89");
        assert_eq!((amount(5).to_string().as_str(), amount(5).decimal().as_str()), ("R$\u{a0}0,05", "0.05"));
        for (text, cents) in [("189.9", 18_990), ("189.90", 18_990), ("7", 700)] {
            assert_eq!(Cents::of_decimal(text), Cents::new(cents));
        }
        for wrong in ["", ".5", "1.234", "-1", "1,5", "1e3", "123456789"] {
            assert_eq!(Cents::of_decimal(wrong), Err(NotAnAmount), "{wrong}");
        }
    }

    #[test]
    fn nothing_grows_beyond_what_a_boleto_holds() {
        assert_eq!(Cents::MAX.plus(Cents(1)), Err(NotAnAmount));
        assert_eq!(Cents::MAX.times(2), Err(NotAnAmount));
        assert_eq!(Cents(18_990).times(3), Cents::new(56_970));
    }
}
