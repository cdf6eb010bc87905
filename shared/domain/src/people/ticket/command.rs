//! What can be done with a request for help, and what happened to it.

use super::Words;
use crate::role::commands;
use crate::transition::kinds;
use crate::value::id::IssuerId;

/// What can be done with a request for help.
#[derive(Debug, Clone)]
pub enum Command {
    /// The team answers.
    Answer(Words),
    /// The team hands it to the issuer, who decides about what a certificate says.
    PassOn(IssuerId),
    /// It needs nothing more: whoever asked says so, or the team.
    Close,
}
commands!(Command,
    Self::Answer(_) => "answer" by [Administrator],
    Self::PassOn(_) => "pass_on" by [Administrator],
    Self::Close => "close" by [Administrator, Step],
);

/// What happened to a request for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Somebody asked.
    Opened,
    /// The team answered.
    Answered,
    /// The issuer has it.
    PassedOn,
    /// It is over.
    Closed,
}
kinds!(Happened, Self::Opened => "opened", Self::Answered => "answered", Self::PassedOn => "passed_on",
    Self::Closed => "closed");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Answer(_) => Self::Answered,
            Command::PassOn(_) => Self::PassedOn,
            Command::Close => Self::Closed,
        }
    }
}
