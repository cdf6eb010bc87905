//! What is done with what was typed.

use super::check;
use super::form::{RetypePage, Row, error, field};
use crate::imports::{obstacle, reading};
use crate::owned::{self, import_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
use common::web::form::whole;
use common::web::{Answer, Input, Once, Organiser};
use domain::participation::cells::{NotTyped, Retyped, RetypedCell, Retyping, is_kept_as};
use domain::participation::choices::Choices;
use domain::participation::event::Event;
use domain::participation::import::{Command, Import, State};
use domain::value::name::plain_line;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use store::Change;

const ROUTE: &str = "retype-import";
/// Before the name of a cell: what the page showed in it.
const SHOWN: &str = "shown_";

/// Cells as they are to be used in place of what the file says: of one row, or of several.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Typing {
    /// Which reading of the list was looked at (`reading`).
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    reading: Option<u64>,
    /// Row in the file.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u32>")]
    line: Option<u64>,
    /// The field of a cell that is to be as the file has it (`cells`).
    undo: Option<String>,
    /// The sheet of that cell, where nothing else is typed; empty of a text.
    sheet: Option<String>,
    /// `cell_0`, `cell_1`, …: what cells of the row are to say (`cells`); `line_7_cell_0`, what those of other rows are to. A cell
    /// that is left out stays as it is, and so does one that says what `shown_line_7_cell_0` repeats of the page.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, String>")]
    cells: BTreeMap<String, String>,
}

/// POST `/organizador/importacoes/{import}/corrigir`
pub(crate) async fn retype(organiser: Organiser, Path(id): Path<String>, input: Input<Typing>) -> Answer {
    owned::on_import(retyped(&organiser, &id, input).await, &id)
}

async fn retyped(organiser: &Organiser, id: &str, input: Input<Typing>) -> Answer {
    let visit = &organiser.visit;
    let (import, event) = owned::import(organiser, id).await?;
    let (path, subject) = (import_path(import.id()), format!("{}#{}", organiser.account, import.id()));
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Once::Done(path) = &once {
        reading::announce(organiser, &import).await?;
        return Ok(visit.created(path));
    }
    let typing = input.body.without_what_was_shown();
    typing.check_names()?;
    can_be_corrected(&import, &typing)?;
    if typing.is_nothing() {
        return Ok(visit.created(&path));
    }
    let (known, retyped, sheet) = if typing.takes_back() {
        let known = visit.app.store.find_retyped(&import).await?;
        (known.clone(), known.without(typing.place()), String::new())
    } else {
        let rows = rows(organiser, &import, &typing).await?;
        match typed(&rows, &typing) {
            Ok(retyped) => (rows[0].retyped.as_ref().clone(), retyped, rows[0].sheet.clone()),
            Err((row, errors)) => return again(organiser, (&import, &event), row, &typing, errors).await,
        }
    };
    if retyped == known {
        return Ok(visit.created(&path));
    }
    let (before, choices) = (import.snapshot().choices.retyped, choices(&import, sheet, &retyped));
    let transition = import.apply(Command::Reread(Box::new(choices)), organiser.actor(), visit.now)?;
    let change = Change::of(transition).retyping(before, &retyped).answering(once.answer(&path, visit));
    let import = match visit.app.store.commit(change).await {
        Ok(import) => import,
        // The same form was sent twice at once, or the store's answer was lost: it is done, and said once more.
        Err(error) => match once.again(visit, &error).await? {
            Some(_) => owned::import(organiser, id).await?.0,
            None => return Err(reading::overtaken(error)),
        },
    };
    reading::announce(organiser, &import).await?;
    Ok(visit.created(&path))
}

/// Whether cells can be corrected, and the list was not read again meanwhile.
fn can_be_corrected(import: &Import, typing: &Typing) -> Result<(), Problem> {
    match &import.snapshot().state {
        State::Ready { .. } => {}
        State::Received => {
            return Err(Problem::conflict(
                "A planilha está sendo lida. Espere um instante e corrija de novo.",
            ));
        }
        State::Unreadable { .. } | State::Issuing { .. } | State::Done { .. } | State::Discarded => {
            return Err(Problem::conflict(
                "Esta planilha já foi publicada ou descartada, ou não pôde ser lida: as suas células não se corrigem mais. O que já foi \
                 emitido se corrige no certificado de cada pessoa.",
            ));
        }
    }
    obstacle::seen(import, Some(typing.reading.unwrap_or(u64::MAX)))
}

/// The rows that are corrected: one at least.
async fn rows(organiser: &Organiser, import: &Import, typing: &Typing) -> Result<Vec<Row>, Problem> {
    let lines = typing.lines();
    let rows = Row::of(organiser, import, &lines).await?;
    if rows.is_empty() || rows.len() < lines.len() {
        return Err(Problem::conflict(
            "Esta linha não está na planilha como ela foi lida. Abra a página da planilha.",
        ));
    }
    Ok(rows)
}

/// All cells that are typed, with those of the form; or the first row with something wrong in it.
fn typed<'a>(rows: &'a [Row], typing: &Typing) -> Result<Retyped, (&'a Row, Errors)> {
    let known = rows.first().map(|row| row.retyped.as_ref().clone()).unwrap_or_default();
    rows.iter().try_fold(known, |retyped, row| typed_in(row, typing, retyped).map_err(|errors| (row, errors)))
}

fn typed_in(row: &Row, typing: &Typing, mut retyped: Retyped) -> Result<Retyped, Errors> {
    let mut errors = Vec::new();
    for (at, column) in row.columns.iter().enumerate() {
        let place = (row.sheet.as_str(), row.row.line, column.at);
        if typing.takes_back_of(row.row.line, &field(column)) {
            retyped = retyped.without(place);
            continue;
        }
        let used = row.row.cells.get(at).map_or("", String::as_str);
        let Some(now) = typing.cell(row.row.line, &field(column), used) else { continue };
        let was = row.of_file(at).to_owned();
        let wrong = check::wrong(column, &row.columns, &now).filter(|_| now != was);
        errors.extend(wrong.map(|sentence| error(column, sentence)));
        let (sheet, line, title) = (row.sheet.clone(), row.row.line, column.title.clone());
        match retyped.clone().with(RetypedCell { sheet, line, at: column.at, title, was, now }) {
            Ok(more) => retyped = more,
            Err(NotTyped::TooMany) => errors.push(error(column, too_many())),
            // Told above.
            Err(NotTyped::TooLong) => {}
        }
    }
    if errors.is_empty() { Ok(retyped) } else { Err(Errors::from(errors)) }
}

fn too_many() -> String {
    format!(
        "Esta planilha já tem {} células corrigidas aqui, e mais não cabem. Corrija o arquivo e envie-o de novo; o que você digitou \
         continua nesta página.",
        Retyped::MOST
    )
}

/// How the list is read from now on. Of a workbook its sheet is settled: what was typed is of this one.
fn choices(import: &Import, sheet: String, retyped: &Retyped) -> Choices {
    let (before, reading) = (import.snapshot().choices.clone(), import.next_reading());
    let cells = retyped.count();
    let sheet = Some(sheet).filter(|sheet| !sheet.is_empty()).or(before.sheet.clone());
    Choices { retyped: (cells > 0).then_some(Retyping { cells, reading }), sheet, ..before }
}

impl Typing {
    /// What was typed, without the cells that a page only showed: of most of its rows nobody typed anything.
    fn without_what_was_shown(mut self) -> Self {
        let is_shown = |name: &String| name.starts_with(SHOWN);
        let shown: BTreeMap<String, String> = self
            .cells
            .iter()
            .filter(|(name, _)| is_shown(name))
            .map(|(n, t)| (n.clone(), t.clone()))
            .collect();
        let was_shown = |name: &String, text: &String| {
            shown.get(&format!("{SHOWN}{name}")).is_some_and(|shown| plain_line(shown) == plain_line(text))
        };
        self.cells.retain(|name, text| !is_shown(name) && !was_shown(name, text));
        self
    }

    /// Whether neither a cell nor a row was named: a page was sent as it was shown.
    fn is_nothing(&self) -> bool {
        self.undo.is_none() && self.line.is_none() && self.cells.is_empty()
    }

    /// Whether a correction is taken back, and nothing is typed beside.
    fn takes_back(&self) -> bool {
        self.undo.is_some() && self.cells.is_empty()
    }

    /// Whether a correction of a row is taken back, whatever else is typed.
    fn takes_back_of(&self, line: u32, field: &str) -> bool {
        self.undo.as_deref() == Some(field) && self.line() == line
    }

    /// What a cell is to say; none when nobody typed it. What a form shows and nobody changed is not typed: the list of what is
    /// wrong shows cells without what a spreadsheet wraps around them, and longer than they are kept.
    fn cell(&self, line: u32, field: &str, used: &str) -> Option<String> {
        let own = self.cells.get(field).filter(|_| self.line() == line);
        if let Some(now) = own.map(|text| plain_line(text)) {
            return (now != used).then_some(now);
        }
        let now = plain_line(self.cells.get(&format!("line_{line}_{field}"))?);
        let bare = used.strip_prefix('=').unwrap_or(used).trim_matches('"');
        (!is_kept_as(&now, used) && now != bare).then_some(now)
    }

    /// The rows that something is typed of.
    fn lines(&self) -> BTreeSet<u32> {
        let of_name = |name: &String| name.strip_prefix("line_")?.split_once('_')?.0.parse().ok();
        let own = self.line.map(|_| self.line());
        self.cells.keys().filter_map(of_name).chain(own).collect()
    }

    fn line(&self) -> u32 {
        self.line.and_then(|line| u32::try_from(line).ok()).unwrap_or(0)
    }

    /// The cell that is to be as the file has it.
    fn place(&self) -> (&str, u32, u16) {
        let at = self.undo.as_deref().and_then(|field| field.strip_prefix("cell_")?.parse().ok());
        (self.sheet.as_deref().unwrap_or_default(), self.line(), at.unwrap_or(u16::MAX))
    }

    /// Refuses fields that the form does not have.
    fn check_names(&self) -> Result<(), Problem> {
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

async fn again(
    organiser: &Organiser,
    of: (&Import, &Event),
    row: &Row,
    typing: &Typing,
    errors: Errors,
) -> Result<Response, Problem> {
    let page = RetypePage::of(organiser, of, row, errors.clone()).await?.keeping(&typing.cells);
    let told: Vec<FieldError> = errors.iter().cloned().collect();
    Ok(organiser.visit.again(&page, Problem::fields(told)))
}
