//! A request for access to the portal: from the draft that saves itself to what an approver decides.
//!
//! Its number is what people read to each other; it opens nothing. A draft is opened by the link that is mailed when it is
//! begun; that its address is read by whoever asks is proved by another one, mailed when it is sent in. Nobody decides about
//! a request that names themselves.

mod command;
mod field;
mod form;
mod next;
mod proof;
mod state;

pub use command::{Command, Happened};
pub use field::{Field, Service};
pub use form::{AskedEntity, Form, Person, Typed, Why, Wrong};
pub use proof::{FileKind, LARGEST_PROOF, Proof, ProofError};
pub use state::{Note, Sending, State, Validation};

use super::protocol::Protocol;
use crate::role::{Guarded as _, permit};
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate};
use crate::value::email::EmailAddress;
use crate::value::id::AccessRequestId;
use jiff::{SignedDuration, Timestamp};
use next::next;
use serde::{Deserialize, Serialize};

/// After how many days a request lapses that waits for whoever asks.
pub const LAPSES_AFTER_DAYS: i64 = 30;
/// For how many days more it is kept, so that whoever comes back is told what became of it.
const TOLD_DAYS: i64 = 30;
/// For how many days a request is kept that waits for the house or was decided: two years, as other requests are.
pub const KEPT_DAYS: i64 = 730;
/// How often one request is sent in at most.
const MOST_SENDINGS: u32 = 20;
/// Entries of the history that are kept.
const MOST_ENTRIES: usize = 100;

/// Something that happened, for the history that people are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What.
    pub what: Happened,
    /// When.
    pub at: Timestamp,
}

/// Everything about a request as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier.
    pub id: AccessRequestId,
    /// Its number.
    pub protocol: Protocol,
    /// The address with which it was begun: the link to it was mailed there.
    pub begun_with: EmailAddress,
    /// What is typed, right or not.
    pub typed: Typed,
    /// The document that was sent in last.
    pub proof: Option<Proof>,
    /// How often it was sent in: each sending has a link of its own to prove its address.
    pub sendings: u32,
    /// What happened to it, oldest first.
    pub history: Vec<Entry>,
    /// When somebody did something with it last.
    pub changed_at: Timestamp,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A request for access: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessRequest(Snapshot);
aggregate!(AccessRequest, "access request", check: inconsistency);

/// What is needed to begin a request.
#[derive(Debug, Clone)]
pub struct Begin {
    /// Its identifier.
    pub id: AccessRequestId,
    /// Its number.
    pub protocol: Protocol,
    /// Where the link to it is mailed.
    pub email: EmailAddress,
}

impl AccessRequest {
    /// Begins a draft.
    pub fn begin(begin: Begin, at: Timestamp) -> Transition<Self> {
        let Begin { id, protocol, email } = begin;
        let typed = Typed { email: email.as_str().to_owned(), ..Typed::default() };
        let history = vec![Entry { what: Happened::Begun, at }];
        let after = Snapshot {
            id,
            protocol,
            begun_with: email,
            typed,
            proof: None,
            sendings: 0,
            history,
            changed_at: at,
            state: State::Draft,
            version: 1,
        };
        Transition::new(0, Self(after), Happened::Begun, Actor::Bearer, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role: see the matrix in `docs/life-cycles.md`; and [`Illegal::Forbidden`] to an
    /// approver who is the one that the request names.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, None, &command, &actor)?;
        self.refuse_own(&command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        after.state = next(&after, &command, &actor, at)?;
        match command {
            Command::Save(typed) => after.typed = *typed,
            Command::Attach(proof) => after.proof = Some(proof),
            Command::Submit(_) => after.sendings += 1,
            _ => {}
        }
        if what.is_told() && after.history.len() < MOST_ENTRIES {
            after.history.push(Entry { what, at });
        }
        after.changed_at = at;
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Nobody decides about their own request.
    fn refuse_own(&self, command: &Command, actor: &Actor) -> Result<(), Illegal> {
        let own = self.0.state.sending().map(|sending| &sending.form.account);
        match actor {
            Actor::Approver(account) if command.decides() && own == Some(account) => {
                Err(Illegal::Forbidden {
                    aggregate: Self::NAME,
                    role: actor.role().name(),
                    command: command.name(),
                })
            }
            _ => Ok(()),
        }
    }

    /// Its identifier.
    pub fn id(&self) -> &AccessRequestId {
        &self.0.id
    }

    /// Where mails about it go: the address that it says, once it was sent in.
    pub fn address(&self) -> &EmailAddress {
        self.0.state.sending().map_or(&self.0.begun_with, |sending| &sending.form.email)
    }

    /// When it lapses unless somebody goes on with it; none, when it waits for the house or is over.
    pub fn lapses_at(&self) -> Option<Timestamp> {
        lapses_at(&self.0)
    }

    /// Whether it has lapsed, whether that is written already or not.
    pub fn has_lapsed(&self, now: Timestamp) -> bool {
        matches!(self.0.state, State::Lapsed { .. }) || is_forgotten(&self.0, now)
    }

    /// When its row ends, and everything in it.
    pub fn ends_at(&self) -> Timestamp {
        let days = match &self.0.state {
            state if state.waits_for_requester() => LAPSES_AFTER_DAYS + TOLD_DAYS,
            State::Withdrawn { .. } | State::Lapsed { .. } => TOLD_DAYS,
            _ => KEPT_DAYS,
        };
        later(self.0.changed_at, days)
    }
}

fn lapses_at(request: &Snapshot) -> Option<Timestamp> {
    request.state.waits_for_requester().then(|| later(request.changed_at, LAPSES_AFTER_DAYS))
}

/// Whether nobody went on with it for so long that it has lapsed, though that is not written yet.
fn is_forgotten(request: &Snapshot, now: Timestamp) -> bool {
    lapses_at(request).is_some_and(|end| end <= now)
}

fn later(at: Timestamp, days: i64) -> Timestamp {
    at.saturating_add(SignedDuration::from_hours(24 * days)).unwrap_or(at)
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    let proved = match &snapshot.state {
        State::Validated { sending, validation, .. }
        | State::Returned { sending, validation, .. }
        | State::Approved { sending, validation, .. }
        | State::Refused { sending, validation, .. } => *validation.email() == sending.form.email,
        _ => true,
    };
    match &snapshot.state {
        _ if !proved => Some("another address than was proved"),
        State::Returned { notes, .. } if notes.is_empty() => Some("returned without a word"),
        state if state.sending().is_some() && snapshot.sendings == 0 => Some("sent in without being sent"),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
