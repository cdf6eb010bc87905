//! What a correction changes on paper: before and after, with the difference marked.

use domain::participation::edition::{PersonLines, Sheet};
use domain::participation::record::Printed;
use schemars::JsonSchema;
use serde::Serialize;

/// What the name is called.
pub const NAME: &str = "Nome";
/// What the role is called to its holder.
pub const ROLE: &str = "Função";

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

/// A part of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The part.
    pub text: &'a str,
    /// Whether the other text does not have it there.
    pub differs: bool,
}

impl Change {
    /// The text before in its parts, of which those that go differ.
    pub fn pieces_before(&self) -> Vec<Piece<'_>> {
        pieces(&self.before, &self.after)
    }

    /// The text after in its parts, of which those that come differ.
    pub fn pieces_after(&self) -> Vec<Piece<'_>> {
        pieces(&self.after, &self.before)
    }
}

/// All that two versions print otherwise of a person, in the order of the form. Hours that nobody else has are those of the event.
pub fn between(before: &PersonLines, after: &PersonLines, sheet: &Sheet) -> Vec<Change> {
    of_texts(texts(before, sheet), texts(after, sheet))
}

/// What a sheet prints of a person: name, role and hours; empty, where it prints none.
pub fn texts(lines: &PersonLines, sheet: &Sheet) -> [String; 3] {
    let role = lines.role.as_ref().map(ToString::to_string).unwrap_or_default();
    let hours = lines.workload.or(sheet.workload).map(|hours| hours.to_string()).unwrap_or_default();
    [lines.name.to_string(), role, hours]
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
    let what = [NAME, ROLE, "Carga horária"].into_iter();
    let all = what.zip(before.into_iter().zip(after));
    let changed = all.filter(|(_, (before, after))| before != after);
    changed.map(|(what, (before, after))| Change { what, before, after }).collect()
}

/// A text in its parts: word by word where the other has as many words, or as a whole.
fn pieces<'a>(text: &'a str, other: &str) -> Vec<Piece<'a>> {
    // What is empty has no word that could be laid beside another.
    if other.is_empty() || text.split(' ').count() != other.split(' ').count() {
        return parts(text, other).into_iter().filter(|piece| !piece.text.is_empty()).collect();
    }
    let words = text.split_inclusive(' ').zip(other.split_inclusive(' '));
    let all = words.flat_map(|(word, other)| parts(word, other));
    all.filter(|piece| !piece.text.is_empty()).collect()
}

/// The beginning that a text shares with another one, what is left, and the end that it shares.
fn parts<'a>(text: &'a str, other: &str) -> [Piece<'a>; 3] {
    let shared = |a: &mut dyn Iterator<Item = char>, b: &mut dyn Iterator<Item = char>| -> usize {
        a.zip(b).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
    };
    let start = shared(&mut text.chars(), &mut other.chars());
    let end = shared(&mut text[start..].chars().rev(), &mut other[start..].chars().rev());
    let (rest, end) = text[start..].split_at(text.len() - start - end);
    [(&text[..start], false), (rest, true), (end, false)].map(|(text, differs)| Piece { text, differs })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What differs in brackets.
    fn marked(before: &str, after: &str) -> [String; 2] {
        let change = Change { what: "Nome", before: before.to_owned(), after: after.to_owned() };
        let shown = |piece: &Piece<'_>| {
            if piece.differs { format!("[{}]", piece.text) } else { piece.text.to_owned() }
        };
        [change.pieces_before(), change.pieces_after()].map(|pieces| pieces.iter().map(shown).collect())
    }

    #[test]
    fn only_what_differs_is_marked() {
        for (before, after) in [
            ("Jos[e] da Silva", "Jos[é] da Silva"),
            ("Jos[e] Goncalves d[a] Silva", "Jos[é] Goncalves d[e] Silva"),
            ("Ana Sá", "Ana [Maria ]Sá"),
            ("", "[monitora]"),
            ("aa", "aa[a]"),
            ("[ÁÉ]a", "[áé]a"),
        ] {
            let plain = |text: &str| text.replace(['[', ']'], "");
            assert_eq!(marked(&plain(before), &plain(after)), [before, after]);
        }
    }
}
