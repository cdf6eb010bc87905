//! A sample for somebody of a list that is not published yet.

use super::drawing::{Drawing, Part, answer};
use super::mailed::saying;
use crate::imports::{TOO_OLD, chunk_with};
use crate::owned::{self, event_path, import_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::certificate::person_lines;
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally};
use domain::participation::line::Line;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Whose certificate is shown.
#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct Whose {
    /// The row of the list; the one with the longest name when it is left out.
    #[serde(default)]
    linha: String,
    /// What was done just before: `enviado`, the mail to oneself.
    #[serde(default)]
    teste: String,
}

impl Whose {
    fn row(&self) -> Option<u32> {
        self.linha.trim().replace('.', "").parse().ok()
    }
}

/// Somebody's certificate as it would be.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "sample.html")]
pub(crate) struct SamplePage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    /// Address of the list's page.
    import: String,
    /// Name of the file.
    file_name: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// Row of the list that is shown.
    line: u32,
    /// Whether nobody in the list has a longer name.
    is_longest: bool,
    /// The name.
    name: String,
    /// Where the pictures are: `frente.png`, `verso.png`, and the file `certificado.pdf`, each with `?linha=`.
    pictures: String,
    /// Its backs: `verso.png`, `verso-2.png`.
    backs: Vec<String>,
    /// Address of the person before in the list, as far as it is near.
    previous: String,
    /// Address of the person after.
    next: String,
}

/// Somebody of a list, with the neighbours that are stored beside them.
pub(super) struct Found {
    /// The chunk of the list that has them.
    pub(super) chunk: u32,
    before: Option<u32>,
    pub(super) line: Line,
    after: Option<u32>,
    longest: u32,
}

/// GET `/organizador/importacoes/{import}/amostra`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>, Query(whose): Query<Whose>) -> Answer {
    let page = page(&organiser, &id, whose.row()).await?;
    let said = saying(&organiser, &whose.teste).await?;
    let site = said.map_or_else(|| organiser.visit.site(), |said| organiser.visit.site_saying("ok", said));
    Ok(organiser.visit.show(&SamplePage { site, ..page }))
}

/// GET `/organizador/importacoes/{import}/amostra/linha/{row}`: where a mail leads, by its path alone.
pub(crate) async fn show_row(organiser: Organiser, Path((id, row)): Path<(String, String)>) -> Answer {
    let row = row.parse().map_err(|_| Problem::not_found())?;
    let page = page(&organiser, &id, Some(row)).await?;
    // Its address was mailed: it is of this line and of no other.
    if page.line != row {
        return Err(Problem::not_found());
    }
    Ok(organiser.visit.show(&page))
}

async fn page(organiser: &Organiser, id: &str, row: Option<u32>) -> Result<SamplePage, Problem> {
    let (import, event) = owned::import(organiser, id).await?;
    let found = find(organiser, &import, row).await?;
    let backs = paper::backs(&event.snapshot().sheet).map_err(Problem::internal)?;
    let page = SamplePage::of(organiser, &import, &event, &found);
    Ok(SamplePage { backs: (0..backs).map(super::remarks::back_name).collect(), ..page })
}

/// GET `/organizador/importacoes/{import}/amostra/{part}`
pub(crate) async fn draw(
    organiser: Organiser,
    Path((id, part)): Path<(String, String)>,
    Query(whose): Query<Whose>,
) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    let part = Part::named(&part).ok_or_else(Problem::not_found)?;
    let found = find(&organiser, &import, whose.row()).await?;
    let sheet = &event.snapshot().sheet;
    let person = person_lines(&found.line, sheet, None);
    let drawing = Drawing::of_sheet(&organiser.visit, sheet, person).await?;
    answer(&organiser, part, drawing.draw(part).await?)
}

/// Somebody by their row; without one, whoever has the longest name.
pub(super) async fn find(organiser: &Organiser, import: &Import, row: Option<u32>) -> Result<Found, Problem> {
    let tally = ready(organiser, import)?;
    let row = row.unwrap_or(tally.longest);
    let (chunk, lines) = chunk_with(organiser, import, tally, row).await?;
    // A row that is no line of somebody is followed by one that is, or is beyond the last.
    let at = lines.iter().position(|line| line.number >= row).unwrap_or(lines.len().saturating_sub(1));
    let neighbour = |at: Option<usize>| at.and_then(|at| lines.get(at)).map(|line| line.number);
    let (before, after) = (neighbour(at.checked_sub(1)), neighbour(at.checked_add(1)));
    let line = lines.get(at).cloned().ok_or_else(|| owned::gone_from(import.id()))?;
    Ok(Found { chunk, before, line, after, longest: tally.longest })
}

/// What is in a list that can be published.
fn ready(organiser: &Organiser, import: &Import) -> Result<Tally, Problem> {
    match &import.snapshot().state {
        State::Ready { .. } if import.is_too_old(organiser.visit.now) => Err(Problem::gone(TOO_OLD)),
        State::Ready { tally, .. } if tally.chunks > 0 => Ok(*tally),
        _ => Err(owned::gone_from(import.id())),
    }
}

impl SamplePage {
    fn place(&self) -> String {
        format!("Linha {}", crate::labels::number(self.line))
    }

    fn of(organiser: &Organiser, import: &Import, event: &Event, found: &Found) -> Self {
        let (path, sheet) = (import_path(import.id()), &event.snapshot().sheet);
        let of = |row: Option<u32>| row.map(|row| format!("{path}/amostra?linha={row}")).unwrap_or_default();
        Self {
            site: organiser.visit.site(),
            key: fresh_key(&organiser.visit.app),
            file_name: import.snapshot().file_name.clone(),
            event: event_path(event.id()),
            event_title: sheet.title.to_string(),
            line: found.line.number,
            is_longest: found.line.number == found.longest,
            name: found.line.name.to_string(),
            pictures: format!("{path}/amostra"),
            backs: Vec::new(),
            previous: of(found.before),
            next: of(found.after),
            import: path,
        }
    }
}
