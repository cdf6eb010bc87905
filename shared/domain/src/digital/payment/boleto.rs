//! A boleto: its barcode of 44 digits and the line of 47 that people type (FEBRABAN, "Layout padrão de boleto").
//!
//! Nobody but a bank invents its free field and registers it: this reads, checks and prints what a payment provider gave, and
//! `selo`'s own provider makes some of a bank that does not exist.

use crate::value::money::Cents;
use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};
use std::fmt;

/// Digits of a barcode.
const BARCODE: usize = 44;
/// Digits of a typed line.
const LINE: usize = 47;
/// The currency digit of the real.
const REAL: u8 = 9;
/// The last factor, and the first after the restart.
const FACTORS: (i64, i64) = (1000, 9999);
/// A due date is read as one that is at most so many days before today; the others are of the next round.
const PAST_DAYS: i64 = 3000;

/// Why digits are no boleto.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BoletoError {
    /// Another number of digits.
    #[error("another number of digits")]
    Length,
    /// Something that is neither a digit nor a separator.
    #[error("a foreign character")]
    Character,
    /// Another currency than the real.
    #[error("another currency")]
    Currency,
    /// A check digit disagrees.
    #[error("check digits do not match")]
    Check,
    /// A date or an amount that does not fit.
    #[error("a date or an amount that does not fit")]
    Range,
}

/// The barcode of a boleto, whose check digit is right.
#[derive(Clone, PartialEq, Eq)]
pub struct Barcode([u8; BARCODE]);

impl Barcode {
    /// Makes one of what a bank decides.
    ///
    /// # Errors
    /// When bank or free field have another length, or date or amount do not fit.
    pub fn new(bank: &str, due: Date, amount: Cents, free: &str) -> Result<Self, BoletoError> {
        let factor = due_factor(due)?;
        let text = format!("{bank}{REAL}0{factor:04}{:010}{free}", amount.get());
        let mut digits: [u8; BARCODE] = read(&text)?;
        digits[4] = general_check(&digits);
        Self::checked(digits)
    }

    /// Reads the 44 digits of a barcode.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, BoletoError> {
        Self::checked(read(text)?)
    }

    /// Reads the 47 digits that people type.
    ///
    /// # Errors
    /// What is wrong with it: each of the first three fields has a check digit of its own.
    pub fn of_line(text: &str) -> Result<Self, BoletoError> {
        let line: [u8; LINE] = read(text)?;
        let fields = [&line[..10], &line[10..21], &line[21..32]];
        let right = fields
            .iter()
            .all(|field| field.split_last().is_some_and(|(check, digits)| field_check(digits) == *check));
        if !right {
            return Err(BoletoError::Check);
        }
        let parts = [&line[..4], &line[32..33], &line[33..], &line[4..9], &line[10..20], &line[21..31]];
        let digits: Vec<u8> = parts.concat();
        Self::checked(digits.try_into().map_err(|_| BoletoError::Length)?)
    }

    fn checked(digits: [u8; BARCODE]) -> Result<Self, BoletoError> {
        match digits {
            digits if digits[3] != REAL => Err(BoletoError::Currency),
            digits if digits[4] != general_check(&digits) => Err(BoletoError::Check),
            digits => Ok(Self(digits)),
        }
    }

    /// The 44 digits.
    pub fn digits(&self) -> String {
        text(&self.0)
    }

    /// The 47 digits that people type, as they are printed: `00190.50095 40144.816069 06809.350314 3 37370000000100`.
    pub fn line(&self) -> String {
        let d = &self.0;
        let field = |parts: &[&[u8]]| {
            let digits = parts.concat();
            let all = format!("{}{}", text(&digits), field_check(&digits));
            format!("{}.{}", &all[..5], &all[5..])
        };
        let fields = [field(&[&d[..4], &d[19..24]]), field(&[&d[24..34]]), field(&[&d[34..]])];
        format!("{} {} {}", fields.join(" "), d[4], text(&d[5..19]))
    }

    /// The bank: three digits.
    pub fn bank(&self) -> String {
        text(&self.0[..3])
    }

    /// What is to be paid.
    pub fn amount(&self) -> Cents {
        let value = self.0[9..19].iter().fold(0, |sum, digit| sum * 10 + u64::from(*digit));
        // Ten digits always fit.
        Cents::new(value).unwrap_or(Cents::MAX)
    }

    /// The day until which it is paid; none, when it has none. The factor comes round every 9000 days, so the day is that
    /// which is nearest to `today` (at most 3000 days before it, as FEBRABAN's manual has banks read it).
    pub fn due(&self, today: Date) -> Option<Date> {
        let factor = self.0[5..9].iter().fold(0, |sum, digit| sum * 10 + i64::from(*digit));
        if factor < FACTORS.0 {
            return None;
        }
        let first = date(2000, 7, 3).checked_add(days(factor - FACTORS.0)).ok()?;
        let earliest = today.checked_sub(days(PAST_DAYS)).ok()?;
        let rounds = (0..).map_while(|round| first.checked_add(days(round * ROUND_DAYS)).ok());
        rounds.into_iter().find(|due| *due >= earliest)
    }
}

/// After so many days a factor comes again.
const ROUND_DAYS: i64 = 9000;

fn days(days: i64) -> Span {
    days.days()
}

impl fmt::Debug for Barcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Barcode(•••)")
    }
}

/// The *fator de vencimento* of a day: days since 7 October 1997 up to 9999 on 21 February 2025; the day after it is 1000 again.
///
/// # Errors
/// Before 3 July 2000 banks counted, too, but no boleto of ours is due then.
pub fn due_factor(due: Date) -> Result<u16, BoletoError> {
    let since = |start: Date| i64::from(start.until(due).map_or(-1, |span| span.get_days()));
    let factor = match due {
        due if due < date(2000, 7, 3) => return Err(BoletoError::Range),
        due if due < date(2025, 2, 22) => since(date(1997, 10, 7)),
        _ => FACTORS.0 + since(date(2025, 2, 22)) % ROUND_DAYS,
    };
    u16::try_from(factor).map_err(|_| BoletoError::Range)
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(b'0' + digit)).collect()
}

/// The digits of a text, without the points, blanks and hyphens that people put between them.
fn read<const N: usize>(typed: &str) -> Result<[u8; N], BoletoError> {
    let digits: Vec<u8> = typed
        .chars()
        .filter(|c| !matches!(c, '.' | '-' | ' ' | '\u{a0}'))
        .map(|c| c.to_digit(10).and_then(|d| u8::try_from(d).ok()).ok_or(BoletoError::Character))
        .collect::<Result<_, _>>()?;
    digits.try_into().map_err(|_| BoletoError::Length)
}

/// The check digit of the whole: modulo 11 over the other 43 digits, weights 2 to 9 from the right; 0, 10 and 11 become 1.
fn general_check(digits: &[u8; BARCODE]) -> u8 {
    let others = digits.iter().enumerate().filter(|(place, _)| *place != 4).map(|(_, digit)| *digit);
    let sum: u32 = others.rev().zip((2..=9).cycle()).map(|(digit, weight)| u32::from(digit) * weight).sum();
    match 11 - sum % 11 {
        0 | 10 | 11 => 1,
        check => u8::try_from(check).unwrap_or(1),
    }
}

/// The check digit of a field of the line: modulo 10, weights 2 and 1 from the right, digits of the products added up.
fn field_check(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .rev()
        .zip([2, 1].into_iter().cycle())
        .map(|(digit, weight)| u32::from(*digit) * weight)
        .map(|product| product / 10 + product % 10)
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cents(value: u64) -> Cents {
        Cents::new(value).expect("an amount")
    }

    const OLD: (&str, &str) = (
        "00193373700000001000500940144816060680935031",
        "00190.50095 40144.816069 06809.350314 3 37370000000100",
    );
    const NEW: (&str, &str) =
        ("99993164600000189901234567890123456789012345", "99991234596789012345767890123457316460000018990");

    #[test]
    fn the_factor_begins_anew_in_february_2025() {
        for (due, factor) in [
            (date(2000, 7, 3), 1000),
            (date(2007, 12, 31), 3737),
            (date(2025, 2, 21), 9999),
            (date(2025, 2, 22), 1000),
            (date(2025, 2, 23), 1001),
            (date(2026, 11, 30), 1646),
            (date(2026, 12, 1), 1647),
            (date(2049, 10, 13), 9999),
            (date(2049, 10, 14), 1000),
        ] {
            assert_eq!(due_factor(due), Ok(factor), "{due}");
        }
    }

    #[test]
    fn a_factor_is_read_as_the_day_that_is_near() {
        let read = |text, today| Barcode::parse(text).expect("a barcode").due(today);
        assert_eq!(read(OLD.0, date(2008, 1, 2)), Some(date(2007, 12, 31)));
        assert_eq!(read(NEW.0, date(2026, 11, 21)), Some(date(2026, 11, 30)));
        assert_eq!(read(OLD.0, date(2030, 1, 1)), Some(date(2032, 8, 21)));
    }

    #[test]
    fn the_line_and_the_barcode_say_the_same() {
        for (barcode, line) in [OLD, NEW] {
            let read = Barcode::parse(barcode).expect("a barcode");
            assert_eq!(read.line().replace(['.', ' '], ""), line.replace(['.', ' '], ""));
            assert_eq!(Barcode::of_line(line).expect("a line").digits(), barcode);
        }
        assert_eq!(Barcode::parse(OLD.0).expect("a barcode").line(), OLD.1);
        assert_eq!(Barcode::parse(OLD.0).expect("a barcode").amount(), cents(100));
    }

    #[test]
    fn one_is_made_of_what_a_bank_decides() {
        let free = "1234567890123456789012345";
        let made = Barcode::new("999", date(2026, 11, 30), cents(18_990), free).expect("a barcode");
        assert_eq!(made.digits(), NEW.0);
        assert_eq!((made.bank().as_str(), made.amount()), ("999", cents(18_990)));
        assert_eq!(Barcode::new("99", date(2026, 11, 30), cents(1), free), Err(BoletoError::Length));
    }

    #[test]
    fn a_rest_of_zero_makes_the_check_digit_one() {
        assert!(Barcode::parse("99991164600000000061234567890123456789012345").is_ok());
    }

    #[test]
    fn a_mistyped_digit_is_found() {
        for place in [0, 5, 9, 12, 20, 25, 31, 32, 40] {
            let mut line = NEW.1.to_owned().into_bytes();
            line[place] = if line[place] == b'7' { b'8' } else { b'7' };
            assert!(Barcode::of_line(&String::from_utf8(line).expect("digits")).is_err(), "{place}");
        }
        assert_eq!(Barcode::parse("0019"), Err(BoletoError::Length));
        assert_eq!(Barcode::parse(&OLD.0.replace('3', "x")), Err(BoletoError::Character));
        assert_eq!(Barcode::parse(&format!("0018{}", &OLD.0[4..])), Err(BoletoError::Currency));
    }
}
