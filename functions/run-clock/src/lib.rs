//! Step `run-clock`: the sweep. What is due and was not done is armed again, and the change itself delivers it.
//!
//! A stream delivers at once; the sweep is the guarantee, whatever the stream, a worker or the mail service did.
//! Locally there is no stream: [`due`] runs all the time, and the steps are called with what it finds.

use common::App;
use common::store::works::{DUE_SHARDS, Kind, WorkKey};
use common::store::{Guard, StoreError};
use domain::id::ImportId;
use domain::transition::{Actor, Illegal};
use domain::{import, work};
use jiff::{SignedDuration, Timestamp};

/// How long a stream may take before its work counts as lost, in seconds.
const GRACE_S: i64 = 60;
/// How much of a shard is taken at once.
const PER_SHARD: i32 = 100;

/// The sweep could not go on; it begins anew at its next time.
#[derive(Debug, thiserror::Error)]
pub enum ClockError {
    /// The store failed.
    #[error("could not sweep")]
    Store(#[from] StoreError),
    /// Something due moved on in a way that its rules do not know.
    #[error("could not arm due work")]
    Illegal(#[from] Illegal),
}

/// What is due.
#[derive(Debug, Default)]
pub struct Due {
    /// PDFs to draw.
    pub pdfs: Vec<WorkKey>,
    /// Mails to send.
    pub mails: Vec<WorkKey>,
    /// Imports whose next chunk is to be issued.
    pub imports: Vec<ImportId>,
}

impl Due {
    /// Whether nothing is due.
    pub fn is_empty(&self) -> bool {
        self.pdfs.is_empty() && self.mails.is_empty() && self.imports.is_empty()
    }
}

/// What is due up to an instant: from every shard a part, so that one full shard does not starve the others.
///
/// # Errors
/// When the store fails.
pub async fn due(app: &App, up_to: Timestamp) -> Result<Due, StoreError> {
    let mut due = Due { imports: app.store.list_due_imports(up_to, PER_SHARD).await?, ..Due::default() };
    for shard in 0..DUE_SHARDS {
        due.pdfs.extend(app.store.list_due_work(Kind::Pdf, shard, up_to, PER_SHARD).await?);
        due.mails.extend(app.store.list_due_work(Kind::Mail, shard, up_to, PER_SHARD).await?);
    }
    Ok(due)
}

/// Arms what has been due for longer than a stream takes. Answers how much that was.
///
/// # Errors
/// When the store fails.
pub async fn handle(app: App) -> Result<usize, ClockError> {
    let now = app.clock.now();
    let overdue = now.saturating_sub(SignedDuration::from_secs(GRACE_S)).unwrap_or(now);
    let due = due(&app, overdue).await?;
    let armed = due.pdfs.len() + due.mails.len() + due.imports.len();
    for key in due.pdfs.iter().chain(&due.mails) {
        arm_work(&app, key, now).await?;
    }
    for id in &due.imports {
        arm_import(&app, id, now).await?;
    }
    tracing::info!(armed, "armed {armed} pieces of overdue work");
    Ok(armed)
}

/// Somebody else may be faster: then it is not overdue any more.
async fn arm_work(app: &App, key: &WorkKey, now: Timestamp) -> Result<(), ClockError> {
    let Some(before) = app.store.find_work(key).await? else { return Ok(()) };
    let Ok(after) = before.clone().apply(work::Command::Arm, now) else { return Ok(()) };
    match app.store.arm_work(&before, &after).await {
        Err(error) if error.is(Guard::Unchanged) => Ok(()),
        done => Ok(done?),
    }
}

async fn arm_import(app: &App, id: &ImportId, now: Timestamp) -> Result<(), ClockError> {
    let import = app.store.get_import(id).await?;
    let Ok(armed) = import.apply(import::Command::Arm, Actor::Step("run-clock".to_owned()), now) else {
        return Ok(());
    };
    match app.store.commit_import(armed, None, None).await {
        Err(error) if error.is(Guard::Unchanged) => Ok(()),
        done => Ok(done.map(|_| ())?),
    }
}
