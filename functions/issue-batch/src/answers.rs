//! What the organiser said of the lines of a chunk, and what was recognised without asking.

use domain::participation::doubt::{About, Choice, Choices, Doubt};
use domain::participation::line::Line;
use domain::value::id::CertificateId;
use std::collections::{HashMap, HashSet};

/// The doubts of a chunk with their answers, by the rows of the lines.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    /// The certificates that lines correct, or are of.
    pub(crate) same: HashMap<u32, CertificateId>,
    /// Of these, lines that say just what the certificate says, or whose certificate was revoked.
    pub(crate) recognised: HashSet<u32>,
    /// The certificates of such people, by who they are in the list: their other lines are of the same account.
    pub(crate) people: HashMap<String, CertificateId>,
    /// Lines of people who have a certificate in another role and get one of this role too.
    pub(crate) further: HashSet<u32>,
}

impl Answers {
    /// What was said of lines.
    pub(crate) fn of(lines: &[Line], doubts: &[Doubt], choices: &Choices) -> Self {
        let mut answers = Self::default();
        let mut known = HashMap::new();
        for doubt in doubts {
            let (line, certificate) = (doubt.line, &doubt.certificate);
            match (doubt.about, choices.of(line)) {
                (About::Person, Some(Choice::Other) | None) => continue,
                (About::Role, Some(Choice::Other)) => drop(answers.further.insert(line)),
                (About::Nothing, _) => {
                    answers.recognised.insert(line);
                    answers.same.insert(line, certificate.clone());
                }
                (About::Person | About::Role, Some(Choice::Same)) => {
                    answers.same.insert(line, certificate.clone());
                }
                (About::Role, None) => {}
            }
            known.insert(line, certificate);
        }
        let person = |line: &Line| Some((line.identity_text(), (*known.get(&line.number)?).clone()));
        answers.people = lines.iter().filter_map(person).collect();
        answers
    }
}
