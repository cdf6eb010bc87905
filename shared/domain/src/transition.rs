//! What all aggregates share: the change that may be committed, who made it, and the refusal.

use crate::role::Role;
use crate::value::id::AccountId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who changes something: kept in the audit trail.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Actor {
    /// The person whose certificate or account it is.
    Holder(AccountId),
    /// Somebody who issues for an issuer.
    Organiser(AccountId),
    /// Somebody who keeps catalogue and calendar.
    Supervisor(AccountId),
    /// Somebody who decides requests for access.
    Approver(AccountId),
    /// A registration agent.
    Agent(AccountId),
    /// Somebody who asks for an entity.
    Requester(AccountId),
    /// Whoever came by the mailed link of the very thing that is changed.
    Bearer,
    /// The administrator, through the console.
    Administrator,
    /// A step that works on its own, by its name.
    Step(String),
}

impl Actor {
    /// In which role it acts.
    pub fn role(&self) -> Role {
        match self {
            Self::Holder(_) => Role::Holder,
            Self::Organiser(_) => Role::Organiser,
            Self::Supervisor(_) => Role::Supervisor,
            Self::Approver(_) => Role::Approver,
            Self::Agent(_) => Role::Agent,
            Self::Requester(_) => Role::Requester,
            Self::Bearer => Role::Bearer,
            Self::Administrator => Role::Administrator,
            Self::Step(_) => Role::Step,
        }
    }
}

/// An entry of the audit trail. Its number is the version that the change made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Version of the aggregate after the change; 1 is its creation.
    pub number: u64,
    /// What was done, in the past tense: `revoked`.
    pub what: String,
    /// Who did it.
    pub actor: Actor,
    /// When.
    pub at: Timestamp,
}

/// What has a life cycle: a snapshot that only its own rules change.
///
/// Rows without rules (an issuer, a session, a mailbox, the lines of an import) are none: `docs/architecture.md` lists them.
pub trait Aggregate: Sized + std::fmt::Debug {
    /// Its name in refusals and logs.
    const NAME: &'static str;
    /// Everything about it, as it is stored.
    type Snapshot;
    /// What can have happened to it: a closed set, so that nobody compares words.
    type Happened: std::fmt::Debug;

    /// Everything, to be stored or shown.
    fn snapshot(&self) -> &Self::Snapshot;

    /// The only way back from storage.
    ///
    /// # Errors
    /// When the stored values contradict each other.
    fn restore(snapshot: Self::Snapshot) -> Result<Self, Inconsistent>;

    /// Number of changes so far.
    fn version(&self) -> u64;

    /// What happened, as a word of the audit trail.
    fn word(happened: &Self::Happened) -> &'static str;
}

/// A change of an aggregate that its own rules allowed: the only way in which the store changes one.
///
/// No constructor is public, so nobody commits what no rule allowed; and the version on which the rule decided
/// travels with it, so the write is conditioned on just that.
#[derive(Debug, Clone)]
#[must_use = "a transition does nothing until it is committed"]
pub struct Transition<A: Aggregate> {
    before: u64,
    after: A,
    happened: A::Happened,
    actor: Option<Actor>,
    at: Timestamp,
}

impl<A: Aggregate> Transition<A> {
    /// A change that goes into the audit trail.
    pub(crate) fn new(before: u64, after: A, happened: A::Happened, actor: Actor, at: Timestamp) -> Self {
        Self { before, after, happened, actor: Some(actor), at }
    }

    /// A change of something that keeps no audit trail, because it is a ledger itself.
    pub(crate) fn of_ledger(before: u64, after: A, happened: A::Happened, at: Timestamp) -> Self {
        Self { before, after, happened, actor: None, at }
    }

    /// The version that the decision was made on; 0 when the aggregate is new.
    pub fn before(&self) -> u64 {
        self.before
    }

    /// The aggregate as it will be.
    pub fn after(&self) -> &A {
        &self.after
    }

    /// What happens to it.
    pub fn happened(&self) -> &A::Happened {
        &self.happened
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// The entry for the audit trail, of what keeps one.
    pub fn audit(&self) -> Option<AuditEvent> {
        let what = A::word(&self.happened).to_owned();
        self.actor.clone().map(|actor| AuditEvent { number: self.before + 1, what, actor, at: self.at })
    }

    /// The aggregate as it is once the change is committed.
    pub fn into_after(self) -> A {
        self.after
    }
}

/// A command that is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Illegal {
    /// The state does not allow it.
    #[error("{aggregate} in state {from} does not allow {command}")]
    State {
        /// Which aggregate refused.
        aggregate: &'static str,
        /// Name of its state.
        from: &'static str,
        /// Name of the command.
        command: &'static str,
    },
    /// It is not for whoever gave it: see [`crate::role`].
    #[error("{aggregate}: {command} is not for this {role}")]
    Forbidden {
        /// Which aggregate refused.
        aggregate: &'static str,
        /// The role of whoever gave it.
        role: &'static str,
        /// Name of the command.
        command: &'static str,
    },
}

/// A stored row that breaks an invariant of its aggregate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("stored {aggregate} is inconsistent: {what}")]
pub struct Inconsistent {
    /// Which aggregate.
    pub aggregate: &'static str,
    /// Which rule the row breaks.
    pub what: &'static str,
}

/// Names the variants of an enum, so that matrices and refusals cannot forget one.
macro_rules! kinds {
    ($type:ident, $($pattern:pat => $name:literal),+ $(,)?) => {
        impl $type {
            /// The names of all variants, in order.
            pub const KINDS: &'static [&'static str] = &[$($name),+];

            /// The name of this variant.
            pub fn kind(&self) -> &'static str {
                match self { $($pattern => $name),+ }
            }
        }
    };
}
pub(crate) use kinds;

/// Makes a newtype over `Snapshot` an [`Aggregate`] whose happenings are `Happened`; `check` names the rule that a snapshot
/// breaks, if any.
macro_rules! aggregate {
    ($type:ident, $name:literal, check: $check:path) => {
        impl $crate::transition::Aggregate for $type {
            const NAME: &'static str = $name;
            type Snapshot = Snapshot;
            type Happened = Happened;

            fn snapshot(&self) -> &Snapshot {
                &self.0
            }

            fn restore(snapshot: Snapshot) -> Result<Self, $crate::transition::Inconsistent> {
                let broken = if snapshot.version == 0 { Some("version 0") } else { $check(&snapshot) };
                match broken {
                    Some(what) => Err($crate::transition::Inconsistent { aggregate: $name, what }),
                    None => Ok(Self(snapshot)),
                }
            }

            fn version(&self) -> u64 {
                self.0.version
            }

            fn word(happened: &Happened) -> &'static str {
                happened.kind()
            }
        }

        impl $type {
            /// Everything, to be stored or shown.
            pub fn snapshot(&self) -> &Snapshot {
                &self.0
            }
        }
    };
}
pub(crate) use aggregate;
