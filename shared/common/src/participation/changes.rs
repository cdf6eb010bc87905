//! What a correction changes on paper: before and after, with the difference marked.

use domain::participation::edition::{PersonLines, Sheet};
use domain::participation::record::Printed;
use schemars::JsonSchema;
use serde::Serialize;

/// Something that is printed otherwise.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Change {
    /// What it is: `Nome`, `Função`, `Carga horária`.
    pub what: &'static str,
    /// What the certificate says.
    pub before: String,
    /// What it is to say.
    pub after: String,
}

/// A text in three parts.
pub struct Marked<'a> {
    /// What it begins with, as the other one does.
    pub start: &'a str,
    /// What differs.
    pub differs: &'a str,
    /// What it ends with, as the other one does.
    pub end: &'a str,
}

impl Change {
    /// The text before, with what goes marked.
    pub fn marked_before(&self) -> Marked<'_> {
        marked(&self.before, &self.after)
    }

    /// The text after, with what comes marked.
    pub fn marked_after(&self) -> Marked<'_> {
        marked(&self.after, &self.before)
    }
}

/// All that two versions print otherwise of a person, in the order of the form. Hours that nobody else has are those of the event.
pub fn between(before: &PersonLines, after: &PersonLines, sheet: &Sheet) -> Vec<Change> {
    let texts = |lines: &PersonLines| {
        let role = lines.role.as_ref().map(ToString::to_string).unwrap_or_default();
        let hours = lines.workload.or(sheet.workload).map(|hours| hours.to_string()).unwrap_or_default();
        [lines.name.to_string(), role, hours]
    };
    of_texts(texts(before), texts(after))
}

/// The same of two versions as they were printed.
pub fn of_printed(before: &Printed, after: &Printed) -> Vec<Change> {
    let texts = |printed: &Printed| {
        let role = printed.role.as_ref().map(ToString::to_string).unwrap_or_default();
        [printed.name.to_string(), role, printed.workload.clone().unwrap_or_default()]
    };
    of_texts(texts(before), texts(after))
}

fn of_texts(before: [String; 3], after: [String; 3]) -> Vec<Change> {
    let what = ["Nome", "Função", "Carga horária"].into_iter();
    let all = what.zip(before.into_iter().zip(after));
    let changed = all.filter(|(_, (before, after))| before != after);
    changed.map(|(what, (before, after))| Change { what, before, after }).collect()
}

/// What is left of a text between the beginning and the end that it shares with another one.
fn marked<'a>(text: &'a str, other: &str) -> Marked<'a> {
    let shared = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = shared(&mut text.chars(), &mut other.chars());
    let end = shared(&mut text[start..].chars().rev(), &mut other[start..].chars().rev());
    let (rest, end) = text[start..].split_at(text.len() - start - end);
    Marked { start: &text[..start], differs: rest, end }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(before: &str, after: &str) -> [(String, String, String); 2] {
        let change = Change { what: "Nome", before: before.to_owned(), after: after.to_owned() };
        [change.marked_before(), change.marked_after()]
            .map(|m| (m.start.to_owned(), m.differs.to_owned(), m.end.to_owned()))
    }

    #[test]
    fn only_what_differs_is_marked() {
        let of =
            |start: &str, differs: &str, end: &str| (start.to_owned(), differs.to_owned(), end.to_owned());
        assert_eq!(
            parts("Jose da Silva", "José da Silva"),
            [of("Jos", "e", " da Silva"), of("Jos", "é", " da Silva")]
        );
        assert_eq!(parts("Ana Sá", "Ana Maria Sá"), [of("Ana ", "", "Sá"), of("Ana ", "Maria ", "Sá")]);
        assert_eq!(parts("", "monitora"), [of("", "", ""), of("", "monitora", "")]);
        assert_eq!(parts("aa", "aaa"), [of("aa", "", ""), of("aa", "a", "")]);
    }
}
