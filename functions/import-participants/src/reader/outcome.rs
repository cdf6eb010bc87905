//! What became of a record, and of all of them.

use domain::participation::line::{Line, LineProblem};

/// How much one file may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Records that are not blank, without the header.
    pub lines: u32,
    /// Bytes of one record.
    pub record_bytes: u32,
    /// Characters of a cell that is read.
    pub cell_chars: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { lines: 100_000, record_bytes: 64 * 1024, cell_chars: 2_000 }
    }
}

/// What became of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A person who can get a certificate.
    Ready(Line),
    /// Everything that is wrong with the record: one problem or more.
    Refused(Vec<LineProblem>),
    /// A person who gets no certificate, because a column tells that they were absent, or did not pass.
    LeftOut,
    /// The same person with the same data as before: nothing to do.
    Repeated(LineProblem),
    /// The cells of the columns that are read, in their order, of the record of which what comes next is said.
    Cells(u32, Vec<String>),
    /// Something to know of the titles, or of the record that comes next: it keeps nobody from a certificate.
    Remark(LineProblem),
}

/// How many records of a file were what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Summary {
    /// [`Row::Ready`].
    pub ready: u32,
    /// [`Row::Refused`].
    pub refused: u32,
    /// [`Row::Repeated`].
    pub repeated: u32,
    /// [`Row::LeftOut`].
    pub left_out: u32,
}

impl Summary {
    /// Records that are not blank.
    pub fn total(&self) -> u32 {
        self.ready + self.refused + self.repeated + self.left_out
    }
}
