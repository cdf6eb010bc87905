//! Step `run-clock`: the sweep. What is due and was not done is armed again, and the change itself delivers it.
//!
//! A stream delivers at once; the sweep is the guarantee, whatever the stream, a worker or the mail service did.
//! Locally there is no stream: [`due`] runs all the time, and the steps are called with what it finds.

use common::App;
use common::metrics::Metric;
use common::store::works::{DUE_SHARDS, Kind, WorkKey};
use common::store::{Guard, StoreError, Waiting};
use domain::id::ImportId;
use domain::import::{self, Import, State};
use domain::transition::{Actor, Illegal};
use domain::work::{self, Work};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

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

/// The event of the schedule (Amazon EventBridge, "Scheduled Event"). It says nothing that the sweep needs; another event
/// than that was meant for somebody else.
#[derive(Debug, Deserialize)]
pub struct Tick {
    /// Who sent it.
    #[expect(dead_code, reason = "reading it is the check")]
    source: Sender,
}

#[derive(Debug, Deserialize)]
enum Sender {
    #[serde(rename = "aws.events")]
    Schedule,
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
    let keys = |due: Vec<Waiting<WorkKey>>| due.into_iter().map(|waiting| waiting.what);
    let imports = app.store.list_due_imports(up_to, PER_SHARD).await?;
    let mut due =
        Due { imports: imports.into_iter().map(|waiting| waiting.what).collect(), ..Due::default() };
    for shard in 0..DUE_SHARDS {
        due.pdfs.extend(keys(app.store.list_due_work(Kind::Pdf, shard, up_to, PER_SHARD).await?));
        due.mails.extend(keys(app.store.list_due_work(Kind::Mail, shard, up_to, PER_SHARD).await?));
    }
    Ok(due)
}

/// Arms what has been due for longer than a stream takes, and measures how long the oldest of it has waited. Answers how
/// much was armed.
///
/// # Errors
/// When the store fails.
pub async fn handle(app: App) -> Result<usize, ClockError> {
    let mut sweep = Sweep { now: app.clock.now(), app: &app, armed: 0 };
    let pdfs = sweep.works(Kind::Pdf).await?;
    let mails = sweep.works(Kind::Mail).await?;
    let imports = sweep.imports().await?;
    app.meter.add(Metric::OldestDuePdfSeconds, pdfs);
    app.meter.add(Metric::OldestDueMailSeconds, mails);
    app.meter.add(Metric::OldestDueImportSeconds, imports);
    app.meter.add(Metric::WorkArmed, i64::try_from(sweep.armed).unwrap_or(i64::MAX));
    Ok(sweep.armed)
}

/// One round of the sweep.
struct Sweep<'a> {
    app: &'a App,
    now: Timestamp,
    armed: usize,
}

impl Sweep<'_> {
    /// Arms the overdue work of a kind, and answers how long the oldest has waited, in seconds.
    async fn works(&mut self, kind: Kind) -> Result<i64, ClockError> {
        let mut oldest = 0;
        for shard in 0..DUE_SHARDS {
            let waiting = self.app.store.list_due_work(kind, shard, self.horizon(), PER_SHARD).await?;
            for (n, Waiting { what, due_at }) in waiting.iter().enumerate() {
                // Of what is not overdue only the first is looked at: for how long it has been tried.
                if n > 0 && !self.is_overdue(*due_at) {
                    break;
                }
                let Some(work) = self.app.store.find_work(what).await? else { continue };
                oldest = oldest.max(self.waited(work.created_at));
                if self.is_overdue(*due_at) && self.arm_work(work).await? {
                    self.armed += 1;
                }
            }
        }
        Ok(oldest)
    }

    /// Arms the overdue imports, and answers how long the longest has stood at its chunk, in seconds.
    async fn imports(&mut self) -> Result<i64, ClockError> {
        let mut oldest = 0;
        for Waiting { what, due_at } in self.app.store.list_due_imports(self.horizon(), PER_SHARD).await? {
            let import = self.app.store.get_import(&what).await?;
            let State::Issuing { since, .. } = import.snapshot().state else { continue };
            oldest = oldest.max(since.map_or(0, |since| self.waited(since)));
            if self.is_overdue(due_at) && self.arm_import(import).await? {
                self.armed += 1;
            }
        }
        Ok(oldest)
    }

    /// What failed waits at most so long for its next attempt: up to here everything is listed that is not done.
    fn horizon(&self) -> Timestamp {
        self.now.saturating_add(SignedDuration::from_secs(work::LONGEST_PAUSE_S)).unwrap_or(self.now)
    }

    fn is_overdue(&self, due_at: Timestamp) -> bool {
        self.waited(due_at) >= GRACE_S
    }

    fn waited(&self, since: Timestamp) -> i64 {
        self.now.duration_since(since).as_secs().max(0)
    }

    /// Somebody else may be faster: then it is not overdue any more.
    async fn arm_work(&self, before: Work) -> Result<bool, ClockError> {
        let Ok(after) = before.clone().apply(work::Command::Arm, self.now) else { return Ok(false) };
        match self.app.store.arm_work(&before, &after).await {
            Err(error) if error.is(Guard::Unchanged) => Ok(false),
            done => Ok(done.map(|()| true)?),
        }
    }

    async fn arm_import(&self, import: Import) -> Result<bool, ClockError> {
        let actor = Actor::Step("run-clock".to_owned());
        let Ok(armed) = import.apply(import::Command::Arm, actor, self.now) else { return Ok(false) };
        match self.app.store.commit_import(armed, None, None).await {
            Err(error) if error.is(Guard::Unchanged) => Ok(false),
            done => Ok(done.map(|_| true)?),
        }
    }
}
