//! What can be done with a case, and what happened to it.

use super::Request;
use crate::role::commands;
use crate::transition::kinds;
use crate::value::words::Words;
use serde::{Deserialize, Serialize};

/// What can be done with a case.
#[derive(Debug, Clone)]
pub enum Command {
    /// The holder corrects the form and agrees to a new deed.
    Correct(Box<Request>),
    /// The holder does not want it any more, or a supervisor calls it off.
    Cancel(Option<Words>),
    /// Nobody went on with it.
    Lapse,
}
commands!(Command,
    Self::Correct(_) => "correct" by [Bearer],
    Self::Cancel(_) => "cancel" by [Bearer, Supervisor],
    Self::Lapse => "lapse" by [Step],
);

/// What happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// The request was sent.
    Opened,
    /// The form was corrected.
    Corrected,
    /// It was called off.
    Cancelled,
    /// Nobody went on with it.
    Lapsed,
}
kinds!(Happened, Self::Opened => "opened", Self::Corrected => "corrected", Self::Cancelled => "cancelled",
    Self::Lapsed => "lapsed");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Correct(_) => Self::Corrected,
            Command::Cancel(_) => Self::Cancelled,
            Command::Lapse => Self::Lapsed,
        }
    }
}
