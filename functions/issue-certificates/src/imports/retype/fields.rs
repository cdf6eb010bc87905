//! The form that corrects cells, as it is sent.

use crate::imports::rows::Place;
use common::error::Problem;
use common::web::form::whole;
use domain::participation::cells::is_kept_as;
use domain::value::name::plain_line;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::mem::take;

/// Before the name of a cell: what the page showed in it.
pub(super) const SHOWN: &str = "shown_";

/// Cells as they are to be used in place of what the file says: of one row, or of several.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Typing {
    /// Which reading of the list was looked at (`reading`).
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    pub(super) reading: Option<u64>,
    /// Row in the file.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    pub(super) line: Option<u64>,
    /// The field of a cell that is to be as the file has it (`cells`).
    pub(super) undo: Option<String>,
    /// The sheet of that cell, where nothing else is typed; empty of a text.
    sheet: Option<String>,
    /// Where among the rows of the list one comes from.
    procura: Option<String>,
    estado: Option<String>,
    depois: Option<String>,
    /// `cell_0`, `cell_1`, …: what cells of the row are to say (`cells`); `line_7_cell_0`, what those of other rows are to. A cell
    /// that is left out stays as it is, and so does one that says what `shown_line_7_cell_0` repeats of the page.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub(super) cells: BTreeMap<String, String>,
    /// What the page showed in them, by their names.
    #[serde(skip)]
    pub(super) shown: BTreeMap<String, String>,
}

impl Typing {
    /// What was typed, without the cells that a page only showed: of most of its rows nobody typed anything.
    pub(super) fn without_what_was_shown(mut self) -> Self {
        let (shown, cells): (BTreeMap<_, _>, BTreeMap<_, _>) =
            take(&mut self.cells).into_iter().partition(|(name, _)| name.starts_with(SHOWN));
        self.shown = shown.into_iter().map(|(name, text)| (name[SHOWN.len()..].to_owned(), text)).collect();
        let was_shown = |name: &String, text: &String| {
            self.shown.get(name).is_some_and(|shown| plain_line(shown) == plain_line(text))
        };
        self.cells = cells.into_iter().filter(|(name, text)| !was_shown(name, text)).collect();
        self
    }

    /// Where among the rows of the list one comes from; none when it is not from there.
    pub(super) fn came_from(&self) -> Option<Place> {
        let text = |field: &Option<String>| field.clone().unwrap_or_default();
        let after = self.depois.as_ref()?;
        Some(Place::parse(&text(&self.procura), &text(&self.estado), after))
    }

    /// Cells by their rows: `cell_0` of row 7 as `line_7_cell_0`.
    pub(super) fn by_row(&self, cells: &BTreeMap<String, String>) -> BTreeMap<String, String> {
        let line = self.line();
        let name = |name: &String| {
            if name.starts_with("line_") { name.clone() } else { format!("line_{line}_{name}") }
        };
        cells.iter().map(|(field, text)| (name(field), text.clone())).collect()
    }

    /// Whether neither a cell nor a row was named: a page was sent as it was shown.
    pub(super) fn is_nothing(&self) -> bool {
        self.undo.is_none() && self.line.is_none() && self.cells.is_empty()
    }

    /// Whether a correction is taken back, and nothing is typed beside.
    pub(super) fn takes_back(&self) -> bool {
        self.undo.is_some() && self.cells.is_empty()
    }

    /// Whether a correction of a row is taken back, whatever else is typed.
    pub(super) fn takes_back_of(&self, line: u32, field: &str) -> bool {
        self.undo.as_deref() == Some(field) && self.line() == line
    }

    /// What a cell is to say; none when nobody typed it. What a form shows and nobody changed is not typed: the list of what is
    /// wrong shows cells without what a spreadsheet wraps around them, and longer than they are kept.
    pub(super) fn cell(&self, line: u32, field: &str, used: &str) -> Option<String> {
        let own = self.cells.get(field).filter(|_| self.line() == line);
        if let Some(now) = own.map(|text| plain_line(text)) {
            return (now != used).then_some(now);
        }
        let now = plain_line(self.cells.get(&format!("line_{line}_{field}"))?);
        let bare = used.strip_prefix('=').unwrap_or(used).trim_matches('"');
        (!is_kept_as(&now, used) && now != bare).then_some(now)
    }

    /// The rows that something is typed of.
    pub(super) fn lines(&self) -> BTreeSet<u32> {
        let of_name = |name: &String| name.strip_prefix("line_")?.split_once('_')?.0.parse().ok();
        let own = self.line.map(|_| self.line());
        self.cells.keys().filter_map(of_name).chain(own).collect()
    }

    pub(super) fn line(&self) -> u32 {
        self.line.and_then(|line| u32::try_from(line).ok()).unwrap_or(0)
    }

    /// The cell that is to be as the file has it.
    pub(super) fn place(&self) -> (&str, u32, u16) {
        let at = self.undo.as_deref().and_then(|field| field.strip_prefix("cell_")?.parse().ok());
        (self.sheet.as_deref().unwrap_or_default(), self.line(), at.unwrap_or(u16::MAX))
    }

    /// Refuses fields that the form does not have.
    pub(super) fn check_names(&self) -> Result<(), Problem> {
        let is_cell = |name: &str| name.strip_prefix("cell_").is_some_and(|at| at.parse::<u16>().is_ok());
        let is_of_line = |rest: &str| {
            rest.split_once('_').is_some_and(|(line, cell)| line.parse::<u32>().is_ok() && is_cell(cell))
        };
        let is_known = |name: &String| is_cell(name) || name.strip_prefix("line_").is_some_and(is_of_line);
        match self.cells.keys().all(is_known) {
            true => Ok(()),
            false => Err(Problem::malformed("O formulário traz um campo que não existe.")),
        }
    }
}
