//! What can be done to an import, and what happened to it.

use super::Tally;
use crate::participation::choices::Choices;
use crate::participation::doubt::Choice;
use crate::participation::line::{Columns, FileProblem};
use crate::role::commands;
use crate::transition::kinds;

/// What can be done to an import.
#[derive(Debug, Clone)]
pub enum Command {
    /// The file was read and its lines are stored.
    Read {
        /// What is in it.
        tally: Tally,
        /// Version of the event that it was compared with.
        event_version: u64,
        /// What was made of its columns.
        columns: Columns,
    },
    /// The file cannot be read.
    Refuse(FileProblem),
    /// The organiser says of a line, or of all, whether it is the person whom it looks like.
    Choose {
        /// Which line; none, all of them.
        line: Option<u32>,
        /// What it is.
        choice: Choice,
    },
    /// The organiser said how it is to be read: it is read once more.
    Reread(Box<Choices>),
    /// The organiser pressed "Publicar".
    Publish {
        /// The edition to print with.
        edition: u32,
        /// Version that the event has from then on.
        publication: u64,
        /// Whether people are issued again whose certificate was revoked.
        revives: bool,
    },
    /// A chunk was issued to its last line.
    FinishChunk(u32),
    /// A chunk failed, and another attempt may help.
    RetryChunk(u32),
    /// It is overdue: the change itself makes the stream deliver it.
    Arm,
    /// Throw it away.
    Discard,
}
commands!(Command,
    Self::Read { .. } => "read" by [Step],
    Self::Refuse(_) => "refuse" by [Step],
    Self::Choose { .. } => "choose" by [Organiser],
    Self::Reread(_) => "reread" by [Organiser],
    Self::Publish { .. } => "publish" by [Organiser],
    Self::FinishChunk(_) => "finish_chunk" by [Step],
    Self::RetryChunk(_) => "retry_chunk" by [Step],
    Self::Arm => "arm" by [Step],
    Self::Discard => "discard" by [Organiser],
);

/// What happened to an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// The file was received.
    Received,
    /// It was read.
    Read,
    /// It could not be read.
    Refused,
    /// The organiser said of a line, or of all, who it is.
    Chosen,
    /// It is to be read again.
    Reread,
    /// The organiser published it.
    Published,
    /// A chunk was issued.
    ChunkFinished,
    /// A chunk failed.
    ChunkFailed,
    /// It was overdue and is delivered again.
    Armed,
    /// It was thrown away.
    Discarded,
}
kinds!(Happened, Self::Received => "received", Self::Read => "read", Self::Refused => "refused",
    Self::Chosen => "chosen", Self::Reread => "reread", Self::Published => "published", Self::ChunkFinished => "chunk_finished", Self::ChunkFailed => "chunk_failed",
    Self::Armed => "armed", Self::Discarded => "discarded");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Read { .. } => Self::Read,
            Command::Refuse(_) => Self::Refused,
            Command::Choose { .. } => Self::Chosen,
            Command::Reread(_) => Self::Reread,
            Command::Publish { .. } => Self::Published,
            Command::FinishChunk(_) => Self::ChunkFinished,
            Command::RetryChunk(_) => Self::ChunkFailed,
            Command::Arm => Self::Armed,
            Command::Discard => Self::Discarded,
        }
    }
}
