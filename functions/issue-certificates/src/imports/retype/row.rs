//! A row of a list that can be corrected.

use super::check::{self, Columns};
use crate::imports::rows;
use common::error::Problem;
use common::web::Organiser;
use domain::participation::cells::{CellColumn, CellRow, Retyped, is_kept_as};
use domain::participation::import::{Import, Tally};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A row that can be corrected.
pub(super) struct Row {
    pub(super) columns: Arc<Vec<CellColumn>>,
    pub(super) row: CellRow,
    pub(super) retyped: Arc<Retyped>,
    /// The sheet that it is on; empty of a text.
    pub(super) sheet: String,
    /// Whether the list has no row of titles.
    untitled: bool,
    pub(super) tally: Tally,
}

impl Row {
    /// Rows of a list that is being checked; none where there is no such row, or the rows are not kept.
    pub(super) async fn of(
        organiser: &Organiser,
        import: &Import,
        lines: &BTreeSet<u32>,
    ) -> Result<Vec<Self>, Problem> {
        let (tally, list) = rows::list_of(organiser, import)?;
        let Some(list) = list else { return Ok(Vec::new()) };
        let store = &organiser.visit.app.store;
        let survey = store.find_survey(import.id(), tally.series).await?;
        let (sheet, untitled) = survey.map(|survey| (survey.sheet, survey.untitled)).unwrap_or_default();
        let (columns, found) = rows::find(list, lines).await?;
        let (columns, retyped) = (Arc::new(columns), Arc::new(store.find_retyped(import).await?));
        let row = |row| {
            let (columns, retyped, sheet) = (columns.clone(), retyped.clone(), sheet.clone());
            Self { columns, row, retyped, sheet, untitled, tally }
        };
        Ok(found.into_iter().map(row).collect())
    }

    /// What the file says in a column, as it is kept.
    pub(super) fn of_file(&self, at: usize) -> &str {
        let used = self.row.cells.get(at).map_or("", String::as_str);
        let place = (self.sheet.as_str(), self.row.line, self.columns[at].at);
        // What was typed for a cell that says something else now is not used.
        let typed = self.retyped.find(place).filter(|typed| is_kept_as(&typed.now, used));
        typed.map_or(used, |typed| typed.was.as_str())
    }

    /// Why a cell cannot be used as it is typed.
    pub(super) fn wrong(&self, column: &CellColumn, typed: &str) -> Option<String> {
        check::wrong(column, Columns { all: &self.columns, untitled: self.untitled }, typed)
    }
}
