//! What waits for an approver, the one that waits for longest first, and what was decided lately.

use crate::entities;
use crate::standing::Standing;
use askama::Template;
use axum::extract::Query;
use common::digital::access_moments::{country, is_late, moment, promised};
use common::digital::access_words;
use common::error::Problem;
use common::web::{Answer, Approver, Site, Visit};
use domain::digital::access::{AccessRequest, State};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Cursor;
use store::digital::access::Queue;

/// Requests on a page.
const PAGE: i32 = 50;
/// Decided requests that are shown.
const DECIDED: i32 = 10;

/// The queue.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "queue.html")]
pub(crate) struct QueuePage {
    #[serde(skip)]
    site: Site,
    /// What waits, the oldest first.
    waiting: Vec<QueueLine>,
    /// How many of these should have been answered before today.
    late: usize,
    /// Where the next page begins; empty, there is none.
    next: String,
    /// What was decided lately, the latest first; on the first page only.
    decided: Vec<QueueLine>,
}

/// A request in the queue.
#[derive(Serialize, JsonSchema)]
struct QueueLine {
    /// Where it is decided.
    path: String,
    /// Its number.
    protocol: String,
    /// Who asks.
    name: String,
    /// For which entity.
    entity: String,
    /// What they want.
    service: &'static str,
    /// Since when it waits, or when it was decided.
    since: String,
    /// The day within which it is answered; empty, when it was.
    promised: String,
    /// Whether that day is over.
    is_late: bool,
    /// The kind of its badge.
    #[serde(skip)]
    kind: &'static str,
    /// Where it is, in words.
    label: &'static str,
}

/// A place in the list.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Place {
    /// Where the page begins.
    #[serde(default)]
    depois: String,
}

/// GET `/aprovacao`
pub(crate) async fn show(approver: Approver, Query(place): Query<Place>) -> Answer {
    let visit = &approver.visit;
    let after = Cursor::parse(&place.depois);
    let waiting = visit.app.store.list_access_requests(Queue::Waiting, PAGE, after.as_ref()).await?;
    let decided = match after {
        None => visit.app.store.list_access_requests(Queue::Decided, DECIDED, None).await?.items,
        Some(_) => Vec::new(),
    };
    let waiting_lines = lines(visit, &waiting.items).await?;
    let page = QueuePage {
        site: visit.site(),
        late: waiting_lines.iter().filter(|line| line.is_late).count(),
        waiting: waiting_lines,
        next: waiting.next.map(|cursor| cursor.as_str().to_owned()).unwrap_or_default(),
        decided: lines(visit, &decided).await?,
    };
    Ok(visit.show(&page))
}

async fn lines(visit: &Visit, requests: &[AccessRequest]) -> Result<Vec<QueueLine>, Problem> {
    let mut lines = Vec::with_capacity(requests.len());
    for request in requests {
        lines.push(line(visit, request).await?);
    }
    Ok(lines)
}

async fn line(visit: &Visit, request: &AccessRequest) -> Result<QueueLine, Problem> {
    let snapshot = request.snapshot();
    let form = snapshot.state.sending().map(|sending| &sending.form);
    let since = match &snapshot.state {
        State::Validated { since, .. } => *since,
        _ => snapshot.changed_at,
    };
    let standing = Standing::of(request, visit.now);
    Ok(QueueLine {
        path: format!("/aprovacao/{}", request.id().as_str().to_lowercase()),
        protocol: snapshot.protocol.as_str().to_owned(),
        name: form.map(|form| form.name.to_string()).unwrap_or_default(),
        entity: entities::shown(visit, request).await?.0,
        service: form.map_or("", |form| access_words::service(form.service)),
        since: moment(country(request), since),
        promised: promised(request),
        is_late: is_late(request, visit.now),
        kind: standing.kind,
        label: standing.label,
    })
}
