//! What lies in columns that nobody reads: a CPF or an address there is not passed over without a word.

use super::cells::Cells;
use super::header::Header;
use domain::participation::line::{Column, LineProblem, Reason};
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use std::collections::HashMap;

/// Cells of one column that look like a CPF before it is taken for one: eleven digits are a telephone, too.
const SURE: u8 = 3;

/// The columns in which something was found, and how often.
#[derive(Default)]
pub(super) struct Unread {
    found: HashMap<usize, u8>,
}

impl Unread {
    /// Looks at the cells of a record that nobody reads, and tells of each column once.
    pub(super) fn look_at(
        &mut self,
        row: u32,
        cells: &Cells<'_>,
        header: &Header,
        tell: &mut impl FnMut(usize, Column, LineProblem),
    ) {
        let read_email = header.at(Column::Email).map(|at| cells.value(at).to_lowercase());
        for (at, title) in header.unread() {
            let times = self.found.get(&at).copied().unwrap_or(0);
            if times >= SURE {
                continue;
            }
            let cell = cells.value(at);
            let weight = match looks_like(&cell) {
                Some((Column::Cpf, weight)) if header.at(Column::Cpf).is_none() => (Column::Cpf, weight),
                Some((Column::Email, weight)) if read_email.as_deref() != Some(&cell.to_lowercase()) => {
                    (Column::Email, weight)
                }
                _ => continue,
            };
            let (like, times) = (weight.0, times.saturating_add(weight.1));
            self.found.insert(at, times);
            if times >= SURE {
                let instead = header.at(like).map(|_| header.title(like).to_owned());
                let named = if title.is_empty() { format!("(coluna {})", at + 1) } else { title.to_owned() };
                tell(at, like, LineProblem::new(row, &named, &cell, Reason::ColumnNotRead { like, instead }));
            }
        }
    }
}

/// What a cell looks like, and how sure that is.
pub(super) fn looks_like(cell: &str) -> Option<(Column, u8)> {
    if cell.contains('@') && cell.len() <= 254 {
        return EmailAddress::parse(cell).ok().map(|_| (Column::Email, SURE));
    }
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    if digits != 11 || cell.len() > 16 || Cpf::parse(cell).is_err() {
        return None;
    }
    Some((Column::Cpf, if cell.contains('.') && cell.contains('-') { SURE } else { 1 }))
}
