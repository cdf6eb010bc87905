//! Lines of which only the organiser knows what they are: without a CPF, and like somebody who has a certificate of the event
//! already, since a name or an address that was corrected makes another person of them; or of somebody who has a certificate
//! in another role, which is corrected or is one of several.

use crate::participation::certificate::{Certificate, State};
use crate::participation::edition::{PersonLines, ShortLine};
use crate::participation::line::Line;
use crate::value::email::EmailAddress;
use crate::value::id::CertificateId;
use crate::value::name::{PersonName, folded};
use serde::{Deserialize, Serialize};

/// What is in doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum About {
    /// Whether the line is the person whom it looks like.
    #[default]
    Person,
    /// Whether the role of a known person was corrected, or they have both.
    Role,
    /// Nothing: the line has just the name and the address of a certificate, and says just the same, or it was revoked.
    /// Nobody is asked.
    Nothing,
}

/// A line that may be a correction of a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// The row, as [`crate::participation::line::Line::number`].
    #[serde(rename = "l")]
    pub line: u32,
    /// Which certificate it may correct.
    #[serde(rename = "c")]
    pub certificate: CertificateId,
    /// The name that the line gives.
    #[serde(rename = "n")]
    pub name: PersonName,
    /// The address that the line gives: of two with one name it is what differs.
    #[serde(rename = "e")]
    pub email: EmailAddress,
    /// The name that the certificate prints.
    #[serde(rename = "w")]
    pub was: PersonName,
    /// What is in doubt.
    #[serde(rename = "a", default)]
    pub about: About,
    /// The role that the line gives.
    #[serde(rename = "r", default, skip_serializing_if = "Option::is_none")]
    pub role: Option<ShortLine>,
    /// The role that the certificate prints.
    #[serde(rename = "s", default, skip_serializing_if = "Option::is_none")]
    pub role_was: Option<ShortLine>,
    /// Whether the certificate was revoked: of such a line nobody is asked.
    #[serde(rename = "v", default, skip_serializing_if = "std::ops::Not::not")]
    pub was_revoked: bool,
}

impl Doubt {
    /// The doubt of a line that may correct what a certificate prints.
    pub fn of(line: &Line, certificate: &Certificate, about: About) -> Self {
        let PersonLines { name: was, role: role_was, .. } = certificate.current().person.clone();
        Self {
            line: line.number,
            certificate: certificate.id().clone(),
            name: line.name.clone(),
            email: line.email.clone(),
            was,
            about,
            role: line.role.clone(),
            role_was,
            was_revoked: matches!(certificate.snapshot().state, State::Revoked { .. }),
        }
    }

    /// Whether the line gives another role than the certificate.
    pub fn has_another_role(&self) -> bool {
        !is_one_role(self.role.as_ref(), self.role_was.as_ref())
    }
}

/// What is printed of who has no role (`{papel}` in [`crate::participation::edition::Wording`]).
const NO_ROLE: &str = "participante";

/// Whether two roles are one, however they are written: who has none is printed as a participant.
pub fn is_one_role(one: Option<&ShortLine>, other: Option<&ShortLine>) -> bool {
    let fold = |role: Option<&ShortLine>| folded(role.map_or(NO_ROLE, ShortLine::as_str));
    fold(one) == fold(other)
}

/// What the organiser says of a doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Choice {
    /// The line corrects the certificate.
    Same,
    /// It is another certificate: of somebody else, or of the same person in another role.
    Other,
}

/// What the organiser has said of the doubts of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    /// Of all lines of which nothing else was said.
    #[serde(default)]
    all: Option<Choice>,
    /// Of single lines, in their order.
    #[serde(default)]
    lines: Vec<(u32, Choice)>,
}

impl Choices {
    /// How many lines are decided one by one at most: who has more decides of the rest at once.
    const MOST: usize = 2_000;

    /// With one choice more: of a line, or of all lines instead of what was said before. None when there are too many.
    #[must_use]
    pub fn with(mut self, line: Option<u32>, choice: Choice) -> Option<Self> {
        let Some(line) = line else { return Some(Self { all: Some(choice), lines: Vec::new() }) };
        match self.lines.binary_search_by_key(&line, |(number, _)| *number) {
            Ok(at) => self.lines[at].1 = choice,
            Err(_) if self.lines.len() >= Self::MOST => return None,
            Err(at) => self.lines.insert(at, (line, choice)),
        }
        Some(self)
    }

    /// What was said of a line.
    pub fn of(&self, line: u32) -> Option<Choice> {
        let of_line = self.lines.binary_search_by_key(&line, |(number, _)| *number);
        of_line.ok().map(|at| self.lines[at].1).or(self.all)
    }

    /// How many of so many doubts are the same person, as far as it was said.
    pub fn same(&self, doubts: u32) -> u32 {
        let of = |wanted: Choice| self.lines.iter().filter(|(_, choice)| *choice == wanted).count();
        let counted = |wanted: Choice| u32::try_from(of(wanted)).unwrap_or(u32::MAX);
        match self.all {
            Some(Choice::Same) => doubts.saturating_sub(counted(Choice::Other)),
            Some(Choice::Other) | None => counted(Choice::Same).min(doubts),
        }
    }

    /// How many of so many doubts nothing was said of.
    pub fn open(&self, doubts: u32) -> u32 {
        let said = u32::try_from(self.lines.len()).unwrap_or(u32::MAX);
        if self.all.is_some() { 0 } else { doubts.saturating_sub(said) }
    }
}

/// Whether two names may be one that was corrected: the words of one are in the other, or they differ in few letters.
pub fn are_alike(one: &PersonName, other: &PersonName) -> bool {
    let (one, other) = (one.folded(), other.folded());
    let within = |a: &str, b: &str| a.split(' ').all(|word| b.split(' ').any(|other| other == word));
    if within(&one, &other) || within(&other, &one) {
        return true;
    }
    let longest = one.chars().count().max(other.chars().count());
    distance(&one, &other) * 3 <= longest
}

/// How many letters have to be put in, taken out or replaced (Levenshtein).
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = std::mem::replace(&mut row[0], i + 1);
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(one: &str, other: &str) -> bool {
        let name = |text| PersonName::parse(text).expect("a name");
        are_alike(&name(one), &name(other))
    }

    #[test]
    fn a_corrected_name_is_alike_and_another_one_is_not() {
        for (one, other) in [
            ("Inez Carvalo", "Inês Carvalho"),
            ("Inês Carvalho", "Inês Maria Carvalho"),
            ("JOAO SA", "João Sá"),
            ("Joao d Silva", "João da Silva"),
            ("Carlos Mendes", "Carla Mendes"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} / {other}");
        }
        for (one, other) in [("Joana Prado", "Marcos Sá"), ("Rui Costa", "Ana Lua"), ("Lia Reis", "Davi Luz")]
        {
            assert!(!alike(one, other), "{one} / {other}");
        }
    }

    #[test]
    fn a_choice_for_all_replaces_the_single_ones_and_single_ones_go_before_it() {
        let choices = Choices::default().with(Some(7), Choice::Same).expect("room");
        assert_eq!((choices.of(7), choices.of(8)), (Some(Choice::Same), None));
        assert_eq!((choices.open(3), choices.open(1), choices.same(3)), (2, 0, 1));
        let choices = choices.with(None, Choice::Other).expect("room");
        assert_eq!((choices.of(7), choices.open(3), choices.same(3)), (Some(Choice::Other), 0, 0));
        let choices = choices.with(Some(8), Choice::Same).expect("room");
        assert_eq!((choices.of(7), choices.of(8)), (Some(Choice::Other), Some(Choice::Same)));
        assert_eq!(choices.same(3), 1);
        let choices = choices.with(None, Choice::Same).and_then(|all| all.with(Some(8), Choice::Other));
        assert_eq!(choices.map(|choices| choices.same(3)), Some(2));
    }

    #[test]
    fn what_is_kept_of_a_file_has_a_bound() {
        let full = (0..2_000).try_fold(Choices::default(), |all, line| all.with(Some(line), Choice::Same));
        let full = full.expect("room for two thousand");
        assert!(full.clone().with(Some(1), Choice::Other).is_some());
        assert!(full.with(Some(2_000), Choice::Same).is_none());
    }
}
