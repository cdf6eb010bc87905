//! A list as it says it, row by row, with what becomes of each; and what its organiser typed in place of a cell.
//!
//! What was typed is of a cell of the file: of a row and a place in it on one sheet, and only as long as the file says there what
//! it said then. So whatever a column is read as, and whichever sheet is chosen, it never lands in another cell.

mod retyped;

pub use retyped::{NotTyped, Retyped, RetypedCell, Retyping};

use crate::participation::line::Column;
use crate::value::name::plain_line;
use serde::{Deserialize, Serialize};

/// A column that is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellColumn {
    /// Its place in the rows of the file, from 0.
    pub at: u16,
    /// What it is read as.
    pub column: Column,
    /// Its title as typed.
    pub title: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Something is wrong with it: it is left out.
    Bad,
    /// A column tells that the person gets no certificate.
    LeftOut,
    /// It repeats an earlier row.
    Repeated,
    /// A certificate that is not there yet.
    New,
    /// A certificate that says something else: it gets a new version.
    Changed,
    /// A certificate that says just this.
    Unchanged,
    /// A certificate that was revoked.
    Revoked,
}

/// A row of a list. Its keys are short because many rows share one stored item. Personal data.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellRow {
    /// The row, as [`crate::participation::line::Line::number`].
    #[serde(rename = "l")]
    pub line: u32,
    /// The cells of the columns that are read, in their order, as they are used: see [`kept`].
    #[serde(rename = "c")]
    pub cells: Vec<String>,
    /// What becomes of it.
    #[serde(rename = "v")]
    pub verdict: Verdict,
    /// Whether there is a remark about it.
    #[serde(rename = "r", default, skip_serializing_if = "std::ops::Not::not")]
    pub remarked: bool,
    /// Whether its organiser says if it corrects a certificate.
    #[serde(rename = "a", default, skip_serializing_if = "std::ops::Not::not")]
    pub asked: bool,
}

impl std::fmt::Debug for CellRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CellRow({}, {:?}, •••)", self.line, self.verdict)
    }
}

/// A stored part of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct CellChunk {
    /// The columns that are read, in the order of the file.
    pub columns: Vec<CellColumn>,
    /// The rows, in the order of the file.
    pub rows: Vec<CellRow>,
}

/// Characters of a cell that are kept at most: the longest address has as many.
pub const LONGEST_CELL: usize = 254;
/// Bytes of a row that are kept at most: 250 of them fit into one stored item.
const MOST_ROW_BYTES: usize = 1_200;
/// To how many characters the cells of a row that is too long are cut, one after the other until it is not.
const SHORTER: [usize; 4] = [LONGEST_CELL, 80, 24, 4];

/// A cell as it is kept: one line, at most [`LONGEST_CELL`] characters, the last of which is `…` where there are more.
pub fn kept(cell: &str) -> String {
    cut(&plain_line(cell), LONGEST_CELL)
}

/// The cells of a row as they are kept: shorter where they would be too many bytes together.
pub fn kept_row(cells: Vec<String>) -> Vec<String> {
    let all: Vec<String> = cells.iter().map(|cell| plain_line(cell)).collect();
    let cut_to = |most: usize| all.iter().map(|cell| cut(cell, most)).collect::<Vec<_>>();
    let fits = |cells: &Vec<String>| cells.iter().map(String::len).sum::<usize>() <= MOST_ROW_BYTES;
    let shortest = || cut_to(SHORTER[SHORTER.len() - 1]).into_iter().take(MOST_ROW_BYTES / 16).collect();
    SHORTER.into_iter().map(cut_to).find(fits).unwrap_or_else(shortest)
}

/// Whether a cell of the file is what was kept of it.
pub fn is_kept_as(cell: &str, kept: &str) -> bool {
    let cell = plain_line(cell);
    let is_cut = |whole: &str| kept.strip_suffix('…').is_some_and(|begin| whole.starts_with(begin));
    cell == kept || cell.chars().count() > kept.chars().count() && is_cut(&cell)
}

fn cut(line: &str, most: usize) -> String {
    if line.chars().count() <= most {
        return line.to_owned();
    }
    line.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_known_again_by_what_was_kept_of_it() {
        let long = "á".repeat(300);
        assert_eq!(kept(&long).chars().count(), LONGEST_CELL);
        assert!(is_kept_as(&long, &kept(&long)));
        assert!(is_kept_as(" Jose \u{a0} Luz", "Jose Luz"));
        for (cell, other) in [("José", "Jose"), ("Jose", ""), ("", "Jose"), ("Jo", "Jo…"), ("Joana", "Ju…")]
        {
            assert!(!is_kept_as(cell, other), "{cell} {other}");
        }
    }

    #[test]
    fn a_row_of_long_cells_is_kept_shorter_and_never_over_its_bytes() {
        let bytes = |row: &[String]| row.iter().map(String::len).sum::<usize>();
        let usual = ["Ana Luz", "ana@exemplo.com.br", "529.982.247-25"].map(str::to_owned).to_vec();
        assert_eq!(kept_row(usual.clone()), usual);
        for columns in [8, 40, 256] {
            let row = kept_row(vec!["王".repeat(500); columns]);
            assert!(bytes(&row) <= MOST_ROW_BYTES, "{columns}: {}", bytes(&row));
        }
    }

    #[test]
    fn nothing_of_a_row_is_printed_in_a_log() {
        let (line, cells) = (7, vec!["Ana Luz".to_owned()]);
        let row = CellRow { line, cells, verdict: Verdict::New, remarked: false, asked: false };
        assert_eq!(format!("{row:?}"), "CellRow(7, New, •••)");
    }
}
