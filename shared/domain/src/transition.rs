//! What all aggregates share: the change that may be committed, who made it, and the refusal.

use crate::id::AccountId;
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
    /// The administrator, through the console.
    Administrator,
    /// A step that works on its own, by its name.
    Step(String),
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

/// A change of an aggregate that its own rules allowed: the only thing that the store commits.
///
/// No constructor is public, so nobody commits what no rule allowed; and the version on which the rule decided
/// travels with it, so the write is conditioned on just that.
#[derive(Debug, Clone)]
#[must_use = "a transition does nothing until it is committed"]
pub struct Transition<A> {
    before: u64,
    after: A,
    event: AuditEvent,
}

impl<A> Transition<A> {
    pub(crate) fn new(before: u64, after: A, what: &str, actor: Actor, at: Timestamp) -> Self {
        Self { before, after, event: AuditEvent { number: before + 1, what: what.to_owned(), actor, at } }
    }

    /// The version that the decision was made on; 0 when the aggregate is new.
    pub fn before(&self) -> u64 {
        self.before
    }

    /// The aggregate as it will be.
    pub fn after(&self) -> &A {
        &self.after
    }

    /// The entry for the audit trail.
    pub fn event(&self) -> &AuditEvent {
        &self.event
    }

    /// The aggregate as it is once the change is committed.
    pub fn into_after(self) -> A {
        self.after
    }
}

/// A command that the state does not allow.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{aggregate} in state {from} does not allow {command}")]
pub struct Illegal {
    /// Which aggregate refused.
    pub aggregate: &'static str,
    /// Name of its state.
    pub from: &'static str,
    /// Name of the command.
    pub command: &'static str,
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
