//! How a list is to be read, where its organiser says it; and what a list looks like, for them to say it.

use crate::participation::cells::Retyping;
use crate::participation::line::Column;
use crate::value::name::plain_line;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What the organiser said of a list. Nothing said is what the reader finds by itself.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Choices {
    /// Which sheet of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Which column is what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub columns: Option<Assignment>,
    /// Who gets a certificate, by what a column says of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitled: Vec<Entitled>,
    /// What is put right on every line.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub fixes: BTreeSet<Fix>,
    /// Whether people are issued again whose certificate was revoked: said when the list is published.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub revives: bool,
    /// Cells that are read as the organiser typed them, which are stored apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retyped: Option<Retyping>,
}

/// Which column is what, for lists with just these titles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// The titles, as [`Survey`] has them; none of a list without titles, whose first row is a person.
    pub titles: Vec<String>,
    /// What each column is; none is not used.
    pub columns: Vec<Option<Column>>,
    /// The row of the first person, of a list without titles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub untitled: Option<u32>,
}

/// Who gets a certificate, by what one column says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitled {
    /// The column's title.
    pub title: String,
    /// What the cells of those say who get one.
    pub yes: BTreeSet<String>,
    /// What the cells of those say who get none.
    pub no: BTreeSet<String>,
}

/// Something that is put right on every line, because the organiser said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Fix {
    /// Names all in capitals or in small letters are written as names are.
    Capitals,
    /// `Silva, José` becomes `José Silva`.
    SurnameFirst,
    /// What stands in brackets is left out of names: `Ana Luz (UFPE)`.
    Brackets,
    /// Domains that nobody has become the likely ones.
    Domains,
    /// The hours of a person's lines are added up: a line for each day.
    AddHours,
}

impl Fix {
    /// All of them, in the order of a page.
    pub const ALL: [Self; 5] =
        [Self::Capitals, Self::SurnameFirst, Self::Brackets, Self::Domains, Self::AddHours];
}

/// What a list looks like: stored with its lines, for its organiser alone.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Survey {
    /// The sheets of the workbook with something in them; none of a text.
    #[serde(default)]
    pub sheets: Vec<String>,
    /// Which of them was read.
    #[serde(default)]
    pub sheet: String,
    /// Row of the titles.
    #[serde(default)]
    pub row: u32,
    /// The columns, in the order of the list.
    #[serde(default)]
    pub columns: Vec<Surveyed>,
    /// Whether columns are read as the organiser said of an earlier list with the same titles.
    #[serde(default)]
    pub remembered: bool,
    /// Whether there is no row of titles.
    #[serde(default)]
    pub untitled: bool,
    /// What may be put right, or was.
    #[serde(default)]
    pub suggestions: Vec<Suggestion>,
    /// The rows and places of the cells that were read as their organiser typed them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retyped: Vec<(u32, u16)>,
}

/// One column.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Surveyed {
    /// Its title, at most [`Survey::LONGEST`] characters.
    pub title: String,
    /// Its first cells with something in them. Personal data.
    #[serde(default)]
    pub samples: Vec<String>,
    /// What it is read as.
    #[serde(default)]
    pub read_as: Option<Column>,
    /// What it looks like, though it is not read: its organiser is asked.
    #[serde(default)]
    pub looks_like: Option<Column>,
    /// What its cells say, where it tells who may have a certificate.
    #[serde(default)]
    pub answers: Vec<Answer>,
    /// Lines that say something else than these.
    #[serde(default)]
    pub other_answers: u32,
}

/// What cells of one column say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What they say, folded: `SIM` and `sim` are one answer. Empty when nothing.
    pub value: String,
    /// The first of them as it was typed; empty when it is as it was folded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// How many of them.
    pub lines: u32,
    /// Whether these people get a certificate.
    pub entitled: bool,
}

impl Answer {
    /// What they say, as it was typed.
    pub fn shown(&self) -> &str {
        if self.typed.is_empty() { &self.value } else { &self.typed }
    }
}

impl Surveyed {
    /// Whether it tells who may have a certificate, and does not say the same good thing of everybody.
    pub fn is_asked_who(&self) -> bool {
        self.answers.len() > 1 || self.answers.iter().any(|answer| !answer.entitled)
    }
}

/// Something that may be put right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// What.
    pub fix: Fix,
    /// On how many lines.
    pub lines: u32,
    /// Whether it was put right.
    pub fixed: bool,
    /// A few of them: as they are, and as they would be. Personal data.
    pub examples: Vec<(String, String)>,
}

impl Survey {
    /// The most characters of a title, or of a cell that is shown.
    pub const LONGEST: usize = 80;
    /// The most columns that can be assigned.
    pub const MOST_COLUMNS: usize = 60;
    /// Samples of a column.
    pub const SAMPLES: usize = 3;
    /// Different answers of a column.
    pub const MOST_ANSWERS: usize = 24;
    /// Examples of a suggestion.
    pub const EXAMPLES: usize = 3;

    /// A cell as it is shown: one line, not too long.
    pub fn shown(cell: &str) -> String {
        plain_line(cell).chars().take(Self::LONGEST).collect()
    }

    /// Whether a column is asked about, because the list cannot be read, or should not be, before somebody says what it is.
    pub fn is_asked(&self) -> bool {
        self.columns.iter().any(|column| column.looks_like.is_some())
    }

    /// The titles, by which lists that are alike are known.
    pub fn titles(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.title.clone()).collect()
    }
}

/// Why columns cannot be assigned so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAssigned {
    /// No column is this one, which every line needs.
    Missing(Column),
    /// Two columns are this one.
    Twice(Column),
}

impl Assignment {
    /// An assignment that a list can be read with.
    ///
    /// # Errors
    /// When a column is missing that every line needs, or is there twice. Presence and status may be several.
    pub fn new(
        titles: Vec<String>,
        columns: Vec<Option<Column>>,
        untitled: Option<u32>,
    ) -> Result<Self, NotAssigned> {
        let titles = if untitled.is_some() { Vec::new() } else { titles };
        let times = |wanted: Column| columns.iter().filter(|column| **column == Some(wanted)).count();
        if let Some(missing) = [Column::Name, Column::Email].into_iter().find(|&column| times(column) == 0) {
            return Err(NotAssigned::Missing(missing));
        }
        match Column::ALL.into_iter().find(|&column| times(column) > 1) {
            Some(twice) => Err(NotAssigned::Twice(twice)),
            None => Ok(Self { titles, columns, untitled }),
        }
    }
}

/// What an event's organisers said of earlier lists, newest first: lists with the same titles are read alike.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Remembered(pub Vec<Assignment>);

impl Remembered {
    /// How many are kept.
    const MOST: usize = 5;

    /// Remembers an assignment in place of an earlier one for the same titles. One without titles is not remembered: what
    /// would tell such lists apart is a person.
    pub fn remember(&mut self, assignment: Assignment) {
        if assignment.untitled.is_some() {
            return;
        }
        self.0.retain(|earlier| earlier.titles != assignment.titles);
        self.0.insert(0, assignment);
        self.0.truncate(Self::MOST);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn titles() -> Vec<String> {
        ["a", "b", "c"].map(str::to_owned).to_vec()
    }

    #[test]
    fn every_line_needs_a_name_and_an_address_and_has_each_once() {
        let assign = |columns: [Option<Column>; 3]| Assignment::new(titles(), columns.to_vec(), None);
        assert_eq!(assign([Some(Column::Name), None, None]), Err(NotAssigned::Missing(Column::Email)));
        assert_eq!(
            assign([Some(Column::Name), Some(Column::Email), Some(Column::Name)]),
            Err(NotAssigned::Twice(Column::Name))
        );
        assert!(assign([Some(Column::Email), None, Some(Column::Name)]).is_ok());
    }

    #[test]
    fn the_last_word_on_titles_counts_and_a_list_without_titles_is_forgotten() {
        let assign = |columns: [Option<Column>; 3], untitled| {
            Assignment::new(titles(), columns.to_vec(), untitled).expect("an assignment")
        };
        let first = assign([Some(Column::Name), Some(Column::Email), None], None);
        let second = assign([Some(Column::Name), Some(Column::Email), Some(Column::Cpf)], None);
        let mut remembered = Remembered::default();
        remembered.remember(first);
        remembered.remember(second.clone());
        remembered.remember(assign([None, Some(Column::Email), Some(Column::Name)], Some(2)));
        assert_eq!(remembered.0, [second]);
    }
}
