//! Texts that are printed: a person's name and the plain lines of an event.

use serde::{Deserialize, Serialize};
use std::fmt;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// Why a text cannot be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing left after trimming.
    #[error("empty")]
    Empty,
    /// Longer than its place on the paper.
    #[error("longer than {0} characters")]
    TooLong(usize),
    /// No letter in it.
    #[error("no letter")]
    NoLetter,
    /// An address, a link or a digit where a name belongs: most likely a column out of place.
    #[error("not a name")]
    NotAName,
}

/// One line of text in NFC: blanks folded to one, controls, line breaks and direction marks dropped, Latin ligatures
/// parted into their letters.
pub fn plain_line(typed: &str) -> String {
    let visible = typed
        .nfc()
        .flat_map(parted)
        .map(|c| if c.is_whitespace() || c.is_control() || c == ZERO_WIDTH_BLANK { ' ' } else { c })
        .filter(|&c| !is_invisible(c));
    visible.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The letters of a Latin ligature (U+FB00 to U+FB06), which text copied out of a PDF has in place of them: `Soﬁa`.
/// Compatibility (NFKC) would part these too, but would also make `1ª` into `1a`, `m²` into `m2` and `½` into `1⁄2`.
fn parted(c: char) -> impl Iterator<Item = char> {
    const LIGATURES: [&str; 7] = ["ff", "fi", "fl", "ffi", "ffl", "st", "st"];
    let place = u32::from(c).checked_sub(0xfb00).and_then(|place| usize::try_from(place).ok());
    let letters = place.and_then(|place| LIGATURES.get(place)).copied().unwrap_or_default();
    let itself = letters.is_empty().then_some(c);
    letters.chars().chain(itself)
}

/// A blank of no width, which parts words all the same: `Ana\u{200b}Maria` was copied from a page that showed two words.
const ZERO_WIDTH_BLANK: char = '\u{200b}';

/// Characters that change how a line reads without being seen: bidirectional marks, joiners, the byte order mark, letters
/// without a shape, and tags, in which a text can be hidden.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fffe}' | '\u{ad}'
        | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{e0000}'..='\u{e007f}')
}

/// The line for comparing: lower case, without accents, letters and digits only, single blanks.
pub fn folded(text: &str) -> String {
    let plain = text.nfd().flat_map(parted).filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    let spaced: String = plain.map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A person's name as it is printed: one line of 2 to 120 characters with a letter, without digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PersonName(String);

impl PersonName {
    /// The longest name that is printed, in characters.
    pub const LONGEST: usize = 120;

    /// Reads a name: see [`plain_line`].
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        let name = plain_line(typed);
        if name.is_empty() {
            return Err(TextError::Empty);
        }
        if name.chars().count() > Self::LONGEST {
            return Err(TextError::TooLong(Self::LONGEST));
        }
        if name.chars().filter(|c| c.is_alphabetic()).count() < 2 {
            return Err(TextError::NoLetter);
        }
        if name.contains(['@', '/', '\\']) || name.chars().any(|c| c.is_ascii_digit()) {
            return Err(TextError::NotAName);
        }
        Ok(Self(name))
    }

    /// The name as it is printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name for comparing two lines: see [`folded`].
    pub fn folded(&self) -> String {
        folded(&self.0)
    }

    /// The word to greet somebody by: see [`greeting`](super::greeting::greeting).
    pub fn first(&self) -> String {
        super::greeting::greeting(&self.0)
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PersonName(•••)")
    }
}

impl TryFrom<String> for PersonName {
    type Error = TextError;
    fn try_from(value: String) -> Result<Self, TextError> {
        Self::parse(&value)
    }
}

impl From<PersonName> for String {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_keeps_its_accents_and_loses_what_is_not_seen() {
        let name = PersonName::parse("  Joa\u{303}o \u{202e}da\r\n Silva\u{200b} ").expect("a name");
        assert_eq!(name.as_str(), "João da Silva");
        assert_eq!(name.folded(), "joao da silva");
        assert_eq!(name.first(), "João");
    }

    #[test]
    fn a_blank_of_no_width_parts_words_and_what_is_hidden_is_dropped() {
        for (typed, printed) in [
            ("Ana\u{200b}Maria", "Ana Maria"),
            ("Ana\u{a0}Maria", "Ana Maria"),
            ("Ana\u{e0041}\u{e0042} Maria\u{2066}", "Ana Maria"),
            ("\u{61c}Ana\u{200d} Maria", "Ana Maria"),
        ] {
            assert_eq!(PersonName::parse(typed).map(|name| name.0), Ok(printed.to_owned()), "{typed:?}");
        }
        assert_eq!(PersonName::parse("\u{3164}\u{3164}\u{e0041}"), Err(TextError::Empty));
    }

    #[test]
    fn ligatures_are_parted_and_nothing_else_changes() {
        for (typed, printed) in [
            ("Soﬁa Raﬀaelli", "Sofia Raffaelli"),
            ("Steﬄer Griﬃn ﬂor ﬆ ﬅ", "Steffler Griffin flor st st"),
            ("Mª José Nº Ænne Ĳssel Ωmega", "Mª José Nº Ænne Ĳssel Ωmega"),
        ] {
            assert_eq!(PersonName::parse(typed).map(|name| name.0), Ok(printed.to_owned()), "{typed}");
        }
        assert_eq!(plain_line("½ m² … 3ª ﬁm"), "½ m² … 3ª fim");
        assert_eq!(folded("SOﬁA"), folded("Sofia"));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        assert_eq!(PersonName::parse(" \t"), Err(TextError::Empty));
        assert_eq!(PersonName::parse("-"), Err(TextError::NoLetter));
        assert_eq!(PersonName::parse("maria@x.com"), Err(TextError::NotAName));
        assert_eq!(PersonName::parse("52998224725 Maria"), Err(TextError::NotAName));
        assert_eq!(PersonName::parse(&"a".repeat(121)), Err(TextError::TooLong(120)));
    }
}
