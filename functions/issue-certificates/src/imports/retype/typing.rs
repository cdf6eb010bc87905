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
use domain::participation::cells::{NotTyped, Retyped, RetypedCell, Retyping};
use domain::participation::choices::Choices;
use domain::participation::event::Event;
use domain::participation::import::{Command, Import, State};
use domain::value::name::plain_line;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::Change;

const ROUTE: &str = "retype-import";

/// Cells of one row, as they are to be used in place of what the file says.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Typing {
    /// Which reading of the list was looked at (`reading`).
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    reading: Option<u64>,
    /// Row in the file.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    line: Option<u64>,
    /// The field of a cell that is to be as the file has it (`cells`).
    undo: Option<String>,
    /// The sheet of that cell, where nothing else is typed; empty of a text.
    sheet: Option<String>,
    /// `cell_0`, `cell_1`, …: what cells are to say (`cells`). A cell that is left out stays as it is.
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
    input.body.check_names()?;
    can_be_corrected(&import, &input.body)?;
    let (known, retyped, sheet) = if input.body.takes_back() {
        let known = visit.app.store.find_retyped(&import).await?;
        (known.clone(), known.without(input.body.place()), String::new())
    } else {
        let row = row(organiser, &import, &input.body).await?;
        match typed(&row, &input.body) {
            Ok(retyped) => (row.retyped, retyped, row.sheet),
            Err(errors) => return again(organiser, (&import, &event), &row, &input.body, errors).await,
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

/// The row that is corrected.
async fn row(organiser: &Organiser, import: &Import, typing: &Typing) -> Result<Row, Problem> {
    let row = Row::of(organiser, import, typing.line()).await?;
    row.ok_or_else(|| {
        Problem::conflict("Esta linha não está na planilha como ela foi lida. Abra a página da planilha.")
    })
}

/// All cells that are typed, with those of the form.
fn typed(row: &Row, typing: &Typing) -> Result<Retyped, Errors> {
    let (mut retyped, mut errors) = (row.retyped.clone(), Vec::new());
    for (at, column) in row.columns.iter().enumerate() {
        let place = (row.sheet.as_str(), row.row.line, column.at);
        if typing.undo.as_deref() == Some(&field(column)) {
            retyped = retyped.without(place);
            continue;
        }
        let Some(now) = typing.cells.get(&field(column)).map(|text| plain_line(text)) else { continue };
        // What a form shows and nobody changed is not typed.
        if row.row.cells.get(at) == Some(&now) {
            continue;
        }
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
    /// Whether a correction is taken back, and nothing is typed beside.
    fn takes_back(&self) -> bool {
        self.undo.is_some() && self.cells.is_empty()
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
        let is_cell = |name: &String| name.strip_prefix("cell_").is_some_and(|at| at.parse::<u16>().is_ok());
        match self.cells.keys().all(is_cell) {
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
