//! A list of the people who finished an event: read, shown, published, issued chunk by chunk.

mod command;
mod reissue;
mod tally;

pub use command::{Command, Happened};
pub use reissue::{Reissue, Source};
pub use tally::{Tally, stored_chunk};

use crate::participation::choices::{Choices, Remembered};
use crate::participation::doubt::{self, Choice};
use crate::participation::line::{Columns, FileProblem};
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::{EventId, ImportId, IssuerId};
use crate::work;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// Where an import is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// The file is stored, or about to be; it has not been read.
    Received,
    /// The file could not be read at all.
    Unreadable {
        /// Why.
        problem: FileProblem,
    },
    /// Read and shown: nothing is issued before it is published.
    Ready {
        /// What is in it.
        tally: Tally,
        /// Version of the event that the tally was made with: on another one it may not be true.
        event_version: u64,
        /// What was made of the file's columns.
        #[serde(default)]
        columns: Columns,
        /// What was said of its doubts.
        #[serde(default)]
        choices: doubt::Choices,
    },
    /// Being issued: chunks before `next_chunk` are done.
    Issuing {
        /// What is in it.
        tally: Tally,
        /// Edition that new versions are printed with.
        edition: u32,
        /// Version of the event with which it was published: see [`crate::participation::certificate::Version::publication`].
        #[serde(default)]
        publication: u64,
        /// The chunk to issue next, from 0.
        next_chunk: u32,
        /// How often just this chunk has failed.
        #[serde(default)]
        attempts: u32,
        /// From when on it is to be tried; none when at once.
        #[serde(default)]
        due_at: Option<Timestamp>,
        /// When the chunk before it was done: since then just this one is waited for.
        #[serde(default)]
        since: Option<Timestamp>,
        /// What was said of its doubts.
        #[serde(default)]
        choices: doubt::Choices,
    },
    /// Every line was issued. (PDFs and mails may still be on their way.)
    Done {
        /// What was in it.
        tally: Tally,
        /// Edition that new versions were printed with.
        edition: u32,
        /// When the last chunk was done.
        at: Timestamp,
    },
    /// Thrown away before it was published.
    Discarded,
}
kinds!(State, Self::Received => "received", Self::Unreadable { .. } => "unreadable", Self::Ready { .. } => "ready",
    Self::Issuing { .. } => "issuing", Self::Done { .. } => "done", Self::Discarded => "discarded");

impl State {
    fn next_chunk(&self) -> Option<u32> {
        if let Self::Issuing { next_chunk, .. } = self { Some(*next_chunk) } else { None }
    }

    /// Being issued, with a chunk that was not tried yet.
    fn at_chunk(self, chunk: u32, at: Timestamp) -> Self {
        match self {
            Self::Issuing { tally, edition, publication, choices, .. } => Self::Issuing {
                tally,
                edition,
                publication,
                next_chunk: chunk,
                attempts: 0,
                due_at: None,
                since: Some(at),
                choices,
            },
            other => other,
        }
    }
}

/// Everything about an import as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier.
    pub id: ImportId,
    /// For which event.
    pub event: EventId,
    /// Whose event.
    pub issuer: IssuerId,
    /// Name of the file as it was given, for the eyes of the organiser.
    pub file_name: String,
    /// The name under which it was dropped at the console, in the folder of its event; none of a list from the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dropped: Option<String>,
    /// How it is to be read.
    #[serde(default)]
    pub choices: Choices,
    /// How lists of this event are read that have the titles of an earlier one, as it was when this one was received.
    #[serde(default)]
    pub remembered: Remembered,
    /// How often it was to be read again.
    #[serde(default)]
    pub reading: u32,
    /// Of a reissue: the lists whose people get new versions. A list has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// When it was read, or counted: what was revoked since was not there to be chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_at: Option<Timestamp>,
    /// Where it is in its life.
    pub state: State,
    /// When it was received.
    pub created_at: Timestamp,
    /// Number of changes so far.
    pub version: u64,
}

/// An import: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import(Snapshot);
aggregate!(Import, "import", check: inconsistency);

/// What is needed to receive a file.
#[derive(Debug, Clone)]
pub struct Receive {
    /// Identifier of the import.
    pub id: ImportId,
    /// For which event.
    pub event: EventId,
    /// Whose event.
    pub issuer: IssuerId,
    /// Name of the file.
    pub file_name: String,
    /// Under which name it was dropped at the console.
    pub dropped: Option<String>,
    /// How lists with known titles are read.
    pub remembered: Remembered,
}

impl Import {
    /// Receives a file.
    pub fn receive(receive: Receive, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Receive { id, event, issuer, file_name, dropped, remembered } = receive;
        let (choices, reading, state) = (Choices::default(), 0, State::Received);
        let after = Snapshot {
            id,
            event,
            issuer,
            file_name,
            dropped,
            choices,
            remembered,
            reading,
            sources: Vec::new(),
            read_at: None,
            state,
            created_at: at,
            version: 1,
        };
        Transition::new(0, Self(after), Happened::Received, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, None, &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        if !suits(&command, &after) {
            let from = after.state.kind();
            return Err(Illegal::State { aggregate: "import", from, command: command.kind() });
        }
        after.state = next(after.state, &command, at)?;
        match command {
            Command::Reread(choices) => {
                (after.choices, after.reading) = (*choices, after.reading.saturating_add(1))
            }
            Command::Read { .. } => after.read_at = Some(at),
            // From here on nothing is read.
            Command::Publish { revives, .. } => {
                (after.remembered, after.choices.revives) = (Remembered::default(), revives);
            }
            _ => {}
        }
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &ImportId {
        &self.0.id
    }

    /// Whether what was revoked then is issued again: chosen by whoever published it, and seen before.
    pub fn revives(&self, revoked_at: Timestamp) -> bool {
        self.0.choices.revives && self.0.read_at.is_none_or(|read_at| revoked_at <= read_at)
    }

    /// Until when what was read of it is kept while it is not published: three months after it came.
    pub fn kept_until(&self) -> Timestamp {
        self.0.created_at.saturating_add(KEPT).unwrap_or(Timestamp::MAX)
    }

    /// Whether it is too old to be published: what was read of it may end before it is issued.
    pub fn is_too_old(&self, now: Timestamp) -> bool {
        let last = self.kept_until().saturating_sub(ISSUED_WITHIN).unwrap_or(Timestamp::MIN);
        now >= last
    }

    /// The number of the reading that an organiser asks for next.
    pub fn next_reading(&self) -> u32 {
        self.0.reading.saturating_add(1)
    }

    /// Under which series the chunks of its next reading are stored.
    pub fn series(&self) -> u32 {
        self.0.reading.saturating_mul(READINGS_OF_A_LIST)
    }
}

/// Whether a command suits a reissue, or a list: a list is read when its file arrives, and a reissue is counted when it is
/// due, and has no columns.
fn suits(command: &Command, snapshot: &Snapshot) -> bool {
    match (command, &snapshot.state) {
        (Command::Arm, State::Received) => !snapshot.sources.is_empty(),
        (Command::Reread(_) | Command::Choose { .. } | Command::Refuse(_), _) => snapshot.sources.is_empty(),
        _ => true,
    }
}

/// The version of the event that a list was compared with while another one was being issued: none that an event has, so that
/// what it was compared with is never taken for all that there is.
pub const UNSURE: u64 = 0;

/// How long what was read of a list is kept that nobody publishes.
const KEPT: SignedDuration = SignedDuration::from_hours(90 * 24);
/// How long the issue of a list may take at most, when it fails and is tried again.
const ISSUED_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often a list is gone through at most until it is read: twice, where what comes later says how to read what was before.
pub const READINGS_OF_A_LIST: u32 = 2;

/// The whole life cycle. What is not named here is refused.
fn next(state: State, command: &Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (state, command) {
        (S::Received, C::Read { tally, event_version, columns }) => {
            let (tally, columns, choices) = (*tally, columns.clone(), doubt::Choices::default());
            S::Ready { tally, event_version: *event_version, columns, choices }
        }
        (S::Received, C::Refuse(problem)) => S::Unreadable { problem: problem.clone() },
        (S::Ready { .. } | S::Unreadable { .. }, C::Reread(_)) => S::Received,
        (state @ S::Ready { .. }, C::Choose { line, choice }) => chosen(state, *line, *choice)?,
        (S::Ready { tally, choices, .. }, C::Publish { edition, publication, .. })
            if tally.chunks > 0 && choices.open(tally.doubts) == 0 =>
        {
            let (attempts, due_at, since) = (0, None, Some(at));
            let tally = tally.following(&choices);
            let (edition, publication) = (*edition, *publication);
            S::Issuing { tally, edition, publication, next_chunk: 0, attempts, due_at, since, choices }
        }
        (S::Issuing { tally, edition, next_chunk, .. }, C::FinishChunk(done))
            if *done == next_chunk && done + 1 == tally.chunks =>
        {
            S::Done { tally, edition, at }
        }
        (state @ S::Issuing { .. }, C::FinishChunk(done)) if state.next_chunk() == Some(*done) => {
            state.at_chunk(done + 1, at)
        }
        (state @ S::Issuing { .. }, C::RetryChunk(failed)) => retried(state, *failed, at)?,
        (S::Received, C::Arm) => S::Received,
        (S::Issuing { tally, edition, publication, next_chunk, attempts, since, choices, .. }, C::Arm) => {
            S::Issuing { tally, edition, publication, next_chunk, attempts, due_at: None, since, choices }
        }
        (S::Received | S::Ready { .. } | S::Unreadable { .. }, C::Discard) => S::Discarded,
        (state, command) => {
            return Err(Illegal::State { aggregate: "import", from: state.kind(), command: command.kind() });
        }
    })
}

/// A choice is made where there is a doubt; of too many lines it is made at once.
fn chosen(state: State, line: Option<u32>, choice: Choice) -> Result<State, Illegal> {
    let refused = Illegal::State { aggregate: "import", from: state.kind(), command: "choose" };
    match state {
        State::Ready { tally, event_version, columns, choices } if tally.doubts > 0 => {
            let choices = choices.with(line, choice).ok_or(refused)?;
            Ok(State::Ready { tally, event_version, columns, choices })
        }
        _ => Err(refused),
    }
}

/// The chunk that failed waits, longer each time. Another one was finished meanwhile.
fn retried(state: State, failed: u32, at: Timestamp) -> Result<State, Illegal> {
    match state {
        State::Issuing { tally, edition, publication, next_chunk, attempts, since, choices, .. }
            if failed == next_chunk =>
        {
            let due_at = Some(at.saturating_add(work::pause(attempts)).unwrap_or(at));
            Ok(State::Issuing {
                tally,
                edition,
                publication,
                next_chunk,
                attempts: attempts + 1,
                due_at,
                since,
                choices,
            })
        }
        state => Err(Illegal::State { aggregate: "import", from: state.kind(), command: "retry_chunk" }),
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    match &snapshot.state {
        State::Issuing { tally, next_chunk, .. } if *next_chunk >= tally.chunks => {
            Some("no chunk left to issue")
        }
        _ => None,
    }
}
