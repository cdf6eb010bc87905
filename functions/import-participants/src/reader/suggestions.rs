//! What an organiser may want to put right on all lines at once: shown with what it would be, and changed only when they
//! say so.

mod domains;

use domain::participation::choices::{Fix, Suggestion, Survey};
use std::collections::BTreeSet;

/// A value that is suggested: what is to be put right, the value as it is, and as it would be.
pub(super) type Suggested = (Fix, String, String);

/// What a value would be, if it is suggested.
type Step = fn(&str) -> Option<String>;

/// A name with everything put right that is to be, and what of it is suggested.
pub(super) fn name(typed: &str, fixes: &BTreeSet<Fix>, suggestions: &mut Vec<Suggested>) -> String {
    let mut name = typed.to_owned();
    let steps: [(Fix, Step); 3] = [
        (Fix::Brackets, without_brackets),
        (Fix::SurnameFirst, surname_last),
        (Fix::Capitals, with_capitals),
    ];
    for (fix, step) in steps {
        if let Some(likely) = step(&name) {
            suggestions.push((fix, name.clone(), likely.clone()));
            if fixes.contains(&fix) {
                name = likely;
            }
        }
    }
    name
}

/// An address as [`name`].
pub(super) fn email(typed: &str, fixes: &BTreeSet<Fix>, suggestions: &mut Vec<Suggested>) -> String {
    let Some((local, domain)) = typed.trim().rsplit_once('@') else { return typed.to_owned() };
    let Some(likely) = domains::likely(&domain.to_ascii_lowercase()) else { return typed.to_owned() };
    let likely = format!("{local}@{likely}");
    suggestions.push((Fix::Domains, typed.trim().to_owned(), likely.clone()));
    if fixes.contains(&Fix::Domains) { likely } else { typed.to_owned() }
}

/// `MARIA DA SILVA` and `maria da silva` as `Maria da Silva`. One word alone may be a name that is written so.
fn with_capitals(name: &str) -> Option<String> {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    let in_one_case = letters().all(|c| !c.is_lowercase()) || letters().all(|c| !c.is_uppercase());
    // Scripts without capitals have nothing to be put right.
    let has_cases = letters().any(|c| c.is_lowercase() || c.is_uppercase());
    if !in_one_case || !has_cases || letters().count() < 3 {
        return None;
    }
    let words =
        name.split(' ').enumerate().map(|(at, word)| if at == 0 { capital(word) } else { cased(word) });
    let likely = words.collect::<Vec<_>>().join(" ");
    (likely != name).then_some(likely)
}

/// Words that are small within a name.
const PARTICLES: &str = "de da do das dos e di du del della van von der den y la le";
/// Numbers of a name, which stay in capitals.
const NUMBERS: &str = "II III IV VI VII VIII IX";

fn cased(word: &str) -> String {
    let is_among = |list: &str, word: &str| list.split(' ').any(|one| one == word);
    let (small, large) = (word.to_lowercase(), word.to_uppercase());
    if is_among(PARTICLES, &small) {
        small
    } else if is_among(NUMBERS, &large) {
        large
    } else if let Some((before, after)) = small.split_once(['\'', '’']).filter(|(before, _)| *before == "d")
    {
        let mark = &small[before.len()..small.len() - after.len()];
        format!("{before}{mark}{}", capital(after))
    } else {
        capital(word)
    }
}

/// A word with a capital at its beginning, and after each sign in it: `Ana-Maria`, `O'Neil`.
fn capital(word: &str) -> String {
    let mut begins = true;
    let mut cased = String::with_capacity(word.len());
    for c in word.chars() {
        if begins {
            cased.extend(c.to_uppercase())
        } else {
            cased.extend(c.to_lowercase())
        }
        begins = !c.is_alphabetic();
    }
    cased
}

/// What may stand after a comma without being a given name.
const SUFFIXES: &str = "jr junior filho neto sobrinho phd msc dr dra me esp";

/// `Silva, José` as `José Silva`.
fn surname_last(name: &str) -> Option<String> {
    let (surname, given) = name.split_once(',')?;
    let (surname, given) = (surname.trim(), given.trim());
    let folded = domain::value::name::folded(given);
    let is_suffix = SUFFIXES.split(' ').any(|suffix| suffix == folded);
    let is_name = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.contains(',');
    (is_name(surname) && is_name(given) && !is_suffix).then(|| format!("{given} {surname}"))
}

/// `Ana Luz (UFPE)` as `Ana Luz`.
fn without_brackets(name: &str) -> Option<String> {
    let (mut kept, mut depth) = (String::new(), 0_u32);
    for c in name.chars() {
        match c {
            '(' | '[' | '{' | '«' => depth += 1,
            ')' | ']' | '}' | '»' => depth = depth.saturating_sub(1),
            _ if depth == 0 => kept.push(c),
            _ => {}
        }
    }
    let kept = domain::value::name::plain_line(&kept);
    let is_left = kept.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (is_left && kept != name && name.contains(['(', ')', '[', ']', '{', '}', '«', '»'])).then_some(kept)
}

/// How often each thing is suggested, with a few examples.
#[derive(Default)]
pub(super) struct Suggestions(Vec<Suggestion>);

impl Suggestions {
    pub(super) fn add(&mut self, (fix, before, after): Suggested, fixes: &BTreeSet<Fix>) {
        let known = self.0.iter().position(|suggestion| suggestion.fix == fix);
        let at = known.unwrap_or_else(|| {
            self.0.push(Suggestion { fix, lines: 0, fixed: fixes.contains(&fix), examples: Vec::new() });
            self.0.len() - 1
        });
        let suggestion = &mut self.0[at];
        suggestion.lines += 1;
        if suggestion.examples.len() < Survey::EXAMPLES {
            suggestion.examples.push((Survey::shown(&before), Survey::shown(&after)));
        }
    }

    /// What was suggested, in the order of a page.
    pub(super) fn all(&self) -> Vec<Suggestion> {
        Fix::ALL
            .into_iter()
            .filter_map(|fix| self.0.iter().find(|suggestion| suggestion.fix == fix).cloned())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_one_case_are_written_as_names_are() {
        for (typed, likely) in [
            ("MARIA DA SILVA", "Maria da Silva"),
            ("josé d'ávila", "José d'Ávila"),
            ("JOÃO PAULO II", "João Paulo II"),
            ("DE PAULA NETO", "De Paula Neto"),
            ("ana-maria o’neil", "Ana-Maria O’Neil"),
            ("ÉRICA LUÍS", "Érica Luís"),
        ] {
            assert_eq!(with_capitals(typed).as_deref(), Some(likely), "{typed}");
        }
        for right in ["Maria da Silva", "Ana LUZ", "李小龍", "Li", "bell hooks Jr"] {
            assert_eq!(with_capitals(right), None, "{right}");
        }
    }

    #[test]
    fn a_surname_before_a_comma_goes_last() {
        assert_eq!(surname_last("Silva, José").as_deref(), Some("José Silva"));
        assert_eq!(surname_last("da Silva Souza, Ana Lúcia").as_deref(), Some("Ana Lúcia da Silva Souza"));
        for right in ["José Silva, Jr.", "Ana Luz, PhD", "A, B, C", "Ana,", "José Silva"] {
            assert_eq!(surname_last(right), None, "{right}");
        }
    }

    #[test]
    fn what_stands_in_brackets_is_left_out() {
        assert_eq!(without_brackets("Ana Luz (UFPE)").as_deref(), Some("Ana Luz"));
        assert_eq!(without_brackets("Ana «Aninha» Reis").as_deref(), Some("Ana Reis"));
        assert_eq!(without_brackets("(Ana Luz)"), None);
        assert_eq!(without_brackets("Ana Luz"), None);
    }

    #[test]
    fn nothing_is_changed_that_was_not_said() {
        let mut suggestions = Vec::new();
        assert_eq!(name("SILVA, JOSÉ", &BTreeSet::new(), &mut suggestions), "SILVA, JOSÉ");
        assert_eq!(suggestions.len(), 2);
        let all = BTreeSet::from(Fix::ALL);
        assert_eq!(name("SILVA, JOSÉ (UFPE)", &all, &mut suggestions), "José Silva");
        assert_eq!(email("ana@gmial.com", &all, &mut suggestions), "ana@gmail.com");
        assert_eq!(email("ana@gmial.com", &BTreeSet::new(), &mut suggestions), "ana@gmial.com");
    }
}
