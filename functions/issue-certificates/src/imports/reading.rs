//! What the organiser says of a list: it is read once more, as they say.
//!
//! The change of the import comes first, then the list is put over itself, whose arrival starts the reading. A crash in
//! between leaves an import that waits to be read: the same request, repeated with its key, announces the list again.

use super::asked;
use super::obstacle;
use super::show::{ImportPage, Paging};
use crate::owned::{self, import_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{FieldError, Problem};
use common::web::form::{flag, whole};
use common::web::{Answer, Input, Once, Organiser};
use domain::participation::choices::{
    self, Assignment, Choices, Entitled, Fix, NotAssigned, Survey, Surveyed,
};
use domain::participation::event::Event;
use domain::participation::import::{Command, Import, State};
use domain::participation::line::Column;
use platform::documents::{DocumentError, import_key};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::{Change, Guard, StoreError};

const ROUTE: &str = "reread-import";
/// All columns, as what an error is about.
const COLUMNS: &str = "columns";

/// How a list is to be read: only what is said changes.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Said {
    /// Which reading it is said of (`reading.reading`).
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "u32")]
    reading: Option<u64>,
    /// Another sheet of the workbook.
    sheet: Option<String>,
    /// That the first row is a person already.
    #[serde(default, deserialize_with = "flag")]
    untitled: bool,
    /// Something to put right on all lines (`reading.fixes`).
    fix: Option<Fix>,
    /// Whether it is to be put right: `false` leaves it as it is in the list.
    #[serde(default, deserialize_with = "flag")]
    on: bool,
    /// That it is said who gets a certificate (`reading.presence`): those whose answers are `true`, and nobody else.
    #[serde(default, deserialize_with = "flag")]
    presence: bool,
    /// `column_0`, `column_1`, …: what each column is (`reading.columns`), empty where it is not used; and the fields of
    /// answers (`reading.presence`).
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, String>")]
    cells: BTreeMap<String, String>,
}

/// POST `/organizador/importacoes/{import}/leitura`
pub(crate) async fn reread(organiser: Organiser, Path(id): Path<String>, input: Input<Said>) -> Answer {
    owned::on_import(said(&organiser, &id, input).await, &id)
}

async fn said(organiser: &Organiser, id: &str, input: Input<Said>) -> Answer {
    let visit = &organiser.visit;
    let (import, event) = owned::import(organiser, id).await?;
    let (path, subject) = (import_path(import.id()), format!("{}#{}", organiser.account, import.id()));
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Once::Done(path) = &once {
        announce(organiser, &import).await?;
        return Ok(visit.created(path));
    }
    input.body.check_names()?;
    let survey = surveyed(organiser, &import, &input.body).await?;
    let choices = match said_so_far(&import, &survey, &input.body) {
        Ok(choices) => choices,
        Err(error) => return again(organiser, &import, &event, &input.body, error).await,
    };
    let kept = visit.app.store.find_remembered(event.id()).await?;
    let assignment = choices.columns.clone().filter(|_| input.body.says_columns());
    let transition = import.apply(Command::Reread(Box::new(choices)), organiser.actor(), visit.now)?;
    let change = Change::of(transition).answering(once.answer(&path, visit));
    let change = match assignment {
        Some(assignment) => change.remembering(event.id(), kept, assignment),
        None => change,
    };
    let import = match visit.app.store.commit(change).await {
        Ok(import) => import,
        // The same form was sent twice at once, or the store's answer was lost: it is done, and said once more.
        Err(error) => match once.again(visit, &error).await? {
            Some(_) => owned::import(organiser, id).await?.0,
            None => return Err(overtaken(error)),
        },
    };
    announce(organiser, &import).await?;
    Ok(visit.created(&path))
}

/// What the list looks like, when it can be read again and was not read again meanwhile.
async fn surveyed(organiser: &Organiser, import: &Import, said: &Said) -> Result<Survey, Problem> {
    let series = match &import.snapshot().state {
        State::Ready { tally, .. } => tally.series,
        State::Unreadable { .. } => import.series(),
        State::Received => {
            return Err(Problem::conflict("A planilha já está sendo lida. Espere um instante."));
        }
        State::Issuing { .. } | State::Done { .. } | State::Discarded => {
            return Err(Problem::conflict(
                "Esta planilha já foi publicada ou descartada: ela não é lida de novo.",
            ));
        }
    };
    obstacle::seen(import, Some(said.reading.unwrap_or(u64::MAX)))?;
    let survey = organiser.visit.app.store.find_survey(import.id(), series).await?;
    survey
        .ok_or_else(|| Problem::conflict("Esta planilha foi lida por uma versão anterior. Envie-a de novo."))
}

/// The choices with what was said now.
fn said_so_far(import: &Import, survey: &Survey, said: &Said) -> Result<Choices, FieldError> {
    if let Some(sheet) = &said.sheet {
        // Another sheet has other columns: nothing that was said before is said of it. Typed cells are of their sheet.
        let retyped = import.snapshot().choices.retyped;
        let known = survey.sheets.contains(sheet);
        let unknown = || FieldError::new("sheet", "Esta folha não está na planilha. Escolha outra.");
        return known
            .then(|| Choices { sheet: Some(sheet.clone()), retyped, ..Choices::default() })
            .ok_or_else(unknown);
    }
    let before = import.snapshot().choices.clone();
    let columns = if said.says_columns() { Some(assignment(survey, said)?) } else { before.columns };
    let entitled = if said.presence { entitled(survey, said) } else { before.entitled };
    let mut fixes = before.fixes;
    if let Some(fix) = said.fix {
        if said.on {
            fixes.insert(fix)
        } else {
            fixes.remove(&fix)
        };
    }
    Ok(Choices { columns, entitled, fixes, ..before })
}

/// Who gets a certificate, of each column that was asked about.
fn entitled(survey: &Survey, said: &Said) -> Vec<Entitled> {
    let of_column = |(at, column): (usize, &Surveyed)| {
        let is_yes = |place: usize| said.cells.get(&asked::yes(at, place)).is_some_and(|yes| yes == "true");
        let answers = column.answers.iter().enumerate();
        let (yes, no): (Vec<_>, Vec<_>) = answers.partition(|(place, _)| is_yes(*place));
        let values = |some: Vec<(usize, &choices::Answer)>| {
            some.into_iter().map(|(_, answer)| answer.value.clone()).collect()
        };
        Entitled { title: column.title.clone(), yes: values(yes), no: values(no) }
    };
    let asked = survey.columns.iter().enumerate().filter(|(_, column)| column.is_asked_who());
    asked.map(of_column).collect()
}

fn assignment(survey: &Survey, said: &Said) -> Result<Assignment, FieldError> {
    let field = |at: usize| format!("column_{at}");
    let column = |at: usize| {
        let word = said.cells.get(&field(at)).map_or("", String::as_str);
        asked::column(word).map_err(|()| FieldError::new(&field(at), "Escolha uma das opções da lista."))
    };
    let columns = (0..survey.columns.len()).map(column).collect::<Result<Vec<_>, _>>()?;
    let untitled = said.untitled.then_some(survey.row);
    Assignment::new(survey.titles(), columns.clone(), untitled).map_err(|error| match error {
        // It is said of no column in particular.
        NotAssigned::Missing(missing) => FieldError::new(
            COLUMNS,
            format!("Diga em que coluna está “{}”: toda linha precisa dele.", missing.label()),
        ),
        NotAssigned::Twice(twice) => FieldError::new(
            &field(second(&columns, twice)),
            format!("Duas colunas estão como “{}”. Deixe só uma.", twice.label()),
        ),
    })
}

/// The place of the second column of a kind.
fn second(columns: &[Option<Column>], wanted: Column) -> usize {
    let mut places = columns.iter().enumerate().filter(|(_, column)| **column == Some(wanted));
    places.nth(1).map_or(0, |(at, _)| at)
}

impl Said {
    /// Refuses fields that the form does not have.
    fn check_names(&self) -> Result<(), Problem> {
        let is_place = |text: &str| text.split('_').all(|at| at.parse::<u8>().is_ok());
        let is_known =
            |name: &str| ["column_", "yes_"].iter().any(|kind| name.strip_prefix(kind).is_some_and(is_place));
        match self.cells.keys().all(|name| is_known(name)) {
            true => Ok(()),
            false => Err(Problem::malformed("O formulário traz um campo que não existe.")),
        }
    }

    fn says_columns(&self) -> bool {
        self.cells.keys().any(|name| name.starts_with("column_"))
    }
}

/// Has the list read, as long as the import waits for it.
pub(super) async fn announce(organiser: &Organiser, import: &Import) -> Result<(), Problem> {
    let snapshot = import.snapshot();
    if !matches!(snapshot.state, State::Received) {
        return Ok(());
    }
    let own = import_key(&snapshot.event, import.id());
    let dropped = snapshot.dropped.as_ref().filter(|_| snapshot.reading <= 1);
    let event = snapshot.event.as_str().to_lowercase();
    let from = dropped.map_or_else(|| own.clone(), |name| format!("imports/{event}/{name}"));
    match organiser.visit.app.documents.announce_import(&from, &own).await {
        Err(DocumentError::Missing { .. }) => Err(Problem::conflict(
            "A planilha não está mais guardada. Descarte este envio e envie-a de novo.",
        )),
        done => Ok(done?),
    }
}

pub(super) fn overtaken(error: StoreError) -> Problem {
    if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) {
        return Problem::conflict(
            "A planilha mudou de situação no mesmo instante. Recarregue a página e veja como está.",
        );
    }
    error.into()
}

async fn again(
    organiser: &Organiser,
    import: &Import,
    event: &Event,
    said: &Said,
    error: FieldError,
) -> Result<Response, Problem> {
    let (visit, paging) = (&organiser.visit, Paging::default());
    let page = ImportPage::of(visit, import, event, &paging, error.clone().into()).await?;
    let page = if said.says_columns() { page.keeping(&said.cells, said.untitled) } else { page };
    Ok(visit.again(&page, Problem::fields(error)))
}
