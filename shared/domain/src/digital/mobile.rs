//! The number of a mobile telephone, as a message is sent to it: E.164, with its country.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that is no number of a mobile telephone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the number of a mobile telephone")]
pub struct NotAMobile;

/// A number such as `+351912345678`: `+`, a country and what follows, at most 15 digits in all (ITU-T E.164).
///
/// Of Portugal (`+351`) and Brazil (`+55`) only numbers of mobile telephones are read, and without the country too; of other
/// countries whatever has the shape.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Mobile(String);

impl Mobile {
    /// Reads `912 345 678`, `+351 912 345 678`, `(11) 91234-5678` or `0049 151 12345678`.
    ///
    /// # Errors
    /// When it has another shape, or is the number of something else.
    pub fn parse(typed: &str) -> Result<Self, NotAMobile> {
        let kept: String = typed.chars().filter(|c| !c.is_whitespace() && !"-.()/".contains(*c)).collect();
        let international = kept.strip_prefix('+').or_else(|| kept.strip_prefix("00"));
        let digits = match international {
            Some(digits) => digits.to_owned(),
            None if is_portuguese(&kept) => format!("351{kept}"),
            None if is_brazilian(&kept) => format!("55{kept}"),
            None => return Err(NotAMobile),
        };
        if is_mobile(&digits) { Ok(Self(format!("+{digits}"))) } else { Err(NotAMobile) }
    }

    /// The number with `+` and its country.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// All but its last three digits hidden: `••• 678`.
    pub fn masked(&self) -> String {
        format!("••• {}", &self.0[self.0.len() - 3..])
    }
}

fn is_portuguese(digits: &str) -> bool {
    digits.len() == 9 && digits.starts_with('9') && all_digits(digits)
}

fn is_brazilian(digits: &str) -> bool {
    digits.len() == 11 && !digits.starts_with('0') && digits[2..].starts_with('9') && all_digits(digits)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn is_mobile(digits: &str) -> bool {
    let shape = (8..=15).contains(&digits.len()) && all_digits(digits) && !digits.starts_with('0');
    shape
        && match (digits.strip_prefix("351"), digits.strip_prefix("55")) {
            (Some(rest), _) => is_portuguese(rest),
            (_, Some(rest)) => is_brazilian(rest),
            _ => true,
        }
}

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile(•••)")
    }
}

impl TryFrom<String> for Mobile {
    type Error = NotAMobile;
    fn try_from(text: String) -> Result<Self, NotAMobile> {
        Self::parse(&text)
    }
}

impl From<Mobile> for String {
    fn from(mobile: Mobile) -> Self {
        mobile.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_however_it_is_written() {
        for (typed, read) in [
            ("912 345 678", "+351912345678"),
            ("+351 912-345-678", "+351912345678"),
            ("00351912345678", "+351912345678"),
            ("(11) 91234-5678", "+5511912345678"),
            ("+55 11 91234 5678", "+5511912345678"),
            ("+49 151 12345678", "+4915112345678"),
        ] {
            assert_eq!(Mobile::parse(typed).as_ref().map(Mobile::as_str), Ok(read), "{typed}");
        }
    }

    #[test]
    fn what_is_no_mobile_telephone_is_refused() {
        for wrong in [
            "",
            "212 345 678",
            "+351 212 345 678",
            "1133334444",
            "+55 11 3333 4444",
            "112",
            "+0123456789",
            "+1234567890123456",
            "912é45678",
            "91234567a",
            "+",
        ] {
            assert_eq!(Mobile::parse(wrong), Err(NotAMobile), "{wrong}");
        }
    }

    #[test]
    fn it_is_shown_by_its_end_and_never_logged() {
        let mobile = Mobile::parse("912345678").expect("a number");
        assert_eq!((mobile.masked().as_str(), format!("{mobile:?}").as_str()), ("••• 678", "Mobile(•••)"));
    }
}
