//! Cells that the organiser typed in place of what the file says.

use super::cells::Cells;
use domain::participation::cells::RetypedCell;
use std::collections::HashMap;

/// What was typed of the sheet that is read, and what of it was used.
#[derive(Default)]
pub(super) struct Typed {
    rows: HashMap<u32, Vec<RetypedCell>>,
    used: Vec<(u32, u16)>,
}

impl Typed {
    /// Of cells of one sheet.
    pub(super) fn of(cells: impl Iterator<Item = RetypedCell>) -> Self {
        let mut typed = Self::default();
        cells.for_each(|cell| typed.rows.entry(cell.line).or_default().push(cell));
        typed
    }

    /// A row with what was typed in place of its cells, where the file still says what it said then.
    pub(super) fn on<'a>(&mut self, row: u32, cells: Cells<'a>) -> Cells<'a> {
        let Some(typed) = self.rows.get(&row) else { return cells };
        let is_there = |cell: &&RetypedCell| cell.is_of(&cells.of_file(usize::from(cell.at)));
        let there: Vec<&RetypedCell> = typed.iter().filter(is_there).collect();
        self.used.extend(there.iter().map(|cell| (row, cell.at)));
        let texts = there.iter().map(|cell| (usize::from(cell.at), cell.now.clone())).collect();
        cells.with_typed(texts)
    }

    /// The rows and places of what was used.
    pub(super) fn used(&self) -> &[(u32, u16)] {
        &self.used
    }
}
