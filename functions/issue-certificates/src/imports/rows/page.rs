//! All rows of a list on pages: searched, and by what becomes of them.

use super::listed::{Known, ListedRow};
use super::place::Place;
use super::search::{self, Kind};
use super::walk::{List, Walk, list_of};
use crate::labels::{counted, number};
use crate::owned::{self, event_path, import_path};
use crate::people::Wanted;
use askama::Template;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::form::fresh_key;
use common::web::{Answer, Input, Organiser, Site, Wants};
use domain::participation::doubt::Choices;
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally};
use domain::value::id::SearchId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Rows on a page.
const ON_A_PAGE: usize = 25;
/// Chunks that one request looks through, of 250 rows at most each.
const MOST_CHUNKS: u32 = 260;

/// Which rows are looked for. What is looked for is sent by POST, because it is somebody's name, address or CPF: a browser is led to
/// an address under which it is kept for a while, and a program is answered at once.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
pub(crate) struct Sought {
    /// A part of a name, of an e-mail, or a CPF.
    busca: String,
    /// Under what a search is kept.
    procura: String,
    /// `com-erro`, `com-aviso`, `novas`, `mudam`, `iguais`, `de-fora` or `corrigidas`; empty, all.
    estado: String,
    /// The row after which to look.
    depois: String,
}

/// Rows of a list.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "rows.html")]
pub(crate) struct RowsPage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    place: Place,
    /// Whether what was looked for is kept no more.
    is_forgotten: bool,
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
    /// Which reading of the list is shown.
    #[serde(rename = "reading_number")]
    reading: u32,
    /// What was looked for.
    search: String,
    /// Rows of which kind are shown.
    kind: &'static str,
    /// Whether an earlier version has read the list and kept no rows: it has to be read again.
    is_unknown: bool,
    /// How many there are, or were found so far, in words.
    found: String,
    /// The row after which these were looked for; 0 from the beginning.
    after: u32,
    /// Up to which row was looked, where that is not the end; 0 when it is.
    looked_to: u32,
    /// The rows of this page.
    rows: Vec<ListedRow>,
}

/// What was found.
#[derive(Default)]
struct Found {
    rows: Vec<ListedRow>,
    /// The row after which to go on; none at the end.
    goes_on: Option<u32>,
}

/// GET `/organizador/importacoes/{import}/conferir`
pub(crate) async fn show(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(sought): Query<Sought>,
) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    let place = sought.place();
    let kept = match &place.search {
        Some(search) => organiser.visit.app.store.find_search(&import, search, organiser.visit.now).await?,
        None => None,
    };
    // What an address says of who is looked for is not heard: it would be in histories and logs.
    found(&organiser, (&import, &event), place, kept).await
}

/// POST `/organizador/importacoes/{import}/conferir`
pub(crate) async fn search(organiser: Organiser, Path(id): Path<String>, input: Input<Sought>) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    let (text, place) = (input.body.text(), input.body.place());
    let visit = &organiser.visit;
    if visit.wants == Wants::Json {
        return found(&organiser, (&import, &event), Place { search: None, ..place }, Some(text)).await;
    }
    list_of(&organiser, &import)?;
    let search = (!text.is_empty()).then(|| SearchId::from_bytes(visit.app.chance.bytes()));
    if let Some(id) = &search {
        visit.app.store.keep_search(&import, id, &text, visit.now).await?;
    }
    Ok(visit.see(&Place { search, ..place }.path(import.id())))
}

async fn found(
    organiser: &Organiser,
    (import, event): (&Import, &Event),
    place: Place,
    text: Option<String>,
) -> Answer {
    let (tally, list) = list_of(organiser, import)?;
    let (kind, after) = (place.kind, place.after);
    let mut page = RowsPage::framed(organiser, import, event, place);
    page.is_forgotten = text.is_none() && page.place.search.take().is_some();
    page.search = text.unwrap_or_default();
    page.is_unknown = list.is_none();
    if let Some(list) = list {
        let count = kind.count(&followed(import, tally));
        let Found { rows, goes_on } = match count {
            Some(0) => Found::default(),
            _ => look(organiser, import, kind.among(list), &page).await?,
        };
        let is_all = after == 0 && goes_on.is_none();
        let total = count.filter(|_| page.search.is_empty());
        page.found =
            in_words(total.or_else(|| is_all.then(|| u32::try_from(rows.len()).unwrap_or(u32::MAX))));
        page.looked_to = goes_on.unwrap_or(0);
        page.rows = rows;
    }
    Ok(organiser.visit.show(&page))
}

impl Sought {
    fn text(&self) -> String {
        self.busca.trim().chars().take(200).collect()
    }

    fn place(&self) -> Place {
        Place::parse(&self.procura, &self.estado, &self.depois)
    }
}

/// The counts with what was said of lines that may correct a certificate.
fn followed(import: &Import, tally: Tally) -> Tally {
    match &import.snapshot().state {
        State::Ready { choices, .. } => tally.following(choices),
        _ => tally,
    }
}

fn in_words(total: Option<u32>) -> String {
    total.map_or_else(String::new, |total| counted(total, "linha", "linhas"))
}

/// Looks for the rows of a page.
async fn look(
    organiser: &Organiser,
    import: &Import,
    list: List<'_>,
    page: &RowsPage,
) -> Result<Found, Problem> {
    let retyped = organiser.visit.app.store.find_retyped(import).await?;
    let nothing = Choices::default();
    let choices =
        if let State::Ready { choices, .. } = &import.snapshot().state { choices } else { &nothing };
    let sheet = import.snapshot().choices.sheet.as_deref().unwrap_or_default();
    let place = page.place.taken_along();
    let known = Known { path: &page.import, place: &place, sheet, retyped: &retyped, choices };
    let (wanted, kind) = (Wanted::of(&page.search), page.place.kind);
    let (mut walk, mut rows, mut last) = (Walk::after(list, page.after).await?, Vec::new(), page.after);
    while let Some(row) = walk.next().await? {
        let is_retyped = known.typed(&walk.columns, &row).next().is_some();
        let is_of_kind = kind.has(&row, search::verdict(&row, choices), is_retyped);
        if is_of_kind && search::finds(&wanted, &walk.columns, &row) {
            if rows.len() == ON_A_PAGE {
                return Ok(Found { rows, goes_on: Some(last) });
            }
            rows.push(known.show(&walk.columns, &row));
        }
        // A full page goes on after its last row, another one after what was looked through.
        if rows.len() < ON_A_PAGE || is_of_kind {
            last = row.line;
        }
        if walk.read > MOST_CHUNKS {
            return Ok(Found { rows, goes_on: Some(last) });
        }
    }
    Ok(Found { rows, goes_on: None })
}

impl RowsPage {
    fn framed(organiser: &Organiser, import: &Import, event: &Event, place: Place) -> Self {
        let path = import_path(import.id());
        Self {
            site: organiser.visit.site(),
            key: fresh_key(&organiser.visit.app),
            path: format!("{path}/conferir"),
            file_name: import.snapshot().file_name.clone(),
            event: event_path(event.id()),
            event_title: event.snapshot().sheet.title.to_string(),
            reading: import.snapshot().reading,
            search: String::new(),
            kind: place.kind.name(),
            is_unknown: false,
            found: String::new(),
            after: place.after,
            looked_to: 0,
            rows: Vec::new(),
            place,
            is_forgotten: false,
            import: path,
        }
    }

    /// The kinds of rows, each with its address and whether it is shown.
    fn kinds(&self) -> Vec<(&'static str, String, bool)> {
        let address = |kind| self.at(&Place { kind, after: 0, ..self.place.clone() });
        Kind::ALL.into_iter().map(|(kind, key, label)| (label, address(kind), key == self.kind)).collect()
    }

    /// The address of the page with the first rows.
    fn first(&self) -> String {
        self.at(&Place { after: 0, ..self.place.clone() })
    }

    /// The address of the page that goes on from here.
    fn next(&self) -> String {
        self.at(&Place { after: self.looked_to, ..self.place.clone() })
    }

    fn at(&self, place: &Place) -> String {
        format!("{}{}", self.path, place.query())
    }

    /// What these rows are, in a sentence.
    fn summary(&self) -> String {
        let range = match (self.rows.first(), self.rows.last()) {
            (Some(first), Some(last)) if self.after > 0 || self.looked_to > 0 => {
                format!("Aqui, da linha {} à {} do arquivo.", number(first.line), number(last.line))
            }
            _ => String::new(),
        };
        let found = if self.found.is_empty() { String::new() } else { format!("{}.", self.found) };
        [found, range].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// What was looked through without filling the page, in a sentence; empty when the page is full, or all was looked through.
    fn looked(&self) -> String {
        if self.looked_to == 0 || self.rows.len() == ON_A_PAGE {
            return String::new();
        }
        format!(
            "A lista é longa: até agora foram olhadas as linhas até a {}. Continue para olhar as seguintes.",
            number(self.looked_to)
        )
    }
}
