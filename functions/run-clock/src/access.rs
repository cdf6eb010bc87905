//! Requests for access that nobody went on with: they lapse, and their documents are deleted. Nothing depends on it: whoever opens one
//! is told that it has lapsed, and it takes no change any more; it is for the data that nobody should keep.

use crate::ClockError;
use common::App;
use domain::digital::access::{AccessRequest, Command};
use domain::transition::Actor;
use jiff::Timestamp;
use platform::documents::proof_key;
use store::Change;
use store::digital::access::Queue;

/// How many lapse in a round: those that nobody touched for longest come first.
const AT_ONCE: i32 = 25;

/// Lets requests lapse; answers how many did.
///
/// # Errors
/// When the store or the bucket fails: the next round goes on.
pub async fn lapse(app: &App, now: Timestamp) -> Result<usize, ClockError> {
    let open = app.store.list_access_requests(Queue::Open, AT_ONCE, None).await?.items;
    let mut lapsed = 0;
    for request in open.into_iter().filter(|request| request.has_lapsed(now)) {
        lapsed += usize::from(end(app, request, now).await?);
    }
    Ok(lapsed)
}

/// The document goes first: a crash in between leaves a request that the next round finds again.
async fn end(app: &App, request: AccessRequest, now: Timestamp) -> Result<bool, ClockError> {
    if let Some(proof) = &request.snapshot().proof {
        app.documents.delete(&proof_key(request.id(), &proof.sha256)).await?;
    }
    let actor = Actor::Step("run-clock".to_owned());
    let Ok(lapsed) = request.apply(Command::Lapse, actor, now) else { return Ok(false) };
    Ok(app.store.commit_unless_overtaken(Change::of(lapsed)).await?.is_some())
}
