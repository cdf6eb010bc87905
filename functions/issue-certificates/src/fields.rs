//! Fields that a form sends as text and a program as what they are.

use common::App;
use platform::digest::hex;
use serde::{Deserialize, Deserializer};

/// A box that was ticked: `true`, or the texts `true` and `on`. A form leaves out a box that was not.
pub(crate) fn flag<'de, D: Deserializer<'de>>(from: D) -> Result<bool, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Sent {
        Flag(bool),
        Text(String),
    }
    Ok(match Sent::deserialize(from)? {
        Sent::Flag(flag) => flag,
        Sent::Text(text) => text == "true" || text == "on",
    })
}

/// A whole number, as a number or as its digits. What is no number is none: its handler says what to do.
pub(crate) fn whole<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Sent {
        Number(u64),
        Text(String),
    }
    Ok(match Sent::deserialize(from)? {
        Sent::Number(number) => Some(number),
        Sent::Text(text) => text.trim().parse().ok(),
    })
}

/// A fresh idempotency key for a form: 32 hexadecimal digits.
pub(crate) fn fresh_key(app: &App) -> String {
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

    fn read(json: &str) -> (bool, Option<u64>) {
        let form: Form = serde_json::from_str(json).expect("a form");
        (form.ticked, form.number)
    }

    #[test]
    fn a_form_and_a_program_say_the_same() {
        assert_eq!(read(r#"{"ticked": "true", "number": "12"}"#), (true, Some(12)));
        assert_eq!(read(r#"{"ticked": true, "number": 12}"#), (true, Some(12)));
        assert_eq!(read(r#"{"ticked": "", "number": "doze"}"#), (false, None));
        assert_eq!(read("{}"), (false, None));
    }
}
