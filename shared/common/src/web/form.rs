//! Fields that a form sends as text and a program as what they are, and the key that a form carries.

use crate::app::App;
use platform::digest::hex;
use serde::{Deserialize, Deserializer, de};

/// What a form sends as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sent<T> {
    Value(T),
    Text(String),
}

/// A box that was ticked: `true`, or the texts `true` and `on`. A form leaves out a box that was not.
///
/// # Errors
/// When it is neither a truth value nor text.
pub fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    Ok(match Sent::deserialize(from)? {
        Sent::Value(flag) => flag,
        Sent::Text(text) => text == "true" || text == "on",
    })
}

/// One of two answers, of which neither is taken for granted: `true` or `false`, as such or as text.
///
/// # Errors
/// When it is neither.
pub fn yes_or_no<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    match Sent::deserialize(from)? {
        Sent::Value(flag) => Ok(flag),
        Sent::Text(text) => text.parse().map_err(|_| de::Error::custom("neither true nor false")),
    }
}

/// A whole number, as a number or as its digits. What is no number is none: its handler says what to do.
///
/// # Errors
/// When it is neither a number nor text.
pub fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    Ok(match Sent::deserialize(from)? {
        Sent::Value(number) => Some(number),
        Sent::Text(text) => text.trim().parse().ok(),
    })
}

/// A fresh idempotency key for a form: 32 hexadecimal digits.
pub fn fresh_key(app: &App) -> String {
    hex(&app.chance.bytes::<16>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    struct Form {
        #[serde(default, deserialize_with = "flag")]
        ticked: bool,
        #[serde(default, deserialize_with = "whole")]
        number: Option<u64>,
    }

    #[derive(Deserialize)]
    struct Answer {
        #[serde(deserialize_with = "yes_or_no")]
        public: bool,
    }

    fn read(json: &str) -> (bool, Option<u64>) {
        let form: Form = serde_json::from_str(json).expect("a form");
        (form.ticked, form.number)
    }

    #[test]
    fn a_form_and_a_program_say_the_same() {
        assert_eq!(read(r#"{"ticked": "true", "number": "12"}"#), (true, Some(12)));
        assert_eq!(read(r#"{"ticked": "on", "number": "12"}"#), (true, Some(12)));
        assert_eq!(read(r#"{"ticked": true, "number": 12}"#), (true, Some(12)));
        assert_eq!(read(r#"{"ticked": "", "number": "doze"}"#), (false, None));
        assert_eq!(read("{}"), (false, None));
    }

    #[test]
    fn an_answer_is_given_or_refused() {
        let read = |json: &str| serde_json::from_str::<Answer>(json).map(|answer| answer.public).ok();
        assert_eq!(read(r#"{"public":true}"#), Some(true));
        assert_eq!(read(r#"{"public":"true"}"#), Some(true));
        assert_eq!(read(r#"{"public":"false"}"#), Some(false));
        for wrong in [r#"{}"#, r#"{"public":"maybe"}"#, r#"{"public":1}"#, r#"{"public":"TRUE"}"#] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
