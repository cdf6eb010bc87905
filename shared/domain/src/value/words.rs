//! What somebody writes in their own words, in lines of their own.

use super::name::{TextError, plain_line};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A text of up to [`Words::LONGEST`] characters: lines as they were broken, without controls and direction marks, and no
/// more than one empty line in a row.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Words(String);

impl Words {
    /// The longest text, in characters.
    pub const LONGEST: usize = 3000;

    /// Reads a text.
    ///
    /// # Errors
    /// When nothing is in it, or too much.
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let mut text = String::with_capacity(typed.len());
        let mut was_empty = true;
        for line in typed.lines().map(plain_line) {
            if line.is_empty() && was_empty {
                continue;
            }
            was_empty = line.is_empty();
            text.push_str(&line);
            text.push('\n');
        }
        let text = text.trim_end().to_owned();
        match text.chars().count() {
            0 => Err(TextError::Empty),
            n if n > Self::LONGEST => Err(TextError::TooLong(Self::LONGEST)),
            _ => Ok(Self(text)),
        }
    }

    /// The whole text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its lines.
    pub fn lines(&self) -> impl Iterator<Item = &str> {
        self.0.lines()
    }
}

/// People write about themselves: logs see nothing of it.
impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Words(•••)")
    }
}

impl TryFrom<String> for Words {
    type Error = TextError;
    fn try_from(value: String) -> Result<Self, TextError> {
        Self::parse(&value)
    }
}

impl From<Words> for String {
    fn from(words: Words) -> Self {
        words.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_stay_and_what_is_not_seen_goes() {
        let words =
            Words::parse("\r\n Meu nome\u{202e} saiu  errado.\r\n\r\n\r\nObrigada\u{0}\n ").expect("words");
        assert_eq!(words.as_str(), "Meu nome saiu errado.\n\nObrigada");
        assert_eq!(words.lines().count(), 3);
        assert_eq!(Words::parse(" \n\n\t"), Err(TextError::Empty));
        assert_eq!(Words::parse(&"a".repeat(3001)), Err(TextError::TooLong(3000)));
    }
}
