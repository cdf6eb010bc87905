//! Who gets a certificate, by what columns say of presence, approval or status.

use super::cells::Cells;
use super::header::{Header, is_of_absence};
use super::standing::{self, Standing};
use super::survey::{Surveyor, answer};
use domain::participation::choices::Entitled;
use domain::participation::line::Column;

/// What the organiser said of it. Of an answer that they were not asked about counts what it says by itself.
#[derive(Default)]
pub(super) struct Gate(Vec<Entitled>);

impl Gate {
    pub(super) fn of(said: &[Entitled]) -> Self {
        Self(said.to_vec())
    }

    /// Whether a person gets a certificate: every column that tells it has to say so. Each answer is counted.
    pub(super) fn is_open(&self, cells: &Cells<'_>, header: &Header, surveyor: &mut Surveyor) -> bool {
        let mut is_open = true;
        for (column, at, title) in header.standing() {
            let cell = cells.value(at);
            let value = answer(&cell, standing::is_moment(&cell));
            let entitled = self.said(title, &value).unwrap_or_else(|| says_yes(column, title, &cell));
            surveyor.count(at, value, &cell, entitled);
            is_open &= entitled;
        }
        is_open
    }

    fn said(&self, title: &str, value: &str) -> Option<bool> {
        let said = self.0.iter().find(|said| said.title == title)?;
        match (said.yes.contains(value), said.no.contains(value)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// What an answer says by itself. Nobody gets a certificate of whom the list does not say that they were present; an
/// enrolment that is not said to be bad is good.
fn says_yes(column: Column, title: &str, cell: &str) -> bool {
    let said = standing::read(cell);
    match if is_of_absence(title) { said.turned() } else { said } {
        Standing::Good => true,
        Standing::Bad => false,
        Standing::Unclear => column == Column::Status,
    }
}
