//! What can be done with a request for access, and what happened to it.

use super::form::{Form, Typed};
use super::proof::Proof;
use super::{Field, Note};
use crate::role::commands;
use crate::transition::kinds;
use crate::value::id::EntityId;
use crate::value::words::Words;
use serde::{Deserialize, Serialize};

/// What can be done with a request.
#[derive(Debug, Clone)]
pub enum Command {
    /// Keep what was typed so far.
    Save(Box<Typed>),
    /// Keep a document in place of the one before.
    Attach(Proof),
    /// Send it in.
    Submit(Box<Form>),
    /// Its address is read by whoever asks: they came by the link that was mailed there.
    Validate,
    /// Take it back to change it, before its address is proved: most likely the address is wrong.
    TakeBack,
    /// Give it up.
    Withdraw,
    /// Give it back with what is to be mended, field by field.
    Return(Vec<Note>),
    /// Grant access for an entity.
    Approve(EntityId),
    /// Refuse it for good.
    Refuse(Words),
    /// Nobody went on with it for too long.
    Lapse,
}
commands!(Command,
    Self::Save(_) => "save" by [Bearer],
    Self::Attach(_) => "attach" by [Bearer],
    Self::Submit(_) => "submit" by [Bearer],
    Self::Validate => "validate" by [Bearer],
    Self::TakeBack => "take_back" by [Bearer],
    Self::Withdraw => "withdraw" by [Bearer],
    Self::Return(_) => "return" by [Approver],
    Self::Approve(_) => "approve" by [Approver],
    Self::Refuse(_) => "refuse" by [Approver],
    Self::Lapse => "lapse" by [Step],
);

impl Command {
    /// Whether it decides about the request.
    pub(super) fn decides(&self) -> bool {
        matches!(self, Self::Return(_) | Self::Approve(_) | Self::Refuse(_))
    }
}

/// What happened to a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// It was begun.
    Begun,
    /// What was typed was kept.
    Saved,
    /// A document was kept.
    Attached,
    /// It was sent in.
    Submitted,
    /// Its address was proved.
    Validated,
    /// It was taken back.
    TakenBack,
    /// It was given up.
    Withdrawn,
    /// It was given back.
    Returned,
    /// It was granted.
    Approved,
    /// It was refused.
    Refused,
    /// It ended by itself.
    Lapsed,
}
kinds!(Happened, Self::Begun => "begun", Self::Saved => "saved", Self::Attached => "attached",
    Self::Submitted => "submitted", Self::Validated => "validated", Self::TakenBack => "taken_back",
    Self::Withdrawn => "withdrawn", Self::Returned => "returned", Self::Approved => "approved",
    Self::Refused => "refused", Self::Lapsed => "lapsed");

impl Happened {
    /// Whether it stands in the history that people are shown: what is saved at every field does not.
    pub(super) fn is_told(self) -> bool {
        !matches!(self, Self::Saved | Self::Attached)
    }
}

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Save(_) => Self::Saved,
            Command::Attach(_) => Self::Attached,
            Command::Submit(_) => Self::Submitted,
            Command::Validate => Self::Validated,
            Command::TakeBack => Self::TakenBack,
            Command::Withdraw => Self::Withdrawn,
            Command::Return(_) => Self::Returned,
            Command::Approve(_) => Self::Approved,
            Command::Refuse(_) => Self::Refused,
            Command::Lapse => Self::Lapsed,
        }
    }
}

/// What a field needs is said once.
pub(super) fn are_told_once(notes: &[Note]) -> bool {
    let count = |field: Field| notes.iter().filter(|note| note.field == field).count();
    !notes.is_empty() && notes.iter().all(|note| count(note.field) == 1)
}
