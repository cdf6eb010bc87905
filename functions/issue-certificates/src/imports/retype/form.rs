//! The form that corrects a row of a list.

use super::check;
use crate::imports::rows;
use crate::labels::Badge;
use crate::owned::{self, event_path, import_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::cells::{CellColumn, CellRow, Retyped, Verdict, is_kept_as};
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Chunks of problems that are looked through for those of a row.
const MOST_CHUNKS: u32 = 25;

/// Which row is corrected.
#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct Which {
    /// The row of the file.
    #[serde(default)]
    linha: String,
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
    /// What was typed of other lines, which goes along: each field with its text.
    #[serde(skip)]
    along: Vec<(String, String)>,
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
    let page = RetypePage::of(&organiser, (&import, &event), &row, Errors::default()).await?;
    Ok(organiser.visit.show(&page))
}

/// A row that can be corrected.
pub(super) struct Row {
    pub(super) columns: Arc<Vec<CellColumn>>,
    pub(super) row: CellRow,
    pub(super) retyped: Arc<Retyped>,
    /// The sheet that it is on; empty of a text.
    pub(super) sheet: String,
    tally: Tally,
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
        let sheet = survey.map(|survey| survey.sheet).unwrap_or_default();
        let (columns, found) = rows::find(list, lines).await?;
        let (columns, retyped) = (Arc::new(columns), Arc::new(store.find_retyped(import).await?));
        let row = |row| {
            let (columns, retyped, sheet) = (columns.clone(), retyped.clone(), sheet.clone());
            Self { columns, row, retyped, sheet, tally }
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

    fn asked(&self, at: usize) -> AskedCell {
        let (column, used) = (&self.columns[at], self.row.cells.get(at).cloned().unwrap_or_default());
        let was = self.of_file(at);
        let label = column.column.label();
        AskedCell {
            field: field(column),
            title: if column.title.is_empty() {
                format!("(coluna {})", column.at + 1)
            } else {
                column.title.clone()
            },
            read_as: if label == column.title { "" } else { label },
            was: (was != used).then(|| was.to_owned()),
            is_needed: check::is_needed(column, &self.columns),
            now: used.clone(),
            value: used,
        }
    }
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
            cells: (0..row.columns.len()).map(|at| row.asked(at)).collect(),
            sample: if is_issued { format!("{path}/amostra?linha={line}") } else { String::new() },
            forgets_answers: has_answers(import),
            left: u32::try_from(Retyped::MOST).unwrap_or(u32::MAX).saturating_sub(row.retyped.count()),
            along: Vec::new(),
            import: path,
        })
    }

    /// The same with what was typed, of this line and of others.
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
    /// What is typed in place of what, in a sentence; empty where it is as in the file.
    fn corrected(&self) -> String {
        let shown = |text: &str| if text.is_empty() { "(vazio)".to_owned() } else { format!("“{text}”") };
        self.was
            .as_ref()
            .map_or_else(String::new, |was| format!("Você corrigiu: {} → {}", shown(was), shown(&self.now)))
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
            let reason = check::wrong(column, &row.columns, cell)?;
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
