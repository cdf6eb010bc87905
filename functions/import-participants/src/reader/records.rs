//! Where a record begins and ends in a stream of bytes.
//!
//! The rules are those of `csv-core`, which then cuts the record into cells: quotation marks open a cell only at its
//! first byte, and a line break within them belongs to the cell. They are followed here a second time because we
//! must know three things that `csv-core` does not tell: which row of the spreadsheet this is (blank rows count),
//! that a record has grown too long, and that quotation marks were never closed.

use domain::participation::line::FileProblem;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    CellStart,
    Plain,
    Quoted,
    QuoteInQuoted,
}

/// The record at hand.
pub(super) struct Records {
    most_bytes: u32,
    delimiters: Vec<u8>,
    bytes: Vec<u8>,
    at: At,
    after_return: bool,
    row: u32,
}

impl Records {
    /// At the beginning of a file whose delimiter is not known: any of the usual ones begins a cell.
    pub(super) fn new(most_bytes: u32) -> Self {
        let delimiters = super::header::DELIMITERS.to_vec();
        Self { most_bytes, delimiters, bytes: Vec::new(), at: At::CellStart, after_return: false, row: 1 }
    }

    /// From here on only this byte begins a cell.
    pub(super) fn split_at(&mut self, delimiter: u8) {
        self.delimiters = vec![delimiter];
    }

    /// Reads up to the end of a record: how many bytes were used, and whether the record is complete.
    ///
    /// # Errors
    /// When the record is over the limit.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(usize, bool), FileProblem> {
        for (at, &byte) in bytes.iter().enumerate() {
            // A stray NUL is what is left of UTF-16 that lost its mark; without it the text is Windows-1252.
            if byte == 0 {
                continue;
            }
            if std::mem::take(&mut self.after_return) && byte == b'\n' {
                continue;
            }
            if self.at != At::Quoted && matches!(byte, b'\r' | b'\n') {
                self.after_return = byte == b'\r';
                return Ok((at + 1, true));
            }
            if self.bytes.len() >= self.most_bytes as usize {
                return Err(self.too_long());
            }
            self.at = self.after(byte);
            self.bytes.push(byte);
        }
        Ok((bytes.len(), false))
    }

    fn after(&self, byte: u8) -> At {
        match (self.at, byte) {
            (At::CellStart | At::QuoteInQuoted, b'"') => At::Quoted,
            (At::Quoted, b'"') => At::QuoteInQuoted,
            (At::Quoted, _) => At::Quoted,
            (_, byte) if self.delimiters.contains(&byte) => At::CellStart,
            _ => At::Plain,
        }
    }

    /// Whether the end of the file completes a record.
    ///
    /// # Errors
    /// When it ends within quotation marks.
    pub(super) fn finish(&mut self) -> Result<bool, FileProblem> {
        match self.at {
            At::Quoted => Err(FileProblem::UnclosedQuote { line: self.row }),
            _ => Ok(!self.bytes.is_empty()),
        }
    }

    fn too_long(&self) -> FileProblem {
        match self.at {
            At::Quoted => FileProblem::UnclosedQuote { line: self.row },
            _ => FileProblem::LineTooLong { line: self.row, most_bytes: self.most_bytes },
        }
    }

    /// The record's bytes, without its line break.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its row, from 1.
    pub(super) fn row(&self) -> u32 {
        self.row
    }

    /// Turns to the next record.
    pub(super) fn next(&mut self) {
        self.bytes.clear();
        self.at = At::CellStart;
        self.row = self.row.saturating_add(1);
    }

    /// Does not count this record as a row: a spreadsheet obeys it and hides it. From here on its delimiter begins a
    /// cell, too.
    pub(super) fn hide_row(&mut self, delimiter: u8) {
        self.row -= 1;
        self.delimiters.push(delimiter);
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.bytes.capacity()
    }
}
