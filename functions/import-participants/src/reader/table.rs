//! The records under the titles, one after the other.

use super::cells::{Cells, Tokenizer};
use super::charset::Evidence;
use super::entitled::Gate;
use super::header::Header;
use super::seen::{Meeting, Seen};
use super::suggestions::Suggestions;
use super::survey::Surveyor;
use super::typed::Typed;
use super::unread::Unread;
use super::{Limits, Row, Summary, person, wrapped};
use domain::participation::choices::{Fix, Survey};
use domain::participation::line::{Column, FileProblem, LineProblem, Reason};
use std::collections::BTreeSet;

/// The titles, and what is known of the records under them.
pub(super) struct Table {
    header: Header,
    tokenizer: Tokenizer,
    unread: Unread,
    charset: Evidence,
    surveyor: Surveyor,
    gate: Gate,
    suggestions: Suggestions,
    /// The places of the columns that are read, in the order of the file.
    places: Vec<usize>,
    /// Whether a section of the file began that holds no participants.
    is_over: bool,
}

/// What is counted over all records.
pub(super) struct Tally<'a> {
    pub(super) limits: Limits,
    pub(super) seen: &'a mut Seen,
    pub(super) summary: &'a mut Summary,
    pub(super) fixes: &'a BTreeSet<Fix>,
    pub(super) typed: &'a mut Typed,
}

impl Table {
    /// What stands under titles in a row.
    pub(super) fn under(header: Header, row: u32, gate: Gate) -> Self {
        Self {
            tokenizer: Tokenizer::new(header.delimiter()),
            unread: Unread::default(),
            charset: Evidence::default(),
            surveyor: Surveyor::of(&header, row),
            places: header.cell_columns().iter().map(|column| usize::from(column.at)).collect(),
            header,
            gate,
            suggestions: Suggestions::default(),
            is_over: false,
        }
    }

    /// What the list looks like.
    pub(super) fn survey(&self) -> Survey {
        Survey { suggestions: self.suggestions.all(), ..self.surveyor.survey().clone() }
    }

    pub(super) fn header(&self) -> &Header {
        &self.header
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.tokenizer.held_bytes()
    }

    /// What is known once all records were read.
    ///
    /// # Errors
    /// When their names would be read wrongly.
    pub(super) fn conclude(&self) -> Result<(), FileProblem> {
        self.charset.judge()
    }

    /// Reads one record, and gives what there is to tell of it to `sink`.
    ///
    /// # Errors
    /// When there are more people than a file may have.
    pub(super) fn read(
        &mut self,
        row: u32,
        record: &[u8],
        tally: &mut Tally<'_>,
        sink: &mut impl FnMut(Row),
    ) -> Result<(), FileProblem> {
        if self.is_over {
            return Ok(());
        }
        let inner = if self.header.is_wrapped() { wrapped::inner(record) } else { None };
        let cells = self.tokenizer.read(inner.as_deref().unwrap_or(record));
        if cells.is_blank() {
            return Ok(());
        }
        if cells.is_blank_from(1) && self.header.ends_at(&cells.value(0)) {
            self.is_over = true;
            let heading = LineProblem::new(row, &cells.value(0), &cells.value(0), Reason::SectionNotRead);
            sink(Row::Remark(heading));
            return Ok(());
        }
        if tally.summary.total() >= tally.limits.lines {
            return Err(FileProblem::TooManyLines { most: tally.limits.lines });
        }
        look_at_letters(&mut self.charset, &cells, &self.header);
        let cells = tally.typed.on(row, cells);
        sink(Row::Cells(row, self.places.iter().map(|at| cells.text(*at).into_owned()).collect()));
        self.surveyor.look_at(&cells);
        if !self.header.is_settled() {
            let surveyor = &mut self.surveyor;
            self.unread.look_at(row, &cells, &self.header, &mut |at, like, remark| {
                surveyor.note(at, like);
                sink(Row::Remark(remark));
            });
        }
        if !self.gate.is_open(&cells, &self.header, &mut self.surveyor) {
            tally.summary.left_out += 1;
            sink(Row::LeftOut);
            return Ok(());
        }
        let row = tally
            .judge(row, &cells, &self.header, &mut self.suggestions, &mut |remark| sink(Row::Remark(remark)));
        sink(row);
        Ok(())
    }
}

/// Looks at the letters of names that are no UTF-8.
fn look_at_letters(charset: &mut Evidence, cells: &Cells<'_>, header: &Header) {
    let names = [Column::Name, Column::Surname, Column::SocialName, Column::Role];
    for at in names.into_iter().filter_map(|column| header.at(column)) {
        cells.not_utf8(at).into_iter().for_each(|bytes| charset.look_at(bytes));
    }
}

impl Tally<'_> {
    fn judge(
        &mut self,
        row: u32,
        cells: &Cells<'_>,
        header: &Header,
        suggestions: &mut Suggestions,
        tell: &mut impl FnMut(LineProblem),
    ) -> Row {
        let person::Read { line, remarks, suggestions: suggested } =
            match person::read(row, cells, header, self.limits, self.fixes) {
                Ok(read) => read,
                Err(problems) => {
                    self.summary.refused += 1;
                    return Row::Refused(problems);
                }
            };
        let meeting = self.seen.meet(&line);
        match meeting {
            Meeting::First | Meeting::OtherRole(_) => {
                self.summary.ready += 1;
                if let Meeting::OtherRole(reason) = meeting {
                    tell(person::who(&line, cells, header, reason));
                }
                remarks.into_iter().for_each(&mut *tell);
                suggested.into_iter().for_each(|suggested| suggestions.add(suggested, self.fixes));
                Row::Ready(self.seen.completed(line))
            }
            Meeting::Again(reason) => {
                self.summary.repeated += 1;
                Row::Repeated(person::who(&line, cells, header, reason))
            }
            Meeting::Conflict(reason) => {
                self.summary.refused += 1;
                Row::Refused(vec![person::who(&line, cells, header, reason)])
            }
        }
    }
}
