//! A reissue: everybody who has a certificate of an event gets a version with the event's new data. It is an import without
//! a file, whose lines are those of the lists that were issued.

use super::{Choices, Happened, Import, Snapshot, State};
use crate::participation::choices::Remembered;
use crate::participation::import::tally::stored_chunk;
use crate::transition::{Actor, Transition};
use crate::value::id::{EventId, ImportId, IssuerId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A list that was issued, whose people are issued again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The list.
    pub import: ImportId,
    /// How many stored chunks of lines it has.
    pub chunks: u32,
    /// Which reading of it they are of.
    pub series: u32,
}

/// What is needed to begin a reissue.
#[derive(Debug, Clone)]
pub struct Reissue {
    /// Identifier of the import that it is.
    pub id: ImportId,
    /// Of which event.
    pub event: EventId,
    /// Whose event.
    pub issuer: IssuerId,
    /// The lists whose people get new versions: at least one.
    pub sources: Vec<Source>,
}

impl Source {
    /// A list, once all its lines were issued and there are any.
    pub fn of(import: &Import) -> Option<Self> {
        match &import.snapshot().state {
            State::Done { tally, .. } if tally.chunks > 0 && !import.is_reissue() => {
                Some(Self { import: import.id().clone(), chunks: tally.chunks, series: tally.series })
            }
            _ => None,
        }
    }
}

impl Import {
    /// How many lists a reissue goes through at most: all of them stand in its row.
    pub const MOST_SOURCES: usize = 1_000;

    /// Begins a reissue: it is to be counted what it would do.
    pub fn reissue(reissue: Reissue, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Reissue { id, event, issuer, sources } = reissue;
        let after = Snapshot {
            id,
            event,
            issuer,
            file_name: String::new(),
            dropped: None,
            choices: Choices::default(),
            remembered: Remembered::default(),
            reading: 0,
            sources,
            read_at: None,
            state: State::Received,
            created_at: at,
            version: 1,
        };
        Transition::new(0, Self(after), Happened::Received, actor, at)
    }

    /// Whether it is a reissue.
    pub fn is_reissue(&self) -> bool {
        !self.0.sources.is_empty()
    }

    /// Chunks of lines that a reissue goes through.
    pub fn chunks_of_sources(&self) -> u32 {
        self.0.sources.iter().map(|source| source.chunks).fold(0, u32::saturating_add)
    }

    /// Where a chunk of lines is stored, by its place: of which import, and under which number there. Those of a reissue are
    /// the lists' own.
    pub fn place_of(&self, chunk: u32) -> (&ImportId, u32) {
        let mut from = 0;
        for source in &self.0.sources {
            if chunk - from < source.chunks {
                return (&source.import, stored_chunk(source.series, chunk - from));
            }
            from += source.chunks;
        }
        (&self.0.id, stored_chunk(self.0.series(), chunk))
    }
}

impl Snapshot {
    /// Of which reading the stored chunks are.
    fn series(&self) -> u32 {
        match &self.state {
            State::Ready { tally, .. } | State::Issuing { tally, .. } | State::Done { tally, .. } => {
                tally.series
            }
            State::Received | State::Unreadable { .. } | State::Discarded => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(byte: u8) -> ImportId {
        ImportId::from_bytes([byte; 17])
    }

    #[test]
    fn the_chunks_of_a_reissue_are_those_of_its_lists_one_after_the_other() {
        let source = |byte, chunks, series| Source { import: id(byte), chunks, series };
        let reissue = Reissue {
            id: id(9),
            event: EventId::from_bytes([1; 17]),
            issuer: IssuerId::from_bytes([1; 17]),
            sources: vec![source(1, 2, 0), source(2, 1, 3)],
        };
        let import = Import::reissue(reissue, Actor::Administrator, Timestamp::UNIX_EPOCH).into_after();
        let places: Vec<_> = (0..3).map(|chunk| import.place_of(chunk)).collect();
        assert_eq!(places, [(&id(1), 0), (&id(1), 1), (&id(2), stored_chunk(3, 0))]);
        assert_eq!(import.chunks_of_sources(), 3);
        assert!(import.is_reissue() && Source::of(&import).is_none());
    }
}
