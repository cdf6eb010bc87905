//! The rows of a list as its file says them, on their way into the store: for its organiser to look through all of them.

use crate::sorting::Verdicts;
use domain::participation::cells::{CellRow, Verdict, kept_row};
use domain::participation::doubt::{About, Doubt};
use domain::participation::line::{Line, LineProblem, Reason};
use serde::Serialize;

/// A good line with its row. What fills a chunk is the line alone: chunks end where an earlier version ended them.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub(crate) struct ReadyLine {
    pub(crate) line: Line,
    #[serde(skip)]
    pub(crate) row: Pending,
}

/// A row of which it is not known yet what becomes of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Pending {
    line: u32,
    cells: Vec<String>,
    remarked: bool,
}

impl Pending {
    pub(crate) fn new(line: u32, cells: Vec<String>) -> Self {
        Self { line, cells: kept_row(cells), remarked: false }
    }

    /// Notes what is told of it. What is told of a column or a section is of no row.
    pub(crate) fn hear(&mut self, told: &LineProblem) {
        let is_of_row = !matches!(told.reason, Reason::ColumnNotRead { .. } | Reason::SectionNotRead);
        self.remarked |= told.line == self.line && is_of_row && told.reason.is_remark();
    }

    /// The row as it is stored.
    pub(crate) fn becoming(self, verdict: Verdict) -> CellRow {
        let Self { line, cells, remarked } = self;
        CellRow { line, cells, verdict, remarked, asked: false }
    }
}

/// The rows of good lines, once it is known what publishing them would do.
pub(crate) fn compared(
    lines: &[ReadyLine],
    verdicts: &Verdicts,
    notices: &[LineProblem],
    doubts: &[Doubt],
) -> Vec<CellRow> {
    let row = |ready: &ReadyLine| {
        let (mut pending, line) = (ready.row.clone(), ready.line.number);
        notices.iter().filter(|notice| notice.line == line).for_each(|notice| pending.hear(notice));
        let asked = doubts.iter().any(|doubt| doubt.line == line && doubt.about != About::Nothing);
        let verdict = verdicts.get(&line).copied().unwrap_or(Verdict::New);
        CellRow { asked, ..pending.becoming(verdict) }
    };
    lines.iter().map(row).collect()
}
