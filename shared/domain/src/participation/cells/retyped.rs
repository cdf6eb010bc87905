//! What an organiser typed in place of cells of a list.

use super::{LONGEST_CELL, is_kept_as};
use crate::value::name::plain_line;
use serde::{Deserialize, Serialize};

/// A cell that is read as somebody typed it. Personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetypedCell {
    /// The sheet of the workbook; empty of a text.
    #[serde(rename = "s", default, skip_serializing_if = "String::is_empty")]
    pub sheet: String,
    /// The row, as [`crate::participation::line::Line::number`].
    #[serde(rename = "l")]
    pub line: u32,
    /// The place in the row, from 0.
    #[serde(rename = "a")]
    pub at: u16,
    /// The title of its column when it was typed.
    #[serde(rename = "t")]
    pub title: String,
    /// What the file says, as it is kept: where it says something else, the cell was another one.
    #[serde(rename = "w")]
    pub was: String,
    /// What is used instead.
    #[serde(rename = "n")]
    pub now: String,
    /// For which reading of the list it was typed: whoever looked at an earlier one has not seen it. 0 where it is not known.
    #[serde(rename = "r", default)]
    pub reading: u32,
}

impl RetypedCell {
    /// Where it is.
    pub fn place(&self) -> (&str, u32, u16) {
        (&self.sheet, self.line, self.at)
    }

    /// Bytes that it takes at most, with what a stored item adds.
    fn bytes(&self) -> usize {
        [&self.sheet, &self.title, &self.was, &self.now].map(String::len).iter().sum::<usize>() + 60
    }

    /// Whether it is typed in place of what the file says.
    pub fn is_of(&self, cell: &str) -> bool {
        is_kept_as(cell, &self.was)
    }
}

impl std::fmt::Debug for RetypedCell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RetypedCell({}, {}, •••)", self.line, self.at)
    }
}

/// All cells of one list that were typed, by sheet, row and place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Retyped(Vec<RetypedCell>);

/// What an import's own row says of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retyping {
    /// How many cells.
    pub cells: u32,
    /// With which reading they were typed: under its number they are stored, once.
    pub reading: u32,
}

/// Why a cell is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotTyped {
    /// It has more than [`LONGEST_CELL`] characters.
    TooLong,
    /// The list has as many as can be kept.
    TooMany,
}

impl Retyped {
    /// How many cells of a list are typed at most: whoever has more has the file to put right.
    pub const MOST: usize = 200;
    /// Bytes of all of them at most, below the 400 kB that a stored item may have: as many of the longest cells in letters of
    /// any script are fewer than [`Retyped::MOST`].
    const MOST_BYTES: usize = 350_000;

    /// All of them, in the order of the file.
    pub fn all(&self) -> &[RetypedCell] {
        &self.0
    }

    /// How many.
    pub fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// Those of one sheet.
    pub fn of_sheet<'a>(&'a self, sheet: &'a str) -> impl Iterator<Item = &'a RetypedCell> {
        self.0.iter().filter(move |cell| cell.sheet == sheet)
    }

    /// Those that were typed after one of the readings.
    pub fn since(&self, reading: u32) -> impl Iterator<Item = &RetypedCell> {
        self.0.iter().filter(move |cell| cell.reading > reading)
    }

    /// The one of a cell.
    pub fn find(&self, place: (&str, u32, u16)) -> Option<&RetypedCell> {
        self.0.binary_search_by(|cell| cell.place().cmp(&place)).ok().map(|at| &self.0[at])
    }

    /// The same with a cell typed; as the file has it when that is what was typed.
    ///
    /// # Errors
    /// See [`NotTyped`].
    pub fn with(mut self, cell: RetypedCell) -> Result<Self, NotTyped> {
        let now = plain_line(&cell.now);
        if now.chars().count() > LONGEST_CELL {
            return Err(NotTyped::TooLong);
        }
        if now == cell.was {
            return Ok(self.without(cell.place()));
        }
        let cell = RetypedCell { now, ..cell };
        match self.0.binary_search_by(|known| known.place().cmp(&cell.place())) {
            Ok(at) if (&self.0[at].was, &self.0[at].now) == (&cell.was, &cell.now) => {}
            Ok(at) => self.0[at] = cell,
            Err(at) => self.0.insert(at, cell),
        }
        let bytes: usize = self.0.iter().map(RetypedCell::bytes).sum();
        if self.0.len() > Self::MOST || bytes > Self::MOST_BYTES {
            return Err(NotTyped::TooMany);
        }
        Ok(self)
    }

    /// The same with a cell as the file has it.
    pub fn without(mut self, place: (&str, u32, u16)) -> Self {
        self.0.retain(|cell| cell.place() != place);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(line: u32, at: u16, was: &str, now: &str) -> RetypedCell {
        let [was, now] = [was, now].map(str::to_owned);
        RetypedCell { sheet: String::new(), line, at, title: "Nome".to_owned(), was, now, reading: 1 }
    }

    fn with(all: Retyped, typed: RetypedCell) -> Retyped {
        all.with(typed).expect("a cell")
    }

    #[test]
    fn the_last_word_on_a_cell_counts_and_the_file_s_own_takes_it_back() {
        let all = with(Retyped::default(), cell(3, 0, "Jose", " José "));
        let all = with(all, cell(2, 1, "a@x", "a@x.com"));
        let all = with(all, cell(3, 0, "Jose", "Josué"));
        let says: Vec<_> = all.all().iter().map(|cell| (cell.line, cell.now.as_str())).collect();
        assert_eq!(says, [(2, "a@x.com"), (3, "Josué")]);
        assert_eq!(all.find(("", 3, 0)).map(|cell| cell.was.as_str()), Some("Jose"));
        let all = with(all, cell(3, 0, "Jose", "Jose"));
        assert_eq!(all.count(), 1);
        assert_eq!(all.without(("", 2, 1)), Retyped::default());
    }

    #[test]
    fn what_is_typed_on_one_sheet_is_not_of_another() {
        let other = RetypedCell { sheet: "Turma B".to_owned(), ..cell(3, 0, "Ana", "Anna") };
        let all = with(with(Retyped::default(), cell(3, 0, "Jose", "José")), other);
        assert_eq!(all.of_sheet("Turma B").count(), 1);
        assert_eq!(all.of_sheet("").map(|cell| cell.now.as_str()).collect::<Vec<_>>(), ["José"]);
    }

    #[test]
    fn who_looked_at_an_earlier_reading_has_not_seen_what_was_typed_since() {
        let later = |typed: RetypedCell| RetypedCell { reading: 2, ..typed };
        let all = with(with(Retyped::default(), cell(2, 0, "a", "b")), cell(3, 0, "a", "b"));
        let all = with(with(all, later(cell(3, 0, "a", "c"))), later(cell(2, 0, "a", "b")));
        let lines = |reading| all.since(reading).map(|cell| cell.line).collect::<Vec<_>>();
        assert_eq!((lines(0), lines(1), lines(2)), (vec![2, 3], vec![3], vec![]));
    }

    #[test]
    fn too_many_and_too_long_are_refused_and_a_known_cell_is_still_corrected() {
        let most = u32::try_from(Retyped::MOST).expect("few");
        let full = (0..most).fold(Retyped::default(), |all, line| with(all, cell(line, 0, "a", "b")));
        assert_eq!(full.clone().with(cell(most, 0, "a", "b")), Err(NotTyped::TooMany));
        assert!(full.clone().with(cell(0, 0, "a", "c")).is_ok());
        assert_eq!(full.with(cell(0, 0, "a", &"x".repeat(255))), Err(NotTyped::TooLong));
    }

    #[test]
    fn the_longest_cells_are_fewer_so_that_all_fit_into_a_stored_item() {
        let [was, now] = ["王", "玉"].map(|sign| sign.repeat(LONGEST_CELL));
        let mut all = Retyped::default();
        let refused = (0..).find_map(|line| match all.clone().with(cell(line, 0, &was, &now)) {
            Ok(more) => {
                all = more;
                None
            }
            Err(refused) => Some(refused),
        });
        assert_eq!(refused, Some(NotTyped::TooMany));
        assert!((150..=Retyped::MOST).contains(&all.all().len()), "{}", all.all().len());
    }
}
