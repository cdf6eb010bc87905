//! A record read as titles with one of the delimiters.

use super::titles::{self, Meaning, Rank};
use super::{Header, meeting, words};
use crate::reader::cells::{Cells, Tokenizer};
use domain::participation::choices::{Assignment, Survey};
use domain::participation::line::{Column, FileProblem};
use domain::participation::written::is_of_any_document;
use domain::value::name::{folded, plain_line};

/// The most characters of a title that are kept.
const LONGEST_TITLE: usize = 80;

/// A record read as titles with one of the delimiters.
pub(super) struct Candidate {
    delimiter: u8,
    pub(super) titles: Vec<String>,
    columns: Vec<(Column, Rank, usize)>,
    resembling: Vec<(Column, usize)>,
    standing: Vec<(Column, usize)>,
}

impl Candidate {
    pub(super) fn read(record: &[u8], delimiter: u8) -> Self {
        let mut tokenizer = Tokenizer::new(delimiter);
        let (titles, whole) = titles_of(&tokenizer.read(record));
        let context = Context::of(&titles);
        let mut candidate =
            Self { delimiter, titles, columns: Vec::new(), resembling: Vec::new(), standing: Vec::new() };
        for (at, title) in whole.iter().enumerate() {
            match context.meaning_of(title) {
                Meaning::Read(column, rank) => candidate.columns.push((column, rank, at)),
                Meaning::Resembles(column) => candidate.resembling.push((column, at)),
                Meaning::Standing(column) => candidate.standing.push((column, at)),
                Meaning::Other => {}
            }
        }
        candidate
    }

    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    fn has(&self, column: Column) -> bool {
        self.columns.iter().any(|&(found, ..)| found == column)
    }

    pub(super) fn is_unknown(&self) -> bool {
        self.columns.is_empty()
    }

    pub(super) fn missing(&self) -> Option<Column> {
        [Column::Name, Column::Email].into_iter().find(|&column| !self.has(column))
    }

    pub(super) fn score(&self) -> (usize, usize) {
        (Column::ALL.into_iter().filter(|&column| self.has(column)).count(), self.titles.len())
    }

    pub(super) fn into_header(self, section: Option<u32>) -> Result<Header, FileProblem> {
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
        let document = columns.iter().find(|(column, _)| *column == Column::Cpf);
        let any_document = document.is_some_and(|&(_, at)| is_of_any_document(&self.titles[at]));
        let resembling = self.unread(&columns);
        let Self { delimiter, titles, standing, .. } = self;
        Ok(Header {
            delimiter,
            titles,
            columns,
            resembling,
            standing,
            any_document,
            section,
            settled: false,
            remembered: false,
            untitled: false,
            wrapped: false,
        })
    }

    /// What each column most likely is, of titles that are not enough to go on.
    pub(super) fn guesses(&self) -> Vec<Option<Column>> {
        let mut guesses = vec![None; self.titles.len()];
        for column in Column::ALL {
            let of_column = self.columns.iter().filter(|&&(found, ..)| found == column);
            if let Some(&(_, _, at)) = of_column.min_by_key(|&&(_, rank, _)| rank) {
                guesses[at] = Some(column);
            }
        }
        self.standing.iter().for_each(|&(column, at)| guesses[at] = Some(column));
        guesses
    }

    /// Whether the organiser said of just these titles which column is what.
    pub(super) fn is_told(&self, row: u32, told: &Assignment) -> bool {
        match told.untitled {
            Some(first) => row == first && self.titles.len() >= told.columns.len().min(2),
            None => self.titles.iter().take(Survey::MOST_COLUMNS).eq(&told.titles),
        }
    }

    /// The header as the organiser said it.
    pub(super) fn told(self, told: &Assignment, remembered: bool) -> Header {
        let (mut columns, mut standing) = (Vec::new(), Vec::new());
        for (at, column) in told.columns.iter().enumerate() {
            match column {
                Some(column @ (Column::Presence | Column::Status)) => standing.push((*column, at)),
                Some(column) => columns.push((*column, at)),
                None => {}
            }
        }
        let untitled = told.untitled.is_some();
        let named = |at: usize| format!("Coluna {}", letter(at));
        let titles: Vec<String> =
            if untitled { (0..self.titles.len()).map(named).collect() } else { self.titles };
        let document = columns.iter().find(|(column, _)| *column == Column::Cpf);
        let any_document = document
            .and_then(|&(_, at)| titles.get(at))
            .is_some_and(|title| !untitled && is_of_any_document(title));
        Header {
            delimiter: self.delimiter,
            titles,
            columns,
            resembling: Vec::new(),
            standing,
            any_document,
            section: None,
            settled: true,
            remembered,
            untitled,
            wrapped: false,
        }
    }

    /// Columns that would be read if no other said more clearly what it is, and those that look like somebody else's. A
    /// surname beside a whole name is no loss.
    fn unread(&self, read: &[(Column, usize)]) -> Vec<(Column, usize)> {
        let worse = self.columns.iter().map(|&(column, _, at)| (column, at));
        let is_read = |at: usize| read.iter().any(|&(_, read)| read == at);
        let worse = worse.filter(|&(column, at)| column != Column::Surname && !is_read(at));
        let mut unread: Vec<(Column, usize)> = worse.chain(self.resembling.iter().copied()).collect();
        unread.sort_by_key(|&(_, at)| at);
        unread
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

/// `A`, `B`, … `AA`: how a spreadsheet calls a column.
fn letter(at: usize) -> String {
    let last = char::from(b'A' + u8::try_from(at % 26).unwrap_or(0));
    if at < 26 { last.to_string() } else { format!("{}{last}", letter(at / 26 - 1)) }
}

/// What the titles beside it say about a title.
struct Context {
    /// A list of who was in a meeting, and when: how long somebody was there is no workload.
    of_attendance: bool,
    /// A report of a meeting of Teams, Zoom or Webex: its roles are who held the meeting, and not who spoke at the event.
    of_meeting: bool,
    /// A list from Portugal, where an `apelido` is a surname.
    of_portugal: bool,
}

impl Context {
    fn of(titles: &[String]) -> Self {
        let is_attendance = |title: &String| folded(title).split(' ').any(words::is_attendance);
        Self {
            of_attendance: titles.iter().any(is_attendance),
            of_meeting: titles.iter().any(|title| meeting::is_of_one(title)),
            of_portugal: titles.iter().any(|title| titles::is_portuguese(title)),
        }
    }

    fn meaning_of(&self, title: &str) -> Meaning {
        if titles::is_apelido(title) {
            return if self.of_portugal {
                Meaning::Read(Column::Surname, Rank::Usual)
            } else {
                Meaning::Resembles(Column::Surname)
            };
        }
        match titles::meaning_of(title) {
            Meaning::Read(Column::Workload, _) if self.of_attendance && titles::is_duration(title) => {
                Meaning::Other
            }
            Meaning::Read(Column::Role, _) if self.of_meeting && meeting::is_role_in_one(title) => {
                Meaning::Resembles(Column::Role)
            }
            meaning => meaning,
        }
    }
}

/// The titles as they are kept, and as they are understood: an explanation may be long.
fn titles_of(cells: &Cells<'_>) -> (Vec<String>, Vec<String>) {
    let whole: Vec<String> =
        (0..cells.len()).map(|at| plain_line(&cells.value(at)).chars().take(500).collect()).collect();
    (whole.iter().map(|title| title.chars().take(LONGEST_TITLE).collect()).collect(), whole)
}
