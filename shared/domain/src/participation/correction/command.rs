//! What can be done with a request for a correction, and what happened to it.

use super::Made;
use crate::role::commands;
use crate::transition::kinds;
use crate::value::words::Words;

/// What can be done with a request for a correction.
#[derive(Debug, Clone)]
pub enum Command {
    /// The team hands it to the issuer, who alone decides about what a certificate says.
    PassOn,
    /// The certificate was corrected.
    Make(Box<Made>),
    /// It is answered in words: why nothing is corrected, or how it was mended otherwise.
    Answer(Words),
    /// Whoever asked does not want it any more.
    Withdraw,
}
commands!(Command,
    Self::PassOn => "pass_on" by [Administrator],
    Self::Make(_) => "make" by [Administrator, Organiser],
    Self::Answer(_) => "answer" by [Administrator, Organiser],
    Self::Withdraw => "withdraw" by [Holder],
);

/// What happened to a request for a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Somebody asked.
    Opened,
    /// Somebody corrected a small mistake of spelling by themselves.
    MadeByRule,
    /// The issuer has it.
    PassedOn,
    /// The certificate was corrected.
    Made,
    /// It was answered in words.
    Answered,
    /// Whoever asked took it back.
    Withdrawn,
}
kinds!(Happened, Self::Opened => "opened", Self::MadeByRule => "made_by_rule", Self::PassedOn => "passed_on",
    Self::Made => "made", Self::Answered => "answered", Self::Withdrawn => "withdrawn");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::PassOn => Self::PassedOn,
            Command::Make(_) => Self::Made,
            Command::Answer(_) => Self::Answered,
            Command::Withdraw => Self::Withdrawn,
        }
    }
}
