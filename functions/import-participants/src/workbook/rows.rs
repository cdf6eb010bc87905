//! Rows as records of a CSV, handed over in slices.

use super::Stop;
use tokio::sync::mpsc::Sender;

/// Bytes that are gathered before they are handed over.
const SLICE: usize = 64 * 1024;
/// Rows that a sheet has at most.
const MOST_ROWS: u32 = 1_048_576;
/// Cells of a row that are read: no list has more columns.
pub(super) const MOST_CELLS: usize = 256;

/// Where the rows of a sheet go.
pub(super) struct Rows {
    out: Sender<Vec<u8>>,
    slice: Vec<u8>,
    /// The row that is written next, from 0.
    next: u32,
    cells: Vec<String>,
}

impl Rows {
    pub(super) fn new(out: Sender<Vec<u8>>) -> Self {
        Self { out, slice: Vec::with_capacity(SLICE), next: 0, cells: Vec::new() }
    }

    /// Puts a cell into the row at hand, which lies below all that were written.
    pub(super) fn put(&mut self, row: u32, column: usize, text: &str) -> Result<(), Stop> {
        if column >= MOST_CELLS || row >= MOST_ROWS || text.is_empty() {
            return Ok(());
        }
        if !self.cells.is_empty() && row != self.next {
            self.end_row()?;
        }
        if row < self.next {
            // A sheet whose rows do not ascend is no sheet of a program.
            return Ok(());
        }
        self.skip_to(row)?;
        if self.cells.len() <= column {
            self.cells.resize(column + 1, String::new());
        }
        text.clone_into(&mut self.cells[column]);
        Ok(())
    }

    /// Blank rows count: a line's number is its row in the sheet.
    fn skip_to(&mut self, row: u32) -> Result<(), Stop> {
        while self.next < row {
            self.slice.push(b'\n');
            self.next += 1;
            self.hand_over(SLICE)?;
        }
        Ok(())
    }

    fn end_row(&mut self) -> Result<(), Stop> {
        for (at, cell) in std::mem::take(&mut self.cells).iter().enumerate() {
            if at > 0 {
                self.slice.push(b';');
            }
            if !cell.is_empty() {
                self.slice.push(b'"');
                self.slice.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                self.slice.push(b'"');
            }
        }
        self.slice.push(b'\n');
        self.next += 1;
        self.hand_over(SLICE)
    }

    fn hand_over(&mut self, from: usize) -> Result<(), Stop> {
        if self.slice.is_empty() || self.slice.len() < from {
            return Ok(());
        }
        let slice = std::mem::replace(&mut self.slice, Vec::with_capacity(SLICE));
        self.out.blocking_send(slice).map_err(|_| Stop::Unheard)
    }

    /// Hands over what is left.
    pub(super) fn finish(mut self) -> Result<(), Stop> {
        if !self.cells.is_empty() {
            self.end_row()?;
        }
        self.hand_over(0)
    }
}
