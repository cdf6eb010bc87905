//! The form that corrects a row of a list.

use super::check;
use super::meanwhile::Meanwhile;
use super::row::Row;
use crate::imports::rows::{self, Place};
use crate::labels::Badge;
use crate::owned::{self, event_path, import_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::cells::{CellColumn, Retyped, Verdict};
use domain::participation::event::Event;
use domain::participation::import::{Import, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Chunks of problems that are looked through for those of a row.
const MOST_CHUNKS: u32 = 25;

/// Which row is corrected.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
pub(crate) struct Which {
    /// The row of the file.
    linha: String,
    /// Under what the search is kept that one comes from.
    procura: String,
    /// Rows of which kind one comes from.
    estado: String,
    /// After which row they were looked for; left out by whoever does not come from there.
    depois: Option<String>,
}

/// The form that corrects a row.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "retype.html")]
pub(crate) struct RetypePage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    pub(super) errors: Errors,
    /// Address of this page.
    path: String,
    /// Address of the list's page.
    import: String,
    /// Name of the file.
    file_name: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// Which reading of the list is corrected (`reading`).
    reading: u32,
    /// Row in the file.
    line: u32,
    /// What becomes of it.
    state: Badge,
    /// What was told of it when the list was read.
    told: Vec<Told>,
    /// Its cells.
    cells: Vec<AskedCell>,
    /// Address of its certificate as it would be; empty where none is made.
    sample: String,
    /// Whether answers about other lines are asked for again when the list is read again.
    forgets_answers: bool,
    /// How many cells may still be corrected.
    left: u32,
    /// Address of the page that one comes from.
    back: String,
    /// What goes along: of other lines what was typed, each field with its text.
    #[serde(skip)]
    along: Vec<(String, String)>,
    /// Where one comes from, and the sheet that the row is on.
    #[serde(skip)]
    hidden: Vec<(&'static str, String)>,
    /// What somebody else changed while this was typed.
    #[serde(skip)]
    meanwhile: Option<Meanwhile>,
}

/// Something that was told of the row.
#[derive(Serialize, JsonSchema)]
struct Told {
    /// The title of the column.
    column: String,
    /// What is wrong and what to do.
    reason: String,
}

/// A cell of the row.
#[derive(Serialize, JsonSchema)]
pub(super) struct AskedCell {
    /// The field of the form: `cell_0` is the first of the file.
    pub(super) field: String,
    /// The title of its column.
    title: String,
    /// What it is read as, where the title does not say it; empty otherwise.
    read_as: &'static str,
    /// What is used, or was typed just now.
    pub(super) value: String,
    /// What the file says, where something else was typed.
    was: Option<String>,
    /// What is used in place of it.
    now: String,
    /// Whether every row needs it.
    is_needed: bool,
}

/// GET `/organizador/importacoes/{import}/corrigir`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>, Query(which): Query<Which>) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    let line = which.linha.trim().replace('.', "").parse().unwrap_or(0);
    let found = Row::of(&organiser, &import, &BTreeSet::from([line])).await?;
    let row = found.into_iter().next().ok_or_else(|| owned::gone_from(import.id()))?;
    let place = which.depois.map(|after| Place::parse(&which.procura, &which.estado, &after));
    let page = RetypePage::of(&organiser, (&import, &event), &row, Errors::default()).await?.from(place);
    Ok(organiser.visit.show(&page))
}

/// The field of a column's cell.
pub(super) fn field(column: &CellColumn) -> String {
    format!("cell_{}", column.at)
}

impl RetypePage {
    /// The form of a row. What is wrong with its cells by themselves is told at once.
    pub(super) async fn of(
        organiser: &Organiser,
        (import, event): (&Import, &Event),
        row: &Row,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let (path, snapshot) = (import_path(import.id()), import.snapshot());
        let line = row.row.line;
        let is_issued = matches!(row.row.verdict, Verdict::New | Verdict::Changed | Verdict::Unchanged);
        Ok(Self {
            site: organiser.visit.site(),
            key: fresh_key(&organiser.visit.app),
            errors,
            path: format!("{path}/corrigir"),
            file_name: snapshot.file_name.clone(),
            event: event_path(event.id()),
            event_title: event.snapshot().sheet.title.to_string(),
            reading: snapshot.reading,
            line,
            state: rows::badge(row.row.verdict, false),
            told: told(organiser, import, row).await?,
            cells: (0..row.columns.len()).map(|at| AskedCell::of(row, at)).collect(),
            sample: if is_issued { format!("{path}/amostra?linha={line}") } else { String::new() },
            forgets_answers: has_answers(import),
            left: u32::try_from(Retyped::MOST).unwrap_or(u32::MAX).saturating_sub(row.retyped.count()),
            along: Vec::new(),
            back: path.clone(),
            hidden: vec![("sheet", row.sheet.clone())],
            meanwhile: None,
            import: path,
        })
    }

    /// The same for whoever comes from the rows of the list.
    pub(super) fn from(mut self, place: Option<Place>) -> Self {
        if let Some(place) = place {
            self.back = format!("{}{}", self.import, place.beside());
            self.hidden.extend(place.fields());
        }
        self
    }

    /// The same with what somebody else changed while it was typed.
    pub(super) fn overtaken(self, meanwhile: Meanwhile) -> Self {
        Self { meanwhile: Some(meanwhile), ..self }
    }

    /// The same with what was typed, of this line and of others, each field with its line.
    pub(super) fn keeping(mut self, typed: &BTreeMap<String, String>) -> Self {
        let own = format!("line_{}_", self.line);
        for (field, text) in typed {
            let field = field.strip_prefix(&own).unwrap_or(field);
            match self.cells.iter_mut().find(|cell| cell.field == field) {
                Some(cell) => cell.value.clone_from(text),
                None => self.along.push((field.to_owned(), text.clone())),
            }
        }
        self
    }
}

impl AskedCell {
    fn of(row: &Row, at: usize) -> Self {
        let (column, used) = (&row.columns[at], row.row.cells.get(at).cloned().unwrap_or_default());
        let was = row.of_file(at);
        let label = column.column.label();
        Self {
            field: field(column),
            title: if column.title.is_empty() {
                format!("(coluna {})", column.at + 1)
            } else {
                column.title.clone()
            },
            read_as: if label == column.title { "" } else { label },
            was: (was != used).then(|| was.to_owned()),
            is_needed: check::is_needed(column, &row.columns),
            now: used.clone(),
            value: used,
        }
    }

    /// What is typed in place of what, in a sentence; empty where it is as in the file.
    fn corrected(&self) -> String {
        let shown = |text: &str| if text.is_empty() { "(vazio)".to_owned() } else { format!("“{text}”") };
        self.was
            .as_ref()
            .map_or_else(String::new, |was| format!("Corrigido aqui: {} → {}", shown(was), shown(&self.now)))
    }

    /// What helps to fill it in: what it is read as, and what was corrected.
    fn hint(&self) -> String {
        let read_as =
            if self.read_as.is_empty() { String::new() } else { format!("Lida como {}.", self.read_as) };
        [read_as, self.corrected()].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Whether something was said of lines that may correct a certificate.
pub(crate) fn has_answers(import: &Import) -> bool {
    match &import.snapshot().state {
        State::Ready { tally, choices, .. } => choices.open(tally.doubts) < tally.doubts,
        _ => false,
    }
}

/// What was told of a row when the list was read: of a long list no more than its cells tell by themselves.
async fn told(organiser: &Organiser, import: &Import, row: &Row) -> Result<Vec<Told>, Problem> {
    let (store, tally, mut told) = (&organiser.visit.app.store, row.tally, Vec::new());
    if tally.problem_chunks > MOST_CHUNKS {
        let sentence = |(column, cell): (&CellColumn, &String)| {
            let reason = row.wrong(column, cell)?;
            Some(Told { column: column.title.clone(), reason })
        };
        return Ok(row.columns.iter().zip(&row.row.cells).filter_map(sentence).collect());
    }
    for chunk in 0..tally.problem_chunks {
        let problems = store.find_problems(import.id(), tally.stored(chunk)).await?.unwrap_or_default();
        let of_row = problems.into_iter().filter(|problem| problem.line == row.row.line);
        told.extend(of_row.map(|problem| Told { reason: problem.reason.sentence(), column: problem.column }));
    }
    Ok(told)
}

/// What is wrong with a cell that was typed.
pub(super) fn error(column: &CellColumn, sentence: impl Into<String>) -> FieldError {
    FieldError::new(&field(column), sentence)
}
