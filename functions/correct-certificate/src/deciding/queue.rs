//! The requests that wait for an issuer, and what became of the last ones.

use super::form::path_of;
use crate::request::Request;
use askama::Template;
use common::error::Problem;
use common::web::{Answer, Organiser, Site};
use domain::participation::correction::Correction;
use domain::participation::edition::Sheet;
use domain::participation::event::Event;
use domain::value::id::EventId;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use store::participation::corrections::Queue;

/// How many requests that wait are shown: the oldest.
const MOST_WAITING: i32 = 100;
/// How many that were decided are shown: the latest.
const MOST_DECIDED: i32 = 20;

/// The requests about an issuer's certificates.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "queue.html")]
pub(crate) struct QueuePage {
    #[serde(skip)]
    site: Site,
    /// What waits for a decision, the oldest first.
    waiting: Vec<Entry>,
    /// Whether more wait than are shown.
    is_cut: bool,
    /// What was decided, the latest first.
    decided: Vec<Entry>,
}

/// One request.
#[derive(Serialize, JsonSchema)]
struct Entry {
    /// Where it is looked at.
    path: String,
    /// The name that the certificate had when it was asked.
    name: String,
    /// The event.
    event: String,
    /// The request.
    #[serde(flatten)]
    request: Request,
}

/// GET `/organizador/correcoes`
pub(crate) async fn show(organiser: Organiser) -> Answer {
    let (visit, issuer) = (&organiser.visit, &organiser.issuer);
    let store = &visit.app.store;
    let waiting = store.list_corrections(Queue::Waiting(issuer), MOST_WAITING, visit.now).await?;
    let decided = store.list_corrections(Queue::Decided(issuer), MOST_DECIDED, visit.now).await?;
    let events = events(&organiser, waiting.iter().chain(&decided)).await?;
    let entries = |requests: &[Correction]| -> Vec<Entry> {
        requests.iter().filter_map(|request| Entry::of(request, &events)).collect()
    };
    let is_cut = i32::try_from(waiting.len()).is_ok_and(|found| found == MOST_WAITING);
    let page =
        QueuePage { site: visit.site(), waiting: entries(&waiting), is_cut, decided: entries(&decided) };
    Ok(visit.show(&page))
}

async fn events(
    organiser: &Organiser,
    requests: impl Iterator<Item = &Correction>,
) -> Result<HashMap<EventId, Event>, Problem> {
    let mut ids: Vec<EventId> = requests.map(|request| request.snapshot().event.clone()).collect();
    ids.sort();
    ids.dedup();
    let found = organiser.visit.app.store.find_events(&ids).await?;
    Ok(found.into_iter().map(|event| (event.id().clone(), event)).collect())
}

impl Entry {
    fn of(request: &Correction, events: &HashMap<EventId, Event>) -> Option<Self> {
        let snapshot = request.snapshot();
        let sheet: &Sheet = &events.get(&snapshot.event)?.snapshot().sheet;
        Some(Self {
            path: path_of(&snapshot.certificate),
            name: snapshot.asked.before.name.to_string(),
            event: sheet.title.to_string(),
            request: Request::of(request, sheet).for_organiser(),
        })
    }
}
