//! A name as a certificate carries it.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// The longest name of a person: 64 characters of a common name (X.520, `ub-common-name`) without the colon and eleven digits.
pub const PERSON_LONGEST: usize = 52;
/// The longest name of a company: 64 without the colon and the fourteen positions of its number.
pub const COMPANY_LONGEST: usize = 49;

/// A name as a certificate carries it: capitals without accents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The text.
    pub text: String,
    /// Whether names in the middle had to be shortened to their initials, or the end was cut.
    pub is_shortened: bool,
}

/// The name as a certificate carries it, in at most `longest` characters. What is too long loses words in its middle to their initials,
/// from the last but one to the second; what is still too long is cut.
pub fn carried(name: &str, longest: usize) -> Carried {
    let plain = plain(name);
    let mut words: Vec<String> = plain.split_whitespace().map(str::to_owned).collect();
    let length =
        |words: &[String]| words.iter().map(|word| word.chars().count() + 1).sum::<usize>().saturating_sub(1);
    let was_too_long = length(&words) > longest;
    for place in (1..words.len().saturating_sub(1)).rev() {
        if length(&words) <= longest {
            break;
        }
        words[place] = words[place].chars().take(1).collect();
    }
    let text: String = words.join(" ").chars().take(longest).collect();
    Carried { text: text.trim_end().to_owned(), is_shortened: was_too_long }
}

/// In capitals, without accents, and of other signs only those that every reader of certificates shows.
fn plain(name: &str) -> String {
    let letters = name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_uppercase);
    let mut text = String::with_capacity(name.len());
    for c in letters {
        match c {
            'A'..='Z' | '0'..='9' | ' ' | '-' | '.' | '\'' | '/' | ',' | '(' | ')' => text.push(c),
            '&' => text.push('E'),
            'Æ' => text.push_str("AE"),
            'Œ' => text.push_str("OE"),
            'Ø' => text.push('O'),
            'Ł' => text.push('L'),
            'Đ' | 'Ð' => text.push('D'),
            'Þ' => text.push_str("TH"),
            'ẞ' => text.push_str("SS"),
            '’' | '‘' | '`' | '´' => text.push('\''),
            '‐'..='―' => text.push('-'),
            _ => text.push(' '),
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> String {
        carried(name, PERSON_LONGEST).text
    }

    #[test]
    fn accents_go_and_letters_stay() {
        for (name, text) in [
            ("João D’Ávila e Conceição", "JOAO D'AVILA E CONCEICAO"),
            ("Björn Straße-Łoś", "BJORN STRASSE-LOS"),
            ("Søren Æsøe", "SOREN AESOE"),
            ("Café & Cia.", "CAFE E CIA."),
            ("  Ana \u{202e} Lua ", "ANA LUA"),
        ] {
            assert_eq!(of(name), text);
        }
    }

    #[test]
    fn a_long_name_keeps_its_ends() {
        let long = "Maria Aparecida Conceição dos Santos Albuquerque Cavalcanti de Mello";
        let carried = carried(long, PERSON_LONGEST);
        assert!(carried.is_shortened && carried.text.chars().count() <= PERSON_LONGEST, "{carried:?}");
        assert_eq!(carried.text, "MARIA APARECIDA CONCEICAO DOS SANTOS A C D MELLO");
        assert!(!super::carried("Ana Lua", PERSON_LONGEST).is_shortened);
    }

    #[test]
    fn one_endless_word_is_cut() {
        let cut = carried(&"a".repeat(120), PERSON_LONGEST);
        assert_eq!((cut.text, cut.is_shortened), ("A".repeat(52), true));
    }
}
