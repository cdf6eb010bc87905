//! What a list looks like, for its organiser to say what is what.

use super::cells::{Cells, Tokenizer};
use super::header::{DELIMITERS, Header};
use super::unread;
use domain::participation::choices::{Answer, Survey, Surveyed};
use domain::participation::line::Column;
use domain::value::name::folded;

/// Bytes of a record that are kept while the titles are looked for.
const KEPT_BYTES: usize = 4 * 1024;

/// The first records of a list whose titles are not understood.
#[derive(Default)]
pub(super) struct Kept(Vec<(u32, Vec<u8>)>);

impl Kept {
    /// Keeps a record.
    pub(super) fn keep(&mut self, row: u32, record: &[u8]) {
        self.0.push((row, record[..record.len().min(KEPT_BYTES)].to_vec()));
    }

    /// The records as columns, under the row that is the most likely one of the titles: the first with as many cells as
    /// any has.
    pub(super) fn survey(&self, guess: impl Fn(&[u8], u8) -> Vec<Option<Column>>) -> Survey {
        let cells = |delimiter: u8, record: &[u8]| {
            let mut tokenizer = Tokenizer::new(delimiter);
            let cells = tokenizer.read(record);
            let shown: Vec<String> = (0..cells.len()).map(|at| Survey::shown(&cells.value(at))).collect();
            shown
        };
        let filled = |cells: &[String]| cells.iter().filter(|cell| !cell.is_empty()).count();
        let widest = |delimiter: u8| self.0.iter().map(|(_, record)| filled(&cells(delimiter, record))).max();
        let Some(delimiter) = DELIMITERS.into_iter().rev().max_by_key(|&delimiter| widest(delimiter)) else {
            return Survey::default();
        };
        let rows: Vec<(u32, Vec<String>)> =
            self.0.iter().map(|(row, record)| (*row, cells(delimiter, record))).collect();
        let most = rows.iter().map(|(_, cells)| filled(cells)).max().unwrap_or(0);
        let Some(titles) = rows.iter().position(|(_, cells)| filled(cells) == most && most > 1) else {
            return Survey::default();
        };
        let column = |(at, title): (usize, &String)| {
            let under = rows[titles + 1..].iter().filter_map(|(_, cells)| cells.get(at));
            let samples = under.filter(|cell| !cell.is_empty()).take(Survey::SAMPLES).cloned().collect();
            Surveyed { title: title.clone(), samples, ..Surveyed::default() }
        };
        let mut columns: Vec<Surveyed> =
            rows[titles].1.iter().take(Survey::MOST_COLUMNS).enumerate().map(column).collect();
        let guessed = guess(&self.0[titles].1, delimiter);
        columns.iter_mut().zip(guessed).for_each(|(column, guess)| column.read_as = guess);
        guess_by_samples(&mut columns);
        // Titles have no address among them; people do.
        let untitled = rows[titles].1.iter().any(|cell| looks_like(cell) == Some(Column::Email));
        Survey { row: rows[titles].0, columns, untitled, ..Survey::default() }
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.0.iter().map(|(_, record)| record.capacity()).sum()
    }
}

/// What cells look like that have titles nobody understands.
fn guess_by_samples(columns: &mut [Surveyed]) {
    for like in [Column::Email, Column::Cpf] {
        if columns.iter().all(|column| column.read_as != Some(like)) {
            let looks = |column: &&mut Surveyed| {
                let mut cells = column.samples.iter().chain([&column.title]);
                column.read_as.is_none() && cells.any(|cell| looks_like(cell) == Some(like))
            };
            if let Some(found) = columns.iter_mut().find(looks) {
                found.read_as = Some(like);
            }
        }
    }
}

fn looks_like(cell: &str) -> Option<Column> {
    unread::looks_like(cell).map(|(column, _)| column)
}

/// Looks at the records under titles that are understood.
pub(super) struct Surveyor {
    survey: Survey,
    /// Columns of which there are not enough samples yet.
    wanting: Vec<usize>,
}

impl Surveyor {
    pub(super) fn of(header: &Header, row: u32) -> Self {
        let survey = header.survey(row);
        Self { wanting: (0..survey.columns.len()).collect(), survey }
    }

    /// Takes samples.
    pub(super) fn look_at(&mut self, cells: &Cells<'_>) {
        let columns = &mut self.survey.columns;
        self.wanting.retain(|&at| {
            if !cells.is_blank_at(at) {
                columns[at].samples.push(Survey::shown(&cells.value(at)));
            }
            columns[at].samples.len() < Survey::SAMPLES
        });
    }

    /// Counts what a column says of who may have a certificate.
    pub(super) fn count(&mut self, at: usize, value: String, cell: &str, entitled: bool) {
        let Some(column) = self.survey.columns.get_mut(at) else { return };
        if let Some(known) = column.answers.iter_mut().find(|known| known.value == value) {
            known.lines += 1;
        } else if column.answers.len() < Survey::MOST_ANSWERS {
            let typed = typed(cell, &value);
            column.answers.push(Answer { value, typed, lines: 1, entitled });
        } else {
            column.other_answers += 1;
        }
    }

    /// Notes that a column that is not read looks like one that is.
    pub(super) fn note(&mut self, at: usize, like: Column) {
        if let Some(column) = self.survey.columns.get_mut(at) {
            column.looks_like = Some(like);
        }
    }

    pub(super) fn survey(&self) -> &Survey {
        &self.survey
    }
}

/// An answer as it is shown, where that is not how it is counted. A moment is shown as one of many.
fn typed(cell: &str, value: &str) -> String {
    if value == MOMENT {
        return String::new();
    }
    let typed: String = Survey::shown(cell).chars().take(LONGEST_ANSWER).collect();
    if typed == value { String::new() } else { typed }
}

/// What moments are counted as.
const MOMENT: &str = "data e hora";
/// Characters by which answers are told apart.
const LONGEST_ANSWER: usize = 40;

/// What a cell says, for counting: `SIM` and `sim` are the same answer, and so are all moments.
pub(super) fn answer(cell: &str, is_moment: bool) -> String {
    if is_moment {
        return MOMENT.to_owned();
    }
    let folded: String = folded(cell).chars().take(LONGEST_ANSWER).collect();
    if folded.is_empty() { Survey::shown(cell).chars().take(10).collect() } else { folded }
}
