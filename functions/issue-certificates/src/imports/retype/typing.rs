//! What is done with what was typed.

use super::fields::Typing;
use super::form::{RetypePage, error, field};
use super::meanwhile;
use super::row::Row;
use crate::imports::{obstacle, reading};
use crate::owned::{self, import_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Input, Once, Organiser};
use domain::participation::cells::{NotTyped, Retyped, RetypedCell, Retyping};
use domain::participation::choices::Choices;
use domain::participation::event::Event;
use domain::participation::import::{Command, Import, State};
use store::Change;

const ROUTE: &str = "retype-import";

/// What is to be done about what was typed.
enum Decided {
    /// Nothing is another one than before.
    Nothing,
    /// These are all typed cells from now on; and the sheet of the rows.
    All(Retyped, String),
    /// The row cannot be as it was typed.
    Wrong(Box<Row>, Errors),
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
    if let Err(problem) = can_be_corrected(&import, &typing) {
        return meanwhile::again(organiser, (&import, &event), &typing, problem).await;
    }
    let (retyped, sheet) = match decided(organiser, &import, &typing).await? {
        Decided::Nothing => return Ok(visit.created(&path)),
        Decided::All(retyped, sheet) => (retyped, sheet),
        Decided::Wrong(row, errors) => {
            return again(organiser, (&import, &event), &row, &typing, errors).await;
        }
    };
    let (before, choices) = (import.snapshot().choices.retyped, choices(&import, sheet, &retyped));
    let transition = import.apply(Command::Reread(Box::new(choices)), organiser.actor(), visit.now)?;
    let change = Change::of(transition).retyping(before, &retyped).answering(once.answer(&path, visit));
    let import = match visit.app.store.commit(change).await {
        Ok(import) => import,
        // The same form was sent twice at once, or the store's answer was lost: it is done, and said once more.
        Err(error) => match (once.again(visit, &error).await?, owned::import(organiser, id).await?) {
            (Some(_), (import, _)) => import,
            (None, (import, event)) => {
                let problem = reading::overtaken(error);
                return meanwhile::again(organiser, (&import, &event), &typing, problem).await;
            }
        },
    };
    reading::announce(organiser, &import).await?;
    Ok(visit.created(&path))
}

async fn decided(organiser: &Organiser, import: &Import, typing: &Typing) -> Result<Decided, Problem> {
    if typing.is_nothing() {
        return Ok(Decided::Nothing);
    }
    if typing.takes_back() {
        let known = organiser.visit.app.store.find_retyped(import).await?;
        return Ok(Decided::of(&known, known.clone().without(typing.place()), String::new()));
    }
    let mut rows = rows(organiser, import, typing).await?;
    Ok(match typed(&rows, typing, import.next_reading()) {
        Ok(retyped) => Decided::of(&rows[0].retyped, retyped, rows[0].sheet.clone()),
        Err((at, errors)) => Decided::Wrong(Box::new(rows.swap_remove(at)), errors),
    })
}

impl Decided {
    fn of(known: &Retyped, retyped: Retyped, sheet: String) -> Self {
        if *known == retyped { Self::Nothing } else { Self::All(retyped, sheet) }
    }
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
pub(super) async fn rows(
    organiser: &Organiser,
    import: &Import,
    typing: &Typing,
) -> Result<Vec<Row>, Problem> {
    let lines = typing.lines();
    let rows = Row::of(organiser, import, &lines).await?;
    if rows.is_empty() || rows.len() < lines.len() {
        return Err(Problem::conflict(
            "Esta linha não está na planilha como ela foi lida. Abra a página da planilha.",
        ));
    }
    Ok(rows)
}

/// All cells that are typed, with those of the form; or the place of the first row with something wrong in it.
fn typed(rows: &[Row], typing: &Typing, reading: u32) -> Result<Retyped, (usize, Errors)> {
    let known = rows.first().map(|row| row.retyped.as_ref().clone()).unwrap_or_default();
    rows.iter().enumerate().try_fold(known, |retyped, (at, row)| {
        typed_in(row, typing, retyped, reading).map_err(|errors| (at, errors))
    })
}

fn typed_in(row: &Row, typing: &Typing, mut retyped: Retyped, reading: u32) -> Result<Retyped, Errors> {
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
        let wrong = row.wrong(column, &now).filter(|_| now != was);
        errors.extend(wrong.map(|sentence| error(column, sentence)));
        let (sheet, line, title) = (row.sheet.clone(), row.row.line, column.title.clone());
        match retyped.clone().with(RetypedCell { sheet, line, at: column.at, title, was, now, reading }) {
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

async fn again(
    organiser: &Organiser,
    of: (&Import, &Event),
    row: &Row,
    typing: &Typing,
    errors: Errors,
) -> Result<Response, Problem> {
    let page = RetypePage::of(organiser, of, row, errors.clone()).await?.from(typing.came_from());
    let page = page.keeping(&typing.by_row(&typing.cells));
    let told: Vec<FieldError> = errors.iter().cloned().collect();
    Ok(organiser.visit.again(&page, Problem::fields(told)))
}
