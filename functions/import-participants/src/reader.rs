//! A participant file as a stream: bytes in chunks of any size go in, one [`Row`] per person comes out.
//!
//! The file is a CSV as people really have it: the delimiters, character sets and habits of Excel in Brazil, of
//! Google Sheets and of event sites. What is held does not grow with the file: one record, the header, and digests of
//! at most 100,000 people by which repetitions are found (see [`Reader::held_bytes`] and [`Reader::seen_bytes`]).
//!
//! | module | knows |
//! |---|---|
//! | `opening` | what the first bytes say: a byte order mark, or a file that is no text |
//! | `records` | where a record begins and ends |
//! | `cells` | a record's cells, and its character set |
//! | `charset` | whether the names of the whole file are written in another character set |
//! | `entitled` | who gets a certificate, by presence, approval or status |
//! | `standing` | what an answer says of that |
//! | `header` | which column is what, and the delimiter |
//! | `person` | a record as a [`Line`], or everything that is wrong with it |
//! | `suggestions` | what the organiser may want to put right on all lines |
//! | `seen` | who was there before |
//! | `survey` | what the list looks like, for its organiser to say how it is to be read |
//! | `outcome` | what became of a record, and of all |
//! | `table` | what stands under the titles |
//! | `typed` | cells that the organiser typed in place of the file's |
//! | `wrapped` | rows that are one cell as a whole |
//! | `unread` | what lies in columns that nobody reads |

mod cells;
mod charset;
mod entitled;
mod header;
mod opening;
mod outcome;
mod person;
mod records;
mod seen;
mod standing;
mod suggestions;
mod survey;
mod table;
#[cfg(test)]
mod tests;
mod typed;
mod unread;
mod wrapped;

pub use header::Header;
pub use outcome::{Limits, Row, Summary};
pub use seen::Findings;

use domain::participation::cells::RetypedCell;
use domain::participation::choices::{Assignment, Choices, Entitled, Fix, Remembered, Suggestion, Survey};
use domain::participation::line::FileProblem;
use encoding_rs::{CoderResult, Decoder};
use entitled::Gate;
use header::{Hunt, Told};
use opening::{Opening, Passing};
use records::Records;
use seen::Seen;
use std::collections::BTreeSet;
use std::fmt;
use table::{Table, Tally};
use typed::Typed;

/// Reads one file. After a [`FileProblem`] nothing more comes out and every call returns the same problem; rows
/// that came out before it are to be dropped.
pub struct Reader {
    limits: Limits,
    opening: Opening,
    utf16: Option<Utf16>,
    records: Records,
    stage: Stage,
    seen: Seen,
    summary: Summary,
    failed: Option<FileProblem>,
    entitled: Vec<Entitled>,
    fixes: BTreeSet<Fix>,
    typed: Typed,
}

enum Stage {
    Hunting(Hunt),
    Reading(Box<Table>),
}

struct Utf16 {
    decoder: Decoder,
    text: Vec<u8>,
}

/// Bytes of UTF-8 that are decoded from UTF-16 at a time.
const DECODED_AT_A_TIME: usize = 8 * 1024;

impl Reader {
    /// A reader at the beginning of a file.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            opening: Opening::default(),
            utf16: None,
            records: Records::new(limits.record_bytes),
            stage: Stage::Hunting(Hunt::default()),
            seen: Seen::default(),
            summary: Summary::default(),
            failed: None,
            entitled: Vec::new(),
            fixes: BTreeSet::new(),
            typed: Typed::default(),
        }
    }

    /// A reader that does as its organiser said, of this list or of earlier ones.
    pub fn told(limits: Limits, choices: &Choices, remembered: &Remembered) -> Self {
        let told = |assignment: &Assignment, remembered| Told { assignment: assignment.clone(), remembered };
        let told = choices.columns.iter().map(|said| told(said, false));
        let told =
            told.chain(remembered.0.iter().map(|said| Told { assignment: said.clone(), remembered: true }));
        Self {
            stage: Stage::Hunting(Hunt::knowing(told.collect())),
            entitled: choices.entitled.clone(),
            fixes: choices.fixes.clone(),
            ..Self::new(limits)
        }
        .knowing(Findings::default())
    }

    /// A reader that takes cells as they were typed, where the file says what it said then.
    #[must_use]
    pub fn retyping(self, cells: impl Iterator<Item = RetypedCell>) -> Self {
        Self { typed: Typed::of(cells), ..self }
    }

    /// What the list looks like, as far as it was read.
    pub fn survey(&self) -> Survey {
        let survey = match &self.stage {
            Stage::Hunting(hunt) => hunt.survey(),
            Stage::Reading(table) => self.with_added_hours(table.survey()),
        };
        Survey { retyped: self.typed.used().to_vec(), ..survey }
    }

    /// What was found that says how to read what came before it: the list is to be read again, by a reader that knows it.
    pub fn findings(&self) -> Option<Findings> {
        self.seen.findings()
    }

    /// A reader that knows what an earlier reading found.
    #[must_use]
    pub fn knowing(self, findings: Findings) -> Self {
        let adds_hours = self.fixes.contains(&Fix::AddHours);
        Self { seen: Seen::knowing(findings, adds_hours), ..self }
    }

    fn with_added_hours(&self, mut survey: Survey) -> Survey {
        let (fix, (lines, examples)) = (Fix::AddHours, self.seen.added());
        if lines > 0 {
            survey.suggestions.push(Suggestion { fix, lines, fixed: self.fixes.contains(&fix), examples });
        }
        survey
    }

    /// Reads the next bytes of the file and gives each row that they complete to `sink`.
    ///
    /// # Errors
    /// When the file cannot be read: see [`FileProblem`].
    pub fn push(&mut self, chunk: &[u8], sink: &mut impl FnMut(Row)) -> Result<(), FileProblem> {
        self.or_fail(|reader| match reader.opening.read(chunk)? {
            None => Ok(()),
            Some(passing) => reader.pass(passing, sink),
        })
    }

    /// Ends the file: its last record comes out, and the count of all.
    ///
    /// # Errors
    /// When the file cannot be read: see [`FileProblem`].
    pub fn finish(&mut self, sink: &mut impl FnMut(Row)) -> Result<Summary, FileProblem> {
        self.or_fail(|reader| {
            if let Some(passing) = reader.opening.finish()? {
                reader.pass(passing, sink)?;
            }
            reader.decode(&[], true, sink)?;
            if reader.records.finish()? {
                reader.record(sink)?;
            }
            reader.conclude()
        })
    }

    /// The header, as soon as it was found.
    pub fn header(&self) -> Option<&Header> {
        match &self.stage {
            Stage::Hunting(_) => None,
            Stage::Reading(table) => Some(table.header()),
        }
    }

    /// Bytes held for the record at hand, whatever the length of the file. With the limits of [`Limits::default`]
    /// they stay below 300 kB.
    pub fn held_bytes(&self) -> usize {
        let stage = match &self.stage {
            Stage::Hunting(hunt) => hunt.held_bytes(),
            Stage::Reading(table) => table.held_bytes(),
        };
        self.records.held_bytes() + self.utf16.as_ref().map_or(0, |utf16| utf16.text.capacity()) + stage
    }

    /// Bytes held to find repetitions: below 10 MB for the 100,000 lines of [`Limits::default`].
    pub fn seen_bytes(&self) -> usize {
        self.seen.held_bytes()
    }

    fn or_fail<T>(
        &mut self,
        step: impl FnOnce(&mut Self) -> Result<T, FileProblem>,
    ) -> Result<T, FileProblem> {
        if let Some(problem) = &self.failed {
            return Err(problem.clone());
        }
        step(self).inspect_err(|problem| self.failed = Some(problem.clone()))
    }

    fn pass(&mut self, passing: Passing<'_>, sink: &mut impl FnMut(Row)) -> Result<(), FileProblem> {
        match passing {
            Passing::Rest(bytes) => self.decode(bytes, false, sink),
            Passing::Begin { charset, kept, rest } => {
                self.utf16 =
                    charset.decoder().map(|decoder| Utf16 { decoder, text: vec![0; DECODED_AT_A_TIME] });
                self.decode(&kept, false, sink)?;
                self.decode(rest, false, sink)
            }
        }
    }

    /// Brings UTF-16 to UTF-8; all else goes on as it is, since a record decides for itself.
    fn decode(
        &mut self,
        mut bytes: &[u8],
        last: bool,
        sink: &mut impl FnMut(Row),
    ) -> Result<(), FileProblem> {
        let Some(mut utf16) = self.utf16.take() else {
            return self.split(bytes, sink);
        };
        loop {
            let (end, read, written, _) = utf16.decoder.decode_to_utf8(bytes, &mut utf16.text, last);
            self.split(&utf16.text[..written], sink)?;
            bytes = &bytes[read..];
            if end == CoderResult::InputEmpty {
                break;
            }
        }
        self.utf16 = if last { None } else { Some(utf16) };
        Ok(())
    }

    fn split(&mut self, mut bytes: &[u8], sink: &mut impl FnMut(Row)) -> Result<(), FileProblem> {
        while !bytes.is_empty() {
            let (read, complete) = self.records.read(bytes)?;
            bytes = &bytes[read..];
            if complete {
                self.record(sink)?;
            }
        }
        Ok(())
    }

    /// One complete record: the header while it is looked for, a person afterwards.
    fn record(&mut self, sink: &mut impl FnMut(Row)) -> Result<(), FileProblem> {
        if let Stage::Hunting(hunt) = &mut self.stage {
            let Some(header) = hunt.try_record(&mut self.records)? else {
                self.records.next();
                return Ok(());
            };
            let (row, is_titles) = (self.records.row(), !header.is_untitled());
            self.records.split_at(header.delimiter());
            header.remarks(row).into_iter().for_each(|remark| sink(Row::Remark(remark)));
            self.stage = Stage::Reading(Box::new(Table::under(header, row, Gate::of(&self.entitled))));
            if is_titles {
                self.records.next();
                return Ok(());
            }
        }
        if let Stage::Reading(table) = &mut self.stage {
            let mut tally = Tally {
                limits: self.limits,
                seen: &mut self.seen,
                summary: &mut self.summary,
                fixes: &self.fixes,
                typed: &mut self.typed,
            };
            table.read(self.records.row(), self.records.bytes(), &mut tally, sink)?;
        }
        self.records.next();
        Ok(())
    }

    fn conclude(&mut self) -> Result<Summary, FileProblem> {
        match &self.stage {
            Stage::Hunting(hunt) => Err(hunt.failure()),
            Stage::Reading(_) if self.summary.total() == 0 => Err(FileProblem::NoLines),
            Stage::Reading(table) => table.conclude().map(|()| self.summary),
        }
    }
}

impl fmt::Debug for Reader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reader")
            .field("summary", &self.summary)
            .field("failed", &self.failed)
            .finish_non_exhaustive()
    }
}
