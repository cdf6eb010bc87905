//! Which column is what, and the delimiter: both read from the row of titles.

mod candidate;
mod hunt;
mod meeting;
mod sections;
mod standing;
mod titles;
mod words;

pub(super) use hunt::{Hunt, Told};
pub(super) use standing::is_of_absence;

use domain::participation::cells::CellColumn;
use domain::participation::choices::{Survey, Surveyed};
use domain::participation::line::{Column, Columns, LineProblem, Reason};

/// The delimiters that are tried, in the order of their preference.
pub(super) const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The row of titles, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    delimiter: u8,
    titles: Vec<String>,
    columns: Vec<(Column, usize)>,
    /// Columns that are not read though they look like one that is.
    resembling: Vec<(Column, usize)>,
    /// Columns that tell who may have a certificate.
    standing: Vec<(Column, usize)>,
    /// Whether other documents than a CPF may be in its column.
    any_document: bool,
    /// The number of the section that the titles begin, in files of several: the next one holds no participants.
    section: Option<u32>,
    /// Whether somebody said which column is what.
    settled: bool,
    /// Whether they said it of an earlier list with the same titles.
    remembered: bool,
    /// Whether the row is a person already.
    untitled: bool,
    /// Whether each row is wrapped in quotation marks as a whole.
    wrapped: bool,
}

impl Header {
    /// The byte between two cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The columns that are read, with their titles as typed, in the order of the file.
    pub fn read_columns(&self) -> impl Iterator<Item = (Column, &str)> {
        let mut all: Vec<(Column, usize)> = self.read_places().collect();
        all.sort_by_key(|&(_, at)| at);
        all.into_iter().map(|(column, at)| (column, self.titles[at].as_str()))
    }

    /// The titles that are not read; columns without a title are left out.
    pub fn ignored_titles(&self) -> impl Iterator<Item = &str> {
        let is_read = |at| self.is_read(at);
        self.titles
            .iter()
            .enumerate()
            .filter(move |&(at, title)| !title.is_empty() && !is_read(at))
            .map(|(_, t)| t.as_str())
    }

    /// The columns that are read, with their places, in the order of the file.
    pub fn cell_columns(&self) -> Vec<CellColumn> {
        let mut all: Vec<(usize, Column)> = self.read_places().map(|(column, at)| (at, column)).collect();
        all.sort_unstable();
        let column = |(at, column): (usize, Column)| {
            let title = Survey::shown(&self.titles[at]);
            Some(CellColumn { at: u16::try_from(at).ok()?, column, title })
        };
        all.into_iter().filter_map(column).collect()
    }

    fn read_places(&self) -> impl Iterator<Item = (Column, usize)> {
        self.columns.iter().chain(&self.standing).copied()
    }

    /// What was made of the columns, to be shown.
    pub fn columns(&self) -> Columns {
        let read = self.read_columns().map(|(column, title)| (column, title.to_owned())).collect();
        let ignored = self.ignored_titles().take(Columns::MOST_IGNORED).map(str::to_owned).collect();
        Columns { read, ignored }
    }

    /// The columns as their organiser sees them.
    pub(super) fn survey(&self, row: u32) -> Survey {
        let column = |(at, title): (usize, &String)| Surveyed {
            title: title.clone(),
            read_as: self.read_as(at),
            looks_like: self.resembling.iter().find(|&&(_, told)| told == at).map(|&(like, _)| like),
            ..Surveyed::default()
        };
        Survey {
            row,
            columns: self.titles.iter().take(Survey::MOST_COLUMNS).enumerate().map(column).collect(),
            remembered: self.remembered,
            untitled: self.untitled,
            ..Survey::default()
        }
    }

    /// The same of a list each row of which is wrapped in quotation marks.
    pub(super) fn of_wrapped_rows(self) -> Self {
        Self { wrapped: true, ..self }
    }

    /// Whether each row is wrapped in quotation marks as a whole.
    pub(super) fn is_wrapped(&self) -> bool {
        self.wrapped
    }

    /// Whether the row of the titles is a person.
    pub(super) fn is_untitled(&self) -> bool {
        self.untitled
    }

    /// Whether somebody said which column is what, so that nothing is to be asked.
    pub(super) fn is_settled(&self) -> bool {
        self.settled
    }

    /// A column's title as typed, or the recommended one where the file has no such column.
    pub fn title(&self, column: Column) -> &str {
        self.at(column).map_or(column.label(), |at| &self.titles[at])
    }

    /// What to tell of columns that are not read though they look like one that is.
    pub(super) fn remarks(&self, row: u32) -> Vec<LineProblem> {
        let remark = |&(like, at): &(Column, usize)| {
            let instead = self.at(like).map(|read| self.titles[read].clone());
            LineProblem::new(row, &self.titles[at], &self.titles[at], Reason::ColumnNotRead { like, instead })
        };
        self.resembling.iter().map(remark).collect()
    }

    /// Whether the column of the CPF may hold other documents.
    pub(super) fn has_any_document(&self) -> bool {
        self.any_document
    }

    /// Whether a record begins the next section of the file, in which nobody is new.
    pub(super) fn ends_at(&self, first: &str) -> bool {
        self.section.is_some() && sections::number(first).is_some_and(|number| Some(number) > self.section)
    }

    /// The titles of the columns that are not read, with their places.
    pub(super) fn unread(&self) -> impl Iterator<Item = (usize, &str)> {
        let is_told = |at| self.resembling.iter().any(|&(_, told)| told == at);
        let is_read = move |at| self.is_read(at) || is_told(at);
        self.titles
            .iter()
            .enumerate()
            .filter(move |&(at, _)| !is_read(at))
            .map(|(at, title)| (at, title.as_str()))
    }

    /// The columns that tell who may have a certificate, with their places and titles.
    pub(super) fn standing(&self) -> impl Iterator<Item = (Column, usize, &str)> {
        self.standing.iter().map(|&(column, at)| (column, at, self.titles[at].as_str()))
    }

    fn is_read(&self, at: usize) -> bool {
        self.read_as(at).is_some()
    }

    fn read_as(&self, at: usize) -> Option<Column> {
        self.read_places().find(|&(_, read)| read == at).map(|(column, _)| column)
    }

    pub(super) fn at(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|(read, _)| *read == column).map(|&(_, at)| at)
    }

    /// Cells from the first to the last title.
    pub(super) fn width(&self) -> usize {
        self.titles.len()
    }
}
