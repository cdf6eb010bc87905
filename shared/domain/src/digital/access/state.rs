//! Where a request is, with what exists then: what was sent, that its address was proved, what was decided.

use super::field::Field;
use super::form::Form;
use super::proof::Proof;
use crate::transition::kinds;
use crate::value::email::EmailAddress;
use crate::value::id::{AccountId, EntityId};
use crate::value::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What was sent in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sending {
    /// The form.
    pub form: Form,
    /// The document that proves it.
    pub proof: Proof,
    /// When.
    pub at: Timestamp,
}

/// That whoever asks reads mails at an address: made by [`Command::Validate`] and nothing else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// The address.
    email: EmailAddress,
    /// When it was proved.
    at: Timestamp,
}

impl Validation {
    /// That an address was proved.
    pub(super) fn of(email: EmailAddress, at: Timestamp) -> Self {
        Self { email, at }
    }

    /// The address that was proved.
    pub fn email(&self) -> &EmailAddress {
        &self.email
    }

    /// When.
    pub fn at(&self) -> Timestamp {
        self.at
    }
}

/// What is to be mended in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// Which one.
    pub field: Field,
    /// What, in the approver's words.
    pub text: Words,
}

/// Where a request is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// Being filled in.
    Draft,
    /// Sent in; its address is not proved.
    Submitted {
        /// What was sent.
        sending: Box<Sending>,
    },
    /// An approver has to decide.
    Validated {
        /// What was sent.
        sending: Box<Sending>,
        /// That its address is read by whoever asks.
        validation: Validation,
        /// Since when it waits.
        since: Timestamp,
    },
    /// To be mended by whoever asks.
    Returned {
        /// What was sent.
        sending: Box<Sending>,
        /// Of the address as it was then.
        validation: Validation,
        /// What is to be mended.
        notes: Vec<Note>,
        /// Who returned it.
        by: AccountId,
        /// When.
        at: Timestamp,
    },
    /// Granted.
    Approved {
        /// What was sent.
        sending: Box<Sending>,
        /// That its address was proved.
        validation: Validation,
        /// The entity for which access was granted.
        entity: EntityId,
        /// By whom.
        by: AccountId,
        /// When.
        at: Timestamp,
    },
    /// Refused.
    Refused {
        /// What was sent.
        sending: Box<Sending>,
        /// That its address was proved.
        validation: Validation,
        /// Why.
        reason: Words,
        /// By whom.
        by: AccountId,
        /// When.
        at: Timestamp,
    },
    /// Given up by whoever asked.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
    /// Nobody went on with it.
    Lapsed {
        /// When.
        at: Timestamp,
    },
}
kinds!(State, Self::Draft => "draft", Self::Submitted { .. } => "submitted", Self::Validated { .. } => "validated",
    Self::Returned { .. } => "returned", Self::Approved { .. } => "approved", Self::Refused { .. } => "refused",
    Self::Withdrawn { .. } => "withdrawn", Self::Lapsed { .. } => "lapsed");

impl State {
    /// What was sent in last.
    pub fn sending(&self) -> Option<&Sending> {
        match self {
            Self::Draft | Self::Withdrawn { .. } | Self::Lapsed { .. } => None,
            Self::Submitted { sending }
            | Self::Validated { sending, .. }
            | Self::Returned { sending, .. }
            | Self::Approved { sending, .. }
            | Self::Refused { sending, .. } => Some(sending),
        }
    }

    /// Whether whoever asks may change what it says.
    pub fn is_open_to_changes(&self) -> bool {
        matches!(self, Self::Draft | Self::Returned { .. })
    }

    /// Whether it waits for whoever asks.
    pub(super) fn waits_for_requester(&self) -> bool {
        matches!(self, Self::Draft | Self::Submitted { .. } | Self::Returned { .. })
    }
}
