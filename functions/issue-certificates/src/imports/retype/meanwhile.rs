//! What was typed while somebody else had the list read again: nothing of it is lost, and what they changed is said.

use super::fields::{SHOWN, Typing};
use super::form::RetypePage;
use super::row::Row;
use super::typing;
use crate::imports::rows::ListedCell;
use crate::owned::{event_path, import_path};
use askama::Template;
use axum::response::Response;
use common::error::{Errors, Problem};
use common::web::form::fresh_key;
use common::web::{Organiser, Site};
use domain::participation::cells::{CellColumn, is_kept_as};
use domain::participation::event::Event;
use domain::participation::import::{Import, State};
use domain::participation::written::unwrapped;
use http::StatusCode;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// Cells that are shown at most.
const MOST: usize = 20;

/// What somebody else changed.
pub(super) struct Meanwhile {
    /// Cells that say something else than before.
    pub(super) cells: Vec<ListedCell>,
    /// How many more there are.
    pub(super) more: usize,
}

/// What was typed, while the list is being read, or where its row is not in the list any more.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "typed.html")]
struct TypedPage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    /// What is the matter, in a sentence.
    sentence: String,
    /// Address of the list's page.
    import: String,
    /// Name of the file.
    file_name: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// Whether it can be sent again in a moment.
    is_being_read: bool,
    /// What was typed, each text with the row that it is of.
    typed: Vec<(u32, String)>,
    /// The fields of the form.
    #[serde(skip)]
    fields: Vec<(String, String)>,
}

/// Shows what was typed once more, with what happened meanwhile; a program gets the problem itself.
pub(super) async fn again(
    organiser: &Organiser,
    (import, event): (&Import, &Event),
    typing: &Typing,
    problem: Problem,
) -> Result<Response, Problem> {
    let visit = &organiser.visit;
    let is_being_read = matches!(import.snapshot().state, State::Received);
    let is_ready = matches!(import.snapshot().state, State::Ready { .. });
    let is_overtaken = problem.status == StatusCode::CONFLICT && (is_ready || is_being_read);
    if typing.cells.is_empty() || !is_overtaken {
        return Err(problem);
    }
    let rows = if is_ready { typing::rows(organiser, import, typing).await } else { Ok(Vec::new()) };
    let own = |rows: &[Row]| rows.iter().position(|row| row.row.line == typing.line()).unwrap_or(0);
    match rows.map(|rows| (own(&rows), rows)) {
        Ok((own, rows)) if !rows.is_empty() => {
            let page = RetypePage::of(organiser, (import, event), &rows[own], Errors::default()).await?;
            let page = page.from(typing.came_from()).overtaken(Meanwhile::of(&rows, typing));
            Ok(visit.again(&page.keeping(&typing.by_row(&typing.cells)), problem))
        }
        rows => {
            let problem = rows.err().unwrap_or(problem);
            let page = TypedPage::of(organiser, (import, event), typing, &problem);
            Ok(visit.again(&page, problem))
        }
    }
}

impl Meanwhile {
    /// What was changed in these rows since they were shown, and in others since that reading.
    fn of(rows: &[Row], typing: &Typing) -> Self {
        let shown = typing.by_row(&typing.shown);
        let mut cells: Vec<ListedCell> = rows.iter().flat_map(|row| changed(row, &shown)).collect();
        if let Some(row) = rows.first() {
            let seen = typing.reading.and_then(|reading| u32::try_from(reading).ok()).unwrap_or(u32::MAX);
            let of_sheet = row.retyped.since(seen).filter(|cell| cell.sheet == row.sheet);
            let others = of_sheet.filter(|cell| !shown.contains_key(&name(cell.line, cell.at)));
            cells.extend(others.map(ListedCell::from));
        }
        cells.sort_by_key(|cell| cell.line);
        let more = cells.len().saturating_sub(MOST);
        cells.truncate(MOST);
        Self { cells, more }
    }
}

/// The cells of a row that say something else than was shown.
fn changed(row: &Row, shown: &BTreeMap<String, String>) -> Vec<ListedCell> {
    let change = |(column, used): (&CellColumn, &String)| {
        let was = shown.get(&name(row.row.line, column.at))?;
        // A list of what is wrong shows cells without what a spreadsheet wraps around them.
        let is_same = is_kept_as(was, used) || *was == unwrapped(used);
        let cell = || ListedCell {
            line: row.row.line,
            column: column.title.clone(),
            was: was.clone(),
            now: used.clone(),
        };
        (!is_same).then(cell)
    };
    row.columns.iter().zip(&row.row.cells).filter_map(change).collect()
}

fn name(line: u32, at: u16) -> String {
    format!("line_{line}_cell_{at}")
}

impl TypedPage {
    fn of(organiser: &Organiser, (import, event): (&Import, &Event), typing: &Typing, why: &Problem) -> Self {
        let typed = typing.by_row(&typing.cells);
        let line = |field: &str| field.strip_prefix("line_")?.split_once('_')?.0.parse().ok();
        let texts = typed.iter().map(|(field, text)| (line(field).unwrap_or(0), text.clone()));
        let shown =
            typing.by_row(&typing.shown).into_iter().map(|(field, text)| (format!("{SHOWN}{field}"), text));
        let place = typing.came_from().map(|place| place.fields()).into_iter().flatten();
        let reading = typing.reading.map(|reading| ("reading".to_owned(), reading.to_string()));
        Self {
            site: organiser.visit.site(),
            key: fresh_key(&organiser.visit.app),
            sentence: why.detail.clone(),
            import: import_path(import.id()),
            file_name: import.snapshot().file_name.clone(),
            event: event_path(event.id()),
            event_title: event.snapshot().sheet.title.to_string(),
            is_being_read: matches!(import.snapshot().state, State::Received),
            typed: texts.collect(),
            fields: reading
                .into_iter()
                .chain(place.map(|(name, value)| (name.to_owned(), value)))
                .chain(shown)
                .chain(typed.clone())
                .collect(),
        }
    }
}
