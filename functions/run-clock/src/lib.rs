//! Step `run-clock`: the sweep. What is due and was not done is armed again, and the change itself delivers it.
//!
//! A stream delivers at once; the sweep is the guarantee, whatever the stream, a worker or the mail service did.
//! Locally there is no stream: [`due`] runs all the time, and the steps are called with what it finds.

mod access;

pub use access::lapse;

use common::App;
use common::digital::payment;
use domain::participation::import::{self, Import, State};
use domain::transition::Actor;
use domain::value::id::{ChargeId, ImportId};
use domain::work::{self, Work};
use jiff::{SignedDuration, Timestamp};
use platform::chain;
use platform::metrics::Metric;
use serde::Deserialize;
use store::works::{DUE_SHARDS, Kind, WorkKey};
use store::{Change, StoreError, Waiting};
use tokio::try_join;

/// How long a stream may take before its work counts as lost, in seconds.
const GRACE_S: i64 = 60;
/// How long a round arms: the rest of its minute is for what it has in hand.
const ARMS_FOR: SignedDuration = SignedDuration::from_secs(40);
/// How much of a shard is taken at once.
const PER_SHARD: i32 = 100;

common::step_error! {
    /// The sweep could not go on; it begins anew at its next time.
    pub enum ClockError: "could not sweep" {}
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
    /// Charges about which the payment provider is to be asked.
    pub charges: Vec<ChargeId>,
}

impl Due {
    /// Whether nothing is due.
    pub fn is_empty(&self) -> bool {
        self.pdfs.is_empty() && self.mails.is_empty() && self.imports.is_empty() && self.charges.is_empty()
    }
}

/// What is due up to an instant: from every shard a part, so that one full shard does not starve the others.
///
/// # Errors
/// When the store fails.
pub async fn due(app: &App, up_to: Timestamp) -> Result<Due, StoreError> {
    let keys = async |kind| {
        let mut keys = Vec::new();
        for shard in 0..DUE_SHARDS {
            let waiting = app.store.list_due_work(kind, shard, up_to, PER_SHARD).await?;
            keys.extend(waiting.into_iter().map(|waiting| waiting.what));
        }
        Ok(keys)
    };
    let imports = app.store.list_due_imports(up_to, PER_SHARD);
    let charges = app.store.list_due_charges(up_to, PER_SHARD);
    let (pdfs, mails, imports, charges) = try_join!(keys(Kind::Pdf), keys(Kind::Mail), imports, charges)?;
    let imports = imports.into_iter().map(|waiting| waiting.what).collect();
    Ok(Due { pdfs, mails, imports, charges: charges.into_iter().map(|waiting| waiting.what).collect() })
}

/// Arms what has been due for longer than a stream takes, and measures how long the oldest of it has waited. Answers how
/// much was armed.
///
/// # Errors
/// When the store fails.
pub async fn handle(app: App) -> Result<usize, ClockError> {
    let now = app.clock.now();
    let sweep = Sweep { now, until: now.saturating_add(ARMS_FOR).unwrap_or(now), app: &app };
    // Each on its own connection, and no more of them: at the start of a function its handshake takes longer than a read.
    let (pdfs, mails, imports) = try_join!(sweep.works(Kind::Pdf), sweep.works(Kind::Mail), sweep.imports())?;
    lapse(&app, now).await?;
    app.meter.add(Metric::OldestDuePdfSeconds, pdfs.oldest_s);
    app.meter.add(Metric::OldestDueMailSeconds, mails.oldest_s);
    app.meter.add(Metric::OldestDueImportSeconds, imports.oldest_s);
    sweep.charges().await?;
    let armed = pdfs.armed + mails.armed + imports.armed;
    app.meter.add(Metric::WorkArmed, i64::try_from(armed).unwrap_or(i64::MAX));
    Ok(armed)
}

/// One round of the sweep.
struct Sweep<'a> {
    app: &'a App,
    now: Timestamp,
    /// From then on nothing more is armed, so that what was found is still told within the time-out.
    until: Timestamp,
}

/// What a round found.
#[derive(Default)]
struct Swept {
    /// How long the oldest has waited, in seconds.
    oldest_s: i64,
    armed: usize,
}

impl Sweep<'_> {
    /// Arms the overdue work of a kind.
    async fn works(&self, kind: Kind) -> Result<Swept, ClockError> {
        let mut swept = Swept::default();
        for shard in shards_at(self.now) {
            let waiting = self.app.store.list_due_work(kind, shard, self.horizon(), PER_SHARD).await?;
            for (n, Waiting { what, due_at }) in waiting.iter().enumerate() {
                // Of what is not overdue only the first is looked at: for how long it has been tried.
                if n > 0 && (!self.is_overdue(*due_at) || self.is_late()) {
                    break;
                }
                let Some(work) =
                    self.readable(what.partition(), self.app.store.find_work(what).await)?.flatten()
                else {
                    continue;
                };
                swept.oldest_s = swept.oldest_s.max(self.waited(work.created_at()));
                swept.armed += usize::from(self.is_overdue(*due_at) && self.arm_work(work).await?);
            }
        }
        Ok(swept)
    }

    /// Arms the overdue imports; the oldest is the one that has stood at its chunk for longest.
    async fn imports(&self) -> Result<Swept, ClockError> {
        let mut swept = Swept::default();
        for Waiting { what, due_at } in self.app.store.list_due_imports(self.horizon(), PER_SHARD).await? {
            let Some(import) = self.readable(what.as_str(), self.app.store.get_import(&what).await)? else {
                continue;
            };
            let since = match import.snapshot().state {
                State::Issuing { since, .. } => since,
                State::Received => Some(import.snapshot().created_at),
                _ => continue,
            };
            swept.oldest_s = swept.oldest_s.max(since.map_or(0, |since| self.waited(since)));
            swept.armed += usize::from(self.is_overdue(due_at) && self.arm_import(import).await?);
        }
        Ok(swept)
    }

    /// Asks the payment provider about the charges whose time has come, the longest due first, until the round's time is over.
    async fn charges(&self) -> Result<(), ClockError> {
        for Waiting { what, .. } in self.app.store.list_due_charges(self.now, PER_SHARD).await? {
            if self.is_late() {
                break;
            }
            if let Err(error) = payment::ask(self.app, &what).await {
                tracing::error!(error = %chain(&error), charge = what.as_str(), "charge {what} could not be asked about");
                self.app.meter.add(Metric::WorkFailed, 1);
            }
        }
        Ok(())
    }

    /// A row that cannot be read needs a person; until then the others go on.
    fn readable<T>(&self, of: &str, read: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match read {
            Err(error @ (StoreError::Corrupt { .. } | StoreError::NotFound { .. })) => {
                tracing::error!(error = %chain(&error), of, "work of {of} cannot be read");
                self.app.meter.add(Metric::WorkFailed, 1);
                Ok(None)
            }
            read => read.map(Some),
        }
    }

    fn is_late(&self) -> bool {
        self.app.clock.now() >= self.until
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
        let Ok(armed) = before.apply(work::Command::Arm, self.now) else { return Ok(false) };
        Ok(self.app.store.commit_unless_overtaken(Change::of(armed)).await?.is_some())
    }

    async fn arm_import(&self, import: Import) -> Result<bool, ClockError> {
        let actor = Actor::Step("run-clock".to_owned());
        let Ok(armed) = import.apply(import::Command::Arm, actor, self.now) else { return Ok(false) };
        Ok(self.app.store.commit_unless_overtaken(Change::of(armed)).await?.is_some())
    }
}

/// All shards, each minute from another one on: when there is no time for all, it is not the same ones that wait.
fn shards_at(now: Timestamp) -> impl Iterator<Item = u32> {
    let first = u32::try_from(now.as_second() / 60 % i64::from(DUE_SHARDS)).unwrap_or_default();
    (0..DUE_SHARDS).map(move |shard| (first + shard) % DUE_SHARDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_minute_begins_at_another_shard_and_goes_through_all() {
        for minute in 0..DUE_SHARDS {
            let now = Timestamp::from_second(i64::from(minute) * 60 + 59).expect("an instant");
            let mut all: Vec<u32> = shards_at(now).collect();
            assert_eq!(all[0], minute);
            all.sort_unstable();
            assert_eq!(all, (0..DUE_SHARDS).collect::<Vec<_>>());
        }
    }
}
