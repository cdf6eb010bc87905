//! The events of an issuer.

use crate::labels::{self, Badge};
use crate::owned::event_path;
use askama::Template;
use axum::extract::Query;
use common::error::Problem;
use common::web::{Answer, Organiser, Site};
use domain::participation::event::Event;
use domain::participation::import::{Import, State};
use domain::value::calendar;
use domain::value::name::folded;
use futures::future::try_join_all;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::participation::corrections::Queue;
use store::{Cursor, Listed};

/// Events on a page.
const ON_A_PAGE: i32 = 20;
/// Events that a search shows.
const MOST_FOUND: usize = 100;
/// Requests for corrections that are counted; more are said to be as many or more.
const MOST_ASKED: i32 = 20;
/// Events that are looked through at once.
const SEARCHED_AT_ONCE: i32 = 100;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct From {
    /// Where the page begins; the newest when it is left out.
    #[serde(default)]
    depois: String,
    /// Words of the title: all events that have them, without pages.
    #[serde(default)]
    busca: String,
}

/// The events of the issuer, newest first.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "events.html")]
pub(crate) struct EventsPage {
    #[serde(skip)]
    site: Site,
    /// Name of the issuer.
    issuer: String,
    /// The words of the title that were looked for.
    search: String,
    /// Requests for corrections that wait for the issuer, at most twenty.
    asked: usize,
    /// Whether there may be more of them.
    is_many_asked: bool,
    /// Whether more events were found than are shown.
    is_cut: bool,
    /// The events of this page.
    events: Vec<Row>,
    /// Address of the first page, when this is another one.
    first: String,
    /// Address of the next page, when there is one.
    next: String,
}

impl EventsPage {
    fn count(&self) -> String {
        labels::counted(u32::try_from(self.events.len()).unwrap_or(u32::MAX), "evento", "eventos")
    }
}

/// One event of the list.
#[derive(Serialize, JsonSchema)]
struct Row {
    /// Address of its page.
    path: String,
    /// Its title.
    title: String,
    /// Its days in words.
    period: String,
    /// Certificates that its lists were published with.
    certificates: u32,
    /// Where it is in its life.
    state: Badge,
}

impl Row {
    fn of(event: &Event, certificates: u32) -> Self {
        let snapshot = event.snapshot();
        Self {
            path: event_path(event.id()),
            title: snapshot.sheet.title.to_string(),
            period: calendar::period(snapshot.sheet.period),
            certificates,
            state: labels::of_event(&snapshot.state),
        }
    }
}

/// GET `/organizador/eventos`: where the address bar stands after a form was refused.
pub(crate) async fn lead(organiser: Organiser) -> Answer {
    Ok(organiser.visit.see("/organizador"))
}

/// GET `/organizador`
pub(crate) async fn list(organiser: Organiser, Query(from): Query<From>) -> Answer {
    let visit = &organiser.visit;
    let issuer = visit.app.store.get_issuer(&organiser.issuer).await?;
    let asked =
        visit.app.store.list_corrections(Queue::Waiting(&organiser.issuer), MOST_ASKED, visit.now).await?;
    let after = Cursor::parse(&from.depois);
    let page = match from.busca.trim() {
        "" => visit.app.store.list_events(&organiser.issuer, ON_A_PAGE, after.as_ref()).await?,
        words => titled(&organiser, words).await?,
    };
    let is_cut = page.items.len() > MOST_FOUND;
    let events: Vec<&Event> = page.items.iter().take(MOST_FOUND).collect();
    let totals = try_join_all(events.iter().map(|event| certificates(&organiser, event))).await?;
    Ok(visit.show(&EventsPage {
        site: visit.site(),
        issuer: issuer.name.to_string(),
        search: from.busca.trim().chars().take(100).collect(),
        asked: asked.len(),
        is_many_asked: i32::try_from(asked.len()).is_ok_and(|found| found >= MOST_ASKED),
        is_cut,
        events: events.iter().zip(totals).map(|(event, total)| Row::of(event, total)).collect(),
        first: after.map(|_| "/organizador".to_owned()).unwrap_or_default(),
        next: page.next.map(|cursor| next_page("/organizador", &cursor)).unwrap_or_default(),
    }))
}

/// The events whose titles have words that begin so, newest first.
async fn titled(organiser: &Organiser, words: &str) -> Result<Listed<Event>, Problem> {
    let wanted = folded(words);
    let finds = |event: &Event| {
        let title = folded(event.snapshot().sheet.title.as_str());
        wanted.split(' ').all(|word| title.split(' ').any(|part| part.starts_with(word)))
    };
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let page = organiser
            .visit
            .app
            .store
            .list_events(&organiser.issuer, SEARCHED_AT_ONCE, after.as_ref())
            .await?;
        items.extend(page.items.into_iter().filter(finds));
        after = page.next;
        if after.is_none() || items.len() > MOST_FOUND {
            return Ok(Listed { items, next: None });
        }
    }
}

/// How many certificates the lists of an event were published with.
async fn certificates(organiser: &Organiser, event: &Event) -> Result<u32, Problem> {
    if event.snapshot().edition_number().is_none() {
        return Ok(0);
    }
    let new = |import: &Import| match &import.snapshot().state {
        State::Issuing { tally, .. } | State::Done { tally, .. } => Some(tally.new),
        _ => None,
    };
    let each = organiser.visit.app.store.gather_of_event(event.id(), Import::MOST_SOURCES, new).await?;
    Ok(each.into_iter().fold(0, u32::saturating_add))
}

/// The address of a list's next page. What a cursor is made of is safe in a query but for `#` and `+`.
pub(crate) fn next_page(path: &str, cursor: &Cursor) -> String {
    format!("{path}?depois={}", cursor.as_str().replace('#', "%23").replace('+', "%2B"))
}
