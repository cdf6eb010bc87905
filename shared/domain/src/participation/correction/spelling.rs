//! Which differences between two names are mistakes of spelling. What may be corrected without asking anybody must not turn one
//! person into another: so a letter more or less counts as a mistake only where no given name differs from another by it.

use crate::value::name::{PersonName, folded};
use strsim::osa_distance;

/// Evidence that two names differ by a small mistake of spelling only: by what is not heard (accents, capitals, blanks, doubled
/// letters, `Thereza` and `Teresa`), or by one letter inside one surname (`Slva`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellingFix {
    before: PersonName,
    after: PersonName,
}

impl SpellingFix {
    /// The evidence, when there is one. The corrected name has to be written as names are: what was in capitals throughout may
    /// stay so, but no word of it mixes them.
    pub fn between(before: &PersonName, after: &PersonName) -> Option<Self> {
        let is_small = sounds(before) == sounds(after) || is_a_slip(before, after);
        let fixes = before != after && is_well_written(before, after) && is_small;
        fixes.then(|| Self { before: before.clone(), after: after.clone() })
    }

    /// The name as it was written.
    pub fn before(&self) -> &PersonName {
        &self.before
    }

    /// The name as it is meant.
    pub fn after(&self) -> &PersonName {
        &self.after
    }
}

/// Whether two names are one person's as far as a reader can tell: as many words, and each of them nearly the same.
pub(super) fn is_alike(before: &PersonName, after: &PersonName) -> bool {
    let (before, after) = (before.folded(), after.folded());
    let pairs = || before.split(' ').zip(after.split(' '));
    let near = |(a, b): (&str, &str)| {
        let shorter = a.chars().count().min(b.chars().count());
        heard(a) == heard(b) || osa_distance(a, b) <= 2.min(shorter / 2)
    };
    let is_first_kept = pairs().next().is_some_and(|(a, b)| a.chars().next() == b.chars().next());
    before.split(' ').count() == after.split(' ').count() && is_first_kept && pairs().all(near)
}

/// A name as it is heard, in one word: where words are parted is written, not heard.
fn sounds(name: &PersonName) -> String {
    heard(&name.folded().replace(' ', ""))
}

/// A folded word as it is heard in Portuguese, roughly: letters that are written one for the other become one letter.
fn heard(word: &str) -> String {
    // Sounds of two letters first, `ch`, `lh` and `nh` as one sign each, since an `h` by itself is not heard.
    let pairs =
        [("ph", "f"), ("chr", "kr"), ("chl", "kl"), ("ch", "\u{1}"), ("lh", "\u{2}"), ("nh", "\u{3}")];
    let word = pairs.iter().fold(word.to_owned(), |word, (written, heard)| word.replace(written, heard));
    let letters: Vec<char> = word.chars().filter(|letter| *letter != 'h').collect();
    let mut heard = String::with_capacity(word.len());
    for (place, letter) in letters.iter().enumerate() {
        let is_before_e_or_i = matches!(letters.get(place + 1), Some('e' | 'i' | 'y'));
        let letter = match letter {
            'y' => 'i',
            'w' => 'v',
            'z' => 's',
            'c' if is_before_e_or_i => 's',
            'c' | 'q' => 'k',
            'u' if place > 0 && letters[place - 1] == 'q' && is_before_e_or_i => continue,
            'g' if is_before_e_or_i => 'j',
            other => *other,
        };
        if !heard.ends_with(letter) {
            heard.push(letter);
        }
    }
    heard
}

/// Whether one surname differs by one letter inside it: missing, too many, another one, or two that changed places. Given names
/// differ so from each other (`Marina`, `Mariana`), and every name by its last letter (`Paulo`, `Paula`).
fn is_a_slip(before: &PersonName, after: &PersonName) -> bool {
    let (before, after) = (before.folded(), after.folded());
    let (before, after): (Vec<&str>, Vec<&str>) = (before.split(' ').collect(), after.split(' ').collect());
    if before.len() != after.len() {
        return false;
    }
    let last = before.len() - 1;
    let differ = |&place: &usize| heard(before[place]) != heard(after[place]);
    let places: Vec<usize> = (0..before.len()).filter(differ).collect();
    let is_surname = |place: usize| place >= 2 || place >= 1 && place == last;
    matches!(places[..], [place] if is_surname(place) && is_one_letter_inside(before[place], after[place]))
}

fn is_one_letter_inside(before: &str, after: &str) -> bool {
    let ends = |word: &str| (word.chars().next(), word.chars().last());
    // In a shorter word one letter is too much of it: `Lima` and `Lama` are two families.
    let is_long = before.chars().count().max(after.chars().count()) >= 5;
    is_long && ends(before) == ends(after) && osa_distance(before, after) == 1
}

/// Whether a corrected name is written as names are: every word in small letters, or with a capital at its beginning only, or
/// just as it was before.
fn is_well_written(before: &PersonName, after: &PersonName) -> bool {
    let kept = |word: &str| before.as_str().split(' ').any(|was| was == word);
    let is_all_capitals = before.as_str().chars().all(|c| !c.is_lowercase());
    let part = |part: &str| part.chars().skip(1).all(|c| !c.is_uppercase());
    let parts =
        |word: &str| word.split(['-', '\'', '’', '.']).all(|p| part(p.strip_prefix("Mc").unwrap_or(p)));
    let letters = |c: char| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.');
    let is_of_letters = after.as_str().chars().all(|c| letters(c) || before.as_str().contains(c));
    let fits =
        |word: &str| kept(word) || parts(word) || is_all_capitals && word.chars().all(|c| !c.is_lowercase());
    let is_begun = after.as_str().chars().next().is_some_and(char::is_uppercase);
    is_of_letters && is_begun && after.as_str().split(' ').all(fits) && folded(after.as_str()).len() > 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).expect("a name")
    }

    fn is_small(before: &str, after: &str) -> bool {
        SpellingFix::between(&name(before), &name(after)).is_some()
    }

    #[test]
    fn what_is_not_heard_is_a_small_mistake() {
        for (before, after) in [
            ("Jose da Silva", "José da Silva"),
            ("JOSE DA SILVA", "José da Silva"),
            ("JOSE DA SILVA", "JOSÉ DA SILVA"),
            ("joao goncalves", "João Gonçalves"),
            ("Tereza Souza", "Teresa Sousa"),
            ("Tiago Luis Matos", "Thiago Luiz Mattos"),
            ("Cristina Valter", "Christina Walter"),
            ("Ana Paula Sant Anna", "Ana Paula Sant'Anna"),
            ("Maria Helena D Avila", "Maria Elena D’Ávila"),
            ("Ana Mc Donald", "Ana McDonald"),
            ("Kátia Felipe Monike", "Catia Phelippe Monique"),
            ("Ana  de Sá-Pinto", "Ana de Sá Pinto"),
            ("Geraldo Jiménez", "Jeraldo Gimenez"),
        ] {
            assert!(is_small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn a_letter_inside_one_surname_is_a_small_mistake() {
        for (before, after) in [
            ("Ana Slva", "Ana Silva"),
            ("Ana Maria Oliviera", "Ana Maria Oliveira"),
            ("Ana Maria Santtos Pereirra Lima", "Ana Maria Santos Pereira Lima"),
            ("João Carlos Almedia Souza", "João Carlos Almeida Souza"),
        ] {
            assert!(is_small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn what_may_be_another_person_is_not() {
        for (before, after) in [
            ("Paulo Souza", "Paula Souza"),
            ("Marina Souza", "Mariana Souza"),
            ("Ana Marina Souza", "Ana Mariana Souza"),
            ("Carla Dias", "Clara Dias"),
            ("Mário Reis", "Maria Reis"),
            ("Ana Silva", "Ana Souza Silva"),
            ("Ana Souza Silva", "Ana Silva"),
            ("Ana Lima", "Ana Lira da Costa"),
            ("Ana Slva Oliviera Costa", "Ana Silva Oliveira Costa"),
            ("Ana Lima", "Ana Lama"),
            ("Luiz", "Luiza"),
            ("José Silva", "Jo Silva"),
            ("Eva Prado", "Ivo Prado"),
        ] {
            assert!(!is_small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn a_name_that_nobody_writes_so_is_no_correction() {
        for (before, after) in [
            ("José Silva", "José Silva"),
            ("José Silva", "JoSé SiLvA"),
            ("José Silva", "josé silva"),
            ("Jose Silva", "José Silva ♥"),
            ("Jose Silva", "José (Silva)"),
        ] {
            assert!(!is_small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn what_is_nearly_the_same_is_told_from_what_is_not() {
        let alike = |before, after| is_alike(&name(before), &name(after));
        assert!(alike("Marina Souza", "Mariana Souza"));
        assert!(alike("Ana Slva Oliviera", "Ana Silva Oliveira"));
        assert!(!alike("Ana Silva", "Ana Souza Silva"));
        assert!(!alike("Ana Silva", "Eva Silva"));
        assert!(!alike("Ana Silva", "Ana Prado"));
    }
}
