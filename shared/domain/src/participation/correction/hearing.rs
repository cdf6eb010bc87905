//! Words as they are heard in Portuguese, roughly: what is written in several ways and heard in one.

use crate::value::name::folded;

/// A word of a name as it is heard. Letters that are written one for the other become one letter, by where they stand: `s` and
/// `z` are one at the end (`Luis`, `Luiz`) and between vowels (`Sousa`, `Souza`), and two at the beginning (`Célia`, `Zélia`).
pub(super) fn heard(word: &str) -> String {
    let letters: Vec<char> = sounds_of_letters(&folded(&word.replace(['ç', 'Ç'], "ss"))).chars().collect();
    let mut heard = String::with_capacity(letters.len());
    for (place, letter) in letters.iter().enumerate() {
        let before = place.checked_sub(1).map(|before| letters[before]);
        let letter = at_its_place(*letter, before, letters.get(place + 1).copied());
        let is_doubled = before == Some(letters[place]) && DOUBLED.contains(letters[place]);
        if !is_doubled {
            heard.push(letter);
        }
    }
    heard
}

/// Consonants that are heard once where they are written twice. Neither `r` nor `s`: `Moro` and `Morro` are heard apart.
const DOUBLED: &str = "bcdfglmnpt";

/// Letters that only together make a sound, or make none: each as one sign.
fn sounds_of_letters(folded: &str) -> String {
    const TOGETHER: [(&str, &str); 11] = [
        ("ss", "\u{4}"),
        ("ph", "f"),
        ("chr", "kr"),
        ("chl", "kl"),
        ("ch", "\u{1}"),
        ("lh", "\u{2}"),
        ("nh", "\u{3}"),
        ("ct", "t"),
        ("pt", "t"),
        ("gn", "n"),
        ("h", ""),
    ];
    TOGETHER.iter().fold(folded.to_owned(), |word, (written, heard)| word.replace(written, heard))
}

/// What a letter sounds like between its neighbours.
fn at_its_place(letter: char, before: Option<char>, after: Option<char>) -> char {
    let is_soft = matches!(after, Some('e' | 'i' | 'y'));
    let is_vowel = |letter: Option<char>| letter.is_some_and(|letter| "aeiouy".contains(letter));
    match letter {
        '\u{4}' => 's',
        'y' => 'i',
        'w' => 'v',
        'z' if after.is_none() => 's',
        's' if is_vowel(before) && is_vowel(after) => 'z',
        'c' if is_soft => 's',
        'c' | 'q' => 'k',
        'g' if is_soft => 'j',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_heard_in_one_way_is_one() {
        for (one, other) in [
            ("Tereza", "Theresa"),
            ("Sousa", "Souza"),
            ("Luis", "Luiz"),
            ("Matos", "Mattos"),
            ("Vitor", "Victor"),
            ("Batista", "Baptista"),
            ("Inácio", "Ignácio"),
            ("Lourenço", "Lourenso"),
            ("Gonçalves", "Gonsalves"),
            ("Conceição", "Conceissão"),
            ("Cristina", "Christina"),
            ("Kátia", "Cátia"),
            ("Geraldo", "Jeraldo"),
            ("Elena", "Helena"),
            ("Felipe", "Phelippe"),
            ("Yara", "Iara"),
        ] {
            assert_eq!(heard(one), heard(other), "{one}, {other}");
        }
    }

    #[test]
    fn what_is_heard_in_two_ways_is_two() {
        for (one, other) in [
            ("Célia", "Zélia"),
            ("Cilda", "Zilda"),
            ("Sara", "Zara"),
            ("Assis", "Aziz"),
            ("Moro", "Morro"),
            ("Penha", "Pena"),
            ("Rocha", "Roca"),
            ("Daniel", "Daniela"),
            ("Paulo", "Paula"),
        ] {
            assert_ne!(heard(one), heard(other), "{one}, {other}");
        }
    }
}
