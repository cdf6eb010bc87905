//! What can be done with a charge, and what happened to it.

use super::{Registered, Report, Trouble};
use crate::participation::edition::Line;
use crate::role::commands;
use crate::transition::kinds;

/// What can be done with a charge.
#[derive(Debug, Clone)]
pub enum Command {
    /// The provider has it.
    Register(Box<Registered>),
    /// Somebody says that something happened to it: the provider is to be asked now.
    Nudge,
    /// The provider was asked and did not answer: it is asked again later.
    Postpone,
    /// The provider was asked, and this is what it says.
    Report(Report),
    /// It is not to be paid any more.
    Cancel,
    /// The provider takes no money for it any more.
    Withdrawn,
    /// Its money cannot be put where it belongs: a supervisor has to look.
    Flag(Trouble),
    /// A supervisor looked, and says what was done.
    Resolve(Line<200>),
    /// A supervisor has its money given back.
    GiveBack(Line<200>),
    /// A supervisor saw the money elsewhere than at the provider, on an account of the house.
    Record(Line<200>),
}
commands!(Command,
    Self::Register(_) => "register" by [Step],
    Self::Nudge => "nudge" by [Step],
    Self::Postpone => "postpone" by [Step],
    Self::Report(_) => "report" by [Step],
    Self::Cancel => "cancel" by [Holder, Supervisor, Step],
    Self::Withdrawn => "withdrawn" by [Step],
    Self::Flag(_) => "flag" by [Step],
    Self::Resolve(_) => "resolve" by [Supervisor],
    Self::GiveBack(_) => "give_back" by [Supervisor],
    Self::Record(_) => "record" by [Supervisor],
);

/// What happened to a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was made.
    Created,
    /// The provider has it.
    Registered,
    /// Somebody said that something happened to it.
    Nudged,
    /// The provider did not answer.
    Postponed,
    /// The provider said how it is.
    Reported,
    /// It was called off.
    Cancelled,
    /// The provider takes no money for it any more.
    Withdrawn,
    /// Its money cannot be put where it belongs.
    Flagged,
    /// A supervisor looked.
    Resolved,
    /// Its money is to be given back.
    GivenBack,
    /// Its money was seen elsewhere.
    Recorded,
}
kinds!(Happened, Self::Created => "created", Self::Registered => "registered", Self::Nudged => "nudged",
    Self::Postponed => "postponed", Self::Reported => "reported", Self::Cancelled => "cancelled",
    Self::Withdrawn => "withdrawn", Self::Flagged => "flagged", Self::Resolved => "resolved",
    Self::GivenBack => "given_back", Self::Recorded => "recorded");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Register(_) => Self::Registered,
            Command::Nudge => Self::Nudged,
            Command::Postpone => Self::Postponed,
            Command::Report(_) => Self::Reported,
            Command::Cancel => Self::Cancelled,
            Command::Withdrawn => Self::Withdrawn,
            Command::Flag(_) => Self::Flagged,
            Command::Resolve(_) => Self::Resolved,
            Command::GiveBack(_) => Self::GivenBack,
            Command::Record(_) => Self::Recorded,
        }
    }
}
