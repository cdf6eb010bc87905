//! Which column is what, and the delimiter: both read from the row of titles.

mod titles;

use super::cells::{Cells, Tokenizer};
use super::records::Records;
use domain::participation::line::{Column, Columns, FileFormat, FileProblem};
use domain::value::name::plain_line;
use titles::Rank;

/// The delimiters that are tried, in the order of their preference.
pub(super) const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// How many rows may come before the titles: names of events, dates, blank rows do not count.
const MOST_ROWS_ABOVE: u32 = 20;

/// The most characters of a title that are kept.
const LONGEST_TITLE: usize = 80;

/// The row of titles, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    delimiter: u8,
    titles: Vec<String>,
    columns: Vec<(Column, usize)>,
}

impl Header {
    /// The byte between two cells.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// The columns that are read, with their titles as typed, in the order of the file.
    pub fn read_columns(&self) -> impl Iterator<Item = (Column, &str)> {
        self.columns.iter().map(|&(column, at)| (column, self.titles[at].as_str()))
    }

    /// The titles that are not read; columns without a title are left out.
    pub fn ignored_titles(&self) -> impl Iterator<Item = &str> {
        let is_read = |at| self.columns.iter().any(|&(_, column_at)| column_at == at);
        self.titles
            .iter()
            .enumerate()
            .filter(move |&(at, title)| !title.is_empty() && !is_read(at))
            .map(|(_, t)| t.as_str())
    }

    /// What was made of the columns, to be shown.
    pub fn columns(&self) -> Columns {
        let read = self.read_columns().map(|(column, title)| (column, title.to_owned())).collect();
        let ignored = self.ignored_titles().take(Columns::MOST_IGNORED).map(str::to_owned).collect();
        Columns { read, ignored }
    }

    /// A column's title as typed, or the recommended one where the file has no such column.
    pub fn title(&self, column: Column) -> &str {
        self.at(column).map_or(column.label(), |at| &self.titles[at])
    }

    pub(super) fn at(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|(read, _)| *read == column).map(|&(_, at)| at)
    }

    /// Cells from the first to the last title.
    pub(super) fn width(&self) -> usize {
        self.titles.len()
    }
}

/// Looks for the titles among the first rows.
#[derive(Default)]
pub(super) struct Hunt {
    rows: u32,
    hinted: Option<u8>,
    missing: Option<Column>,
}

impl Hunt {
    /// Whether this record is the row of titles.
    ///
    /// # Errors
    /// When the file is no text, when two columns could be the same one, or when too many rows were none.
    pub(super) fn try_record(&mut self, records: &mut Records) -> Result<Option<Header>, FileProblem> {
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
        let candidates =
            self.hinted.into_iter().chain(DELIMITERS).map(|d| Candidate::read(records.bytes(), d));
        // The first of the best: what a file says of itself comes before what we try.
        let best = candidates.reduce(|best, next| if next.score() > best.score() { next } else { best });
        match best {
            Some(best) if best.missing().is_none() => best.into_header().map(Some),
            Some(best) => {
                self.missing = self.missing.or(best.missing().filter(|_| !best.columns.is_empty()));
                if self.rows > MOST_ROWS_ABOVE { Err(self.failure()) } else { Ok(None) }
            }
            None => Ok(None),
        }
    }

    /// Why no row was the row of titles.
    pub(super) fn failure(&self) -> FileProblem {
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

/// A record read as titles with one of the delimiters.
struct Candidate {
    delimiter: u8,
    titles: Vec<String>,
    columns: Vec<(Column, Rank, usize)>,
}

impl Candidate {
    fn read(record: &[u8], delimiter: u8) -> Self {
        let mut tokenizer = Tokenizer::new(delimiter);
        let titles = titles_of(&tokenizer.read(record));
        let known =
            |(at, title): (usize, &String)| titles::column_of(title).map(|(column, rank)| (column, rank, at));
        let columns = titles.iter().enumerate().filter_map(known).collect();
        Self { delimiter, titles, columns }
    }

    fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|&(found, ..)| found == column)
    }

    fn missing(&self) -> Option<Column> {
        [Column::Name, Column::Email].into_iter().find(|&column| !self.has(column))
    }

    fn score(&self) -> (usize, usize) {
        (Column::ALL.into_iter().filter(|&column| self.has(column)).count(), self.titles.len())
    }

    fn into_header(self) -> Result<Header, FileProblem> {
        let mut columns = Vec::new();
        let mut name_is_whole = false;
        for column in Column::ALL {
            let Some((rank, at)) = self.best(column)? else { continue };
            name_is_whole |= column == Column::Name && rank.is_whole_name();
            if column != Column::Surname || !name_is_whole {
                columns.push((column, at));
            }
        }
        columns.sort_by_key(|&(_, at)| at);
        Ok(Header { delimiter: self.delimiter, titles: self.titles, columns })
    }

    /// The title that says most clearly what it is.
    fn best(&self, column: Column) -> Result<Option<(Rank, usize)>, FileProblem> {
        let of_column = || self.columns.iter().filter(|&&(found, ..)| found == column);
        let Some(&(_, rank, at)) = of_column().min_by_key(|&&(_, rank, _)| rank) else { return Ok(None) };
        match of_column().find(|&&(_, other_rank, other)| other_rank == rank && other != at) {
            Some(&(.., other)) => {
                let titles = [at, other].map(|at| self.titles[at].clone());
                Err(FileProblem::AmbiguousColumn { column, titles })
            }
            None => Ok(Some((rank, at))),
        }
    }
}

fn titles_of(cells: &Cells<'_>) -> Vec<String> {
    let title = |at| plain_line(&cells.value(at)).chars().take(LONGEST_TITLE).collect();
    (0..cells.len()).map(title).collect()
}
