//! The events of an issuer.

use crate::labels::{self, Badge};
use crate::owned::event_path;
use askama::Template;
use axum::extract::Query;
use common::web::{Answer, Organiser, Site};
use domain::participation::event::Event;
use domain::value::calendar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Cursor;

/// Events on a page.
const ON_A_PAGE: i32 = 20;

#[derive(Deserialize, JsonSchema)]
pub(crate) struct From {
    /// Where the page begins; the newest when it is left out.
    #[serde(default)]
    depois: String,
}

/// The events of the issuer, newest first.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "events.html")]
pub(crate) struct EventsPage {
    #[serde(skip)]
    site: Site,
    /// Name of the issuer.
    issuer: String,
    /// The events of this page.
    events: Vec<Row>,
    /// Address of the first page, when this is another one.
    first: String,
    /// Address of the next page, when there is one.
    next: String,
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
    /// Where it is in its life.
    state: Badge,
}

impl Row {
    fn of(event: &Event) -> Self {
        let snapshot = event.snapshot();
        Self {
            path: event_path(event.id()),
            title: snapshot.sheet.title.to_string(),
            period: calendar::period(snapshot.sheet.period),
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
    let after = Cursor::parse(&from.depois);
    let issuer = visit.app.store.get_issuer(&organiser.issuer).await?;
    let page = visit.app.store.list_events(&organiser.issuer, ON_A_PAGE, after.as_ref()).await?;
    Ok(visit.show(&EventsPage {
        site: visit.site(),
        issuer: issuer.name.to_string(),
        events: page.items.iter().map(Row::of).collect(),
        first: after.map(|_| "/organizador".to_owned()).unwrap_or_default(),
        next: page.next.map(|cursor| next_page("/organizador", &cursor)).unwrap_or_default(),
    }))
}

/// The address of a list's next page. What a cursor is made of is safe in a query but for `#` and `+`.
pub(crate) fn next_page(path: &str, cursor: &Cursor) -> String {
    format!("{path}?depois={}", cursor.as_str().replace('#', "%23").replace('+', "%2B"))
}
