//! The search for the row of titles among the first rows.

use super::candidate::Candidate;
use super::{DELIMITERS, Header, sections};
use crate::reader::records::Records;
use crate::reader::survey::Kept;
use crate::reader::wrapped;
use domain::participation::choices::{Assignment, Survey};
use domain::participation::line::{Column, FileFormat, FileProblem};

/// How many rows may come before the titles: names of events, dates, blank rows do not count.
const MOST_ROWS_ABOVE: u32 = 20;

/// Looks for the titles among the first rows.
#[derive(Default)]
pub(in crate::reader) struct Hunt {
    rows: u32,
    hinted: Option<u8>,
    missing: Option<Column>,
    section: Option<u32>,
    /// What the organiser said of this list, and of earlier ones.
    told: Vec<Told>,
    kept: Kept,
}

/// Which column is what, as the organiser said.
pub(in crate::reader) struct Told {
    pub(in crate::reader) assignment: Assignment,
    /// Whether they said it of an earlier list.
    pub(in crate::reader) remembered: bool,
}

impl Hunt {
    /// A search that knows some titles.
    pub(in crate::reader) fn knowing(told: Vec<Told>) -> Self {
        Self { told, ..Self::default() }
    }

    /// What the list looks like, as far as it was read.
    pub(in crate::reader) fn survey(&self) -> Survey {
        self.kept.survey(|record, delimiter| Candidate::read(record, delimiter).guesses())
    }

    pub(in crate::reader) fn held_bytes(&self) -> usize {
        self.kept.held_bytes()
    }

    /// The header, if the organiser said which column is what.
    fn told(&self, row: u32, candidates: Vec<Candidate>) -> Result<Header, Vec<Candidate>> {
        for told in &self.told {
            let is_told = |candidate: &&Candidate| candidate.is_told(row, &told.assignment);
            let widest = candidates.iter().filter(is_told).max_by_key(|candidate| candidate.titles.len());
            if let Some(delimiter) = widest.map(Candidate::delimiter) {
                let found = candidates.into_iter().find(|candidate| candidate.delimiter() == delimiter);
                return found.map(|found| found.told(&told.assignment, told.remembered)).ok_or_else(Vec::new);
            }
        }
        Err(candidates)
    }

    /// Whether this record is the row of titles.
    ///
    /// # Errors
    /// When the file is no text, when two columns could be the same one, or when too many rows were none.
    pub(in crate::reader) fn try_record(
        &mut self,
        records: &mut Records,
    ) -> Result<Option<Header>, FileProblem> {
        if let Some(delimiter) = hint(records.bytes()).filter(|_| self.rows == 0 && self.hinted.is_none()) {
            self.hinted = Some(delimiter);
            records.hide_row(delimiter);
            return Ok(None);
        }
        if records.bytes().iter().all(|byte| byte.is_ascii_whitespace() || DELIMITERS.contains(byte)) {
            return Ok(None);
        }
        text_or_failure(records.bytes(), self.rows == 0)?;
        self.rows += 1;
        let inner = wrapped::inner(records.bytes());
        self.kept.keep(records.row(), inner.as_deref().unwrap_or(records.bytes()));
        if let Some(header) = self.try_row(records.row(), records.bytes())? {
            return Ok(Some(header));
        }
        if let Some(inner) = inner
            && let Some(header) = self.try_row(records.row(), &inner)?
        {
            return Ok(Some(header.of_wrapped_rows()));
        }
        if self.rows > MOST_ROWS_ABOVE { Err(self.failure()) } else { Ok(None) }
    }

    /// Whether a row is the row of titles with one of the delimiters.
    fn try_row(&mut self, number: u32, row: &[u8]) -> Result<Option<Header>, FileProblem> {
        let candidates: Vec<Candidate> =
            self.hinted.into_iter().chain(DELIMITERS).map(|d| Candidate::read(row, d)).collect();
        let candidates = match self.told(number, candidates) {
            Ok(header) => return Ok(Some(header)),
            Err(candidates) => candidates,
        };
        // The first of the best: what a file says of itself comes before what we try.
        let best =
            candidates.into_iter().reduce(|best, next| if next.score() > best.score() { next } else { best });
        match best {
            Some(best) if best.missing().is_none() => best.into_header(self.section).map(Some),
            Some(best) => {
                self.section = sections::number(&best.titles[0]).or(self.section);
                self.missing = self.missing.or(best.missing().filter(|_| !best.is_unknown()));
                Ok(None)
            }
            None => Ok(None),
        }
    }

    /// Why no row was the row of titles.
    pub(in crate::reader) fn failure(&self) -> FileProblem {
        match self.missing {
            Some(column) => FileProblem::MissingColumn { column },
            None if self.rows == 0 => FileProblem::Empty,
            None => FileProblem::NoHeader,
        }
    }
}

/// `sep=;`: a first row by which Excel is told the delimiter, and which it does not show.
fn hint(record: &[u8]) -> Option<u8> {
    let inner = record.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(record);
    let (&delimiter, key) = inner.split_last()?;
    let usable = delimiter == b'\t' || delimiter.is_ascii_punctuation() && delimiter != b'"';
    (key.eq_ignore_ascii_case(b"sep=") && usable).then_some(delimiter)
}

fn text_or_failure(record: &[u8], is_first: bool) -> Result<(), FileProblem> {
    // A DOS editor ends its files with 0x1a.
    let is_control = |byte: &u8| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a);
    if is_first && record.trim_ascii_start().starts_with(b"<") {
        Err(FileProblem::NotText { format: FileFormat::WebPage })
    } else if record.iter().any(is_control) {
        Err(FileProblem::NotText { format: FileFormat::Unknown })
    } else {
        Ok(())
    }
}
