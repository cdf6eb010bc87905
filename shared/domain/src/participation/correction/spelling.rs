//! Which differences between two names are mistakes of spelling. What may be corrected without asking anybody must not turn one
//! person into another: so a name is compared word by word, and a letter more or less counts as a mistake only where it makes a
//! surname of what is none.

use super::hearing::heard;
use super::surnames::is_common;
use crate::value::name::{PersonName, folded};
use strsim::osa_distance;

/// Evidence that two names differ by a small mistake of spelling only: by what is not heard (accents, capitals, doubled letters,
/// `Thereza` and `Teresa`), by the blank after a particle (`De Souza`, `Desouza`), or by one letter inside one surname (`Slva`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpellingFix {
    before: PersonName,
    after: PersonName,
}

impl SpellingFix {
    /// The evidence, when there is one. The corrected name has to be written as names are: what was in capitals throughout may
    /// stay so, but no word of it mixes them, and no letter comes in that Portuguese does not have.
    pub fn between(before: &PersonName, after: &PersonName) -> Option<Self> {
        let fixes = before != after && is_well_written(before, after) && is_small(before, after);
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

/// Words of a name, as they are written but for what parts them.
fn words(name: &PersonName) -> Vec<String> {
    let parted = name.as_str().replace(|c: char| !c.is_alphanumeric(), " ");
    parted.split_whitespace().map(str::to_owned).collect()
}

fn is_small(before: &PersonName, after: &PersonName) -> bool {
    let (before, after) = (words(before), words(after));
    if before.len() != after.len() {
        return is_parted_after_a_particle(&before, &after) || is_parted_after_a_particle(&after, &before);
    }
    let differ = |place: &usize| {
        heard(&before[*place]) != heard(&after[*place]) && fold(&before[*place]) != fold(&after[*place])
    };
    match (0..before.len()).filter(differ).collect::<Vec<_>>()[..] {
        [] => true,
        // Besides a slip nothing but accents and capitals may differ.
        [place] if place > 0 => {
            let others = (0..before.len()).filter(|other| *other != place);
            others.into_iter().all(|other| fold(&before[other]) == fold(&after[other]))
                && is_a_slip(&fold(&before[place]), &fold(&after[place]))
        }
        _ => false,
    }
}

fn fold(word: &str) -> String {
    folded(word)
}

/// Whether a word that is no surname differs by one letter inside it from one that many people have: missing, too many, another
/// one, or two that changed places.
fn is_a_slip(before: &str, after: &str) -> bool {
    let ends = |word: &str| (word.chars().next(), word.chars().last());
    is_common(after) && !is_common(before) && ends(before) == ends(after) && osa_distance(before, after) == 1
}

/// Words after which a blank is written or not.
const PARTICLES: [&str; 15] =
    ["d", "da", "das", "de", "del", "di", "do", "dos", "la", "mac", "mc", "o", "sant", "van", "von"];

/// Whether one name is the other with its particles joined to the words behind them, and nothing else but accents and capitals.
fn is_parted_after_a_particle(parted: &[String], joined: &[String]) -> bool {
    let mut rest = parted.iter().map(|word| fold(word));
    joined.iter().map(|word| fold(word)).all(|word| {
        let Some(first) = rest.next() else { return false };
        first == word
            || PARTICLES.contains(&first.as_str())
                && rest.next().is_some_and(|second| first + &second == word)
    }) && rest.next().is_none()
}

/// Whether two names are one person's as far as a reader can tell: word by word the same to the ear, but for one that differs by
/// a letter or two, and not by the end that makes a given name a man's or a woman's.
pub(super) fn is_alike(before: &PersonName, after: &PersonName) -> bool {
    let (before_words, after_words) = (words(before), words(after));
    if before_words.len() != after_words.len() || !has_known_letters(before, after) {
        return false;
    }
    let pairs = before_words.iter().zip(&after_words);
    let differing: Vec<(String, String)> =
        pairs.filter(|(a, b)| heard(a) != heard(b)).map(|(a, b)| (fold(a), fold(b))).collect();
    match &differing[..] {
        [] => true,
        [(a, b)] => {
            let shorter = a.chars().count().min(b.chars().count());
            let is_gender = |letter: Option<char>| matches!(letter, Some('a' | 'o'));
            let ends = (a.chars().last(), b.chars().last());
            let is_another_gender = ends.0 != ends.1 && is_gender(ends.0) && is_gender(ends.1);
            let begins_alike = a.chars().next() == b.chars().next();
            begins_alike && !is_another_gender && osa_distance(a, b) <= 2.min(shorter / 2)
        }
        _ => false,
    }
}

/// Whether a corrected name is written as names are: every word in small letters, or with a capital at its beginning only, or
/// just as it was before.
fn is_well_written(before: &PersonName, after: &PersonName) -> bool {
    let kept = |word: &str| before.as_str().split(' ').any(|was| was == word);
    let is_all_capitals = before.as_str().chars().all(|c| !c.is_lowercase());
    let part = |part: &str| part.chars().skip(1).all(|c| !c.is_uppercase());
    let parts = |word: &str| word.split(['-', '\'', '’']).all(|p| part(p.strip_prefix("Mc").unwrap_or(p)));
    let fits = |word: &str| {
        kept(word)
            || (parts(word) || is_all_capitals && word.chars().all(|c| !c.is_lowercase()))
                && is_joined_well(word)
    };
    let is_begun = after.as_str().chars().next().is_some_and(char::is_uppercase);
    has_known_letters(before, after) && is_begun && after.as_str().split(' ').all(fits)
}

/// Whether an apostrophe stands where one belongs (`d'Ávila`, `Sant'Anna`, `O'Hara`), and a hyphen between two whole words.
fn is_joined_well(word: &str) -> bool {
    let parts: Vec<&str> = word.split(['\'', '’']).collect();
    let is_apostrophe = match &parts[..] {
        [_] => true,
        [first, second] => ["d", "o", "sant"].contains(&fold(first).as_str()) && second.chars().count() > 1,
        _ => false,
    };
    let mut between = word.split('-');
    let is_whole = |part: &str| !PARTICLES.contains(&fold(part).as_str()) && part.chars().count() > 1;
    let is_hyphen = word.matches('-').count() == 0 || word.matches('-').count() == 1 && between.all(is_whole);
    is_apostrophe && is_hyphen
}

/// Whether every letter that a name did not have is one that Portuguese has: the same letter of another script looks the same on
/// paper, and is found by nobody.
fn has_known_letters(before: &PersonName, after: &PersonName) -> bool {
    const KNOWN: &str = "áàâãéêíóôõúüç '’-";
    let is_known = |c: char| {
        let small = c.to_lowercase().next().unwrap_or(c);
        small.is_ascii_lowercase() || KNOWN.contains(small) || before.as_str().contains(c)
    };
    after.as_str().chars().all(is_known)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(text: &str) -> PersonName {
        PersonName::parse(text).expect("a name")
    }

    fn small(before: &str, after: &str) -> bool {
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
            ("Vitor Lourenso", "Victor Lourenço"),
            ("Miguel Henrique Reis", "Miguel Enrique Reis"),
            ("Ana Paula SantAnna", "Ana Paula Sant'Anna"),
            ("Maria Helena D Avila", "Maria Elena D’Ávila"),
            ("Ana Mc Donald", "Ana McDonald"),
            ("Ana Desouza", "Ana de Souza"),
            ("Ana  de Sá-Pinto", "Ana de Sá Pinto"),
            ("Ana Sá Pinto", "Ana Sá-Pinto"),
        ] {
            assert!(small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn a_letter_that_makes_a_surname_of_what_is_none_is_a_small_mistake() {
        for (before, after) in [
            ("Ana Slva", "Ana Silva"),
            ("Ana Maria Oliviera", "Ana Maria Oliveira"),
            ("Joao Carlos Almedia Souza", "João Carlos Almeida Souza"),
            ("Ana Pereirra", "Ana Pereira"),
        ] {
            assert!(small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn what_may_be_another_person_is_not() {
        for (before, after) in [
            ("Paulo Souza", "Paula Souza"),
            ("Daniel Alves", "Daniela Alves"),
            ("Gabriel Araújo", "Gabriela Araújo"),
            ("Michel Esteves", "Michele Esteves"),
            ("Marcos Santos", "Marco Santos"),
            ("Maria Ana Reis", "Mariana Reis"),
            ("Ana Bela Reis", "Anabela Reis"),
            ("Marina Souza", "Mariana Souza"),
            ("Ana Marina", "Ana Mariana"),
            ("José Carlos Marina Silva", "José Carlos Mariana Silva"),
            ("Célia Souza", "Zélia Souza"),
            ("Sara Souza", "Zara Souza"),
            ("Ana Assis", "Ana Aziz"),
            ("Ana Moro", "Ana Morro"),
            ("Ana Pinto", "Ana Pinho"),
            ("Ana Pires", "Ana Peres"),
            ("Ana Prado", "Ana Pardo"),
            ("Ana Vidal", "Ana Vital"),
            ("Ana Pereira", "Ana Pedreira"),
            ("Ana Silva", "Ana Silvia"),
            ("Ana Bastos", "Ana Bustos"),
            ("Carla Dias", "Clara Dias"),
            ("Ana Silva", "Ana Souza Silva"),
            ("Ana Souza Silva", "Ana Silva"),
            ("Ana Slva Oliviera Costa", "Ana Silva Oliveira Costa"),
            ("Tereza Slva", "Teresa Silva"),
            ("Eva Prado", "Ivo Prado"),
        ] {
            assert!(!small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn a_name_that_nobody_writes_so_is_no_correction() {
        for (before, after) in [
            ("José Silva", "José Silva"),
            ("José Silva", "JoSé SiLvA"),
            ("José Silva", "josé silva"),
            ("José Silva", "JOSÉ SILVA"),
            ("Jose Silva", "José Silva ♥"),
            ("Jose Silva", "José (Silva)"),
            ("Jose de Souza", "José de Sоuza"),
            ("Jose de Souza", "Jose-de-Souza."),
            ("Jose de Souza", "José de 'Souza'"),
            ("Jose Souza", "José Sªuza"),
            ("Jose Souza", "José Soúža"),
            ("Adriana Casada", "Adrian Acasada"),
        ] {
            assert!(!small(before, after), "{before} → {after}");
        }
    }

    #[test]
    fn what_is_nearly_the_same_is_told_from_what_is_not() {
        let alike = |before, after| is_alike(&name(before), &name(after));
        assert!(alike("Marina Souza", "Mariana Souza"));
        assert!(alike("Ana Pinto", "Ana Pinho"));
        for (before, after) in [
            ("Ana Slva Oliviera", "Ana Silva Oliveira"),
            ("Ana Silva", "Ana Souza Silva"),
            ("Ana Silva", "Eva Silva"),
            ("Ana Silva", "Ana Prado"),
            ("Mario Lopes", "Maria Lopes"),
            ("Mario Lopes", "Maria Gomes"),
            ("Ana Souza", "Ana Sоuza"),
        ] {
            assert!(!alike(before, after), "{before} → {after}");
        }
    }
}
