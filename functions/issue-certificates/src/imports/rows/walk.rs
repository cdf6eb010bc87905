//! Through the rows of a list in the order of its file. The rows of good lines and the others are stored apart: of each no more
//! is held than a few chunks, however long the list is.

use crate::imports::obstacle;
use crate::owned;
use common::error::Problem;
use common::web::Organiser;
use domain::participation::cells::{CellChunk, CellColumn, CellRow};
use domain::participation::import::{Import, State, Tally};
use domain::value::id::ImportId;
use std::collections::VecDeque;
use store::Store;
use store::participation::cells::CellsOf;

/// Chunks that are read at once.
const AHEAD: u32 = 4;

/// Chunks of one kind, by their numbers.
pub(super) type Chunks = fn(u32) -> CellsOf;

/// A list whose rows can be gone through.
#[derive(Clone, Copy)]
pub(in crate::imports) struct List<'a> {
    store: &'a Store,
    import: &'a ImportId,
    tally: Tally,
    others: u32,
}

impl List<'_> {
    /// How many chunks of each kind it has.
    pub(super) fn streams(self) -> [(Chunks, u32); 2] {
        [(CellsOf::Lines, self.tally.chunks), (CellsOf::Others, self.others)]
    }

    /// Chunks, in the order in which they are named.
    pub(super) async fn chunks(self, named: &[(Chunks, u32)]) -> Result<Vec<CellChunk>, Problem> {
        let wanted: Vec<CellsOf> = named.iter().map(|(of, chunk)| of(self.tally.stored(*chunk))).collect();
        let mut found = self.store.find_cells(self.import, &wanted).await?;
        let chunks: Option<Vec<CellChunk>> = wanted.iter().map(|at| found.remove(at)).collect();
        // They end after their days, or with a list that was published or discarded at this moment.
        chunks.ok_or_else(|| owned::gone_from(self.import))
    }

    /// Only the rows of its good lines.
    pub(super) fn good(self) -> Self {
        Self { others: 0, ..self }
    }

    /// Only all other rows.
    pub(super) fn others(self) -> Self {
        Self { tally: Tally { chunks: 0, ..self.tally }, ..self }
    }
}

/// What is in a list that is being checked, and whether its rows are kept: an earlier version kept none.
pub(in crate::imports) fn list_of<'a>(
    organiser: &'a Organiser,
    import: &'a Import,
) -> Result<(Tally, Option<List<'a>>), Problem> {
    match &import.snapshot().state {
        // A reissue has no rows of its own.
        State::Ready { .. } if import.is_reissue() => Err(owned::gone_from(import.id())),
        State::Ready { .. } if import.is_too_old(organiser.visit.now) => {
            Err(Problem::gone(obstacle::TOO_OLD))
        }
        State::Ready { tally, .. } => {
            let (store, id) = (&organiser.visit.app.store, import.id());
            let of = |others| List { store, import: id, tally: *tally, others };
            Ok((*tally, tally.other_chunks.map(of)))
        }
        _ => Err(owned::gone_from(import.id())),
    }
}

/// Rows of one kind, from a place on.
struct Stream {
    of: Chunks,
    next: u32,
    chunks: u32,
    rows: VecDeque<CellRow>,
}

/// On the way through a list.
pub(super) struct Walk<'a> {
    list: List<'a>,
    streams: [Stream; 2],
    /// The columns of the list, once a row was read.
    pub(super) columns: Vec<CellColumn>,
    /// How many chunks were read.
    pub(super) read: u32,
}

impl<'a> Walk<'a> {
    /// From the first row on that is not before this one.
    pub(super) async fn after(list: List<'a>, line: u32) -> Result<Self, Problem> {
        let line = line.saturating_add(1);
        let streams =
            list.streams().map(|(of, chunks)| Stream { of, next: 0, chunks, rows: VecDeque::new() });
        let mut walk = Self { list, streams, columns: Vec::new(), read: 0 };
        for at in 0..walk.streams.len() {
            walk.begin(at, line).await?;
            walk.fill(at).await?;
            walk.streams[at].rows.retain(|row| row.line >= line);
        }
        Ok(walk)
    }

    /// Finds the chunk that has a row, or the next one after it: rows ascend, so it is found by halving.
    async fn begin(&mut self, at: usize, line: u32) -> Result<(), Problem> {
        let (mut from, mut to) = (0, self.streams[at].chunks.saturating_sub(1));
        while from < to && line > 2 {
            let middle = (from + to) / 2;
            let last = self
                .chunks(at, middle, 1)
                .await?
                .iter()
                .flat_map(|chunk| &chunk.rows)
                .map(|row| row.line)
                .max();
            if last < Some(line) { from = middle + 1 } else { to = middle }
        }
        self.streams[at].next = from;
        Ok(())
    }

    /// The next row; none at the end.
    pub(super) async fn next(&mut self) -> Result<Option<CellRow>, Problem> {
        for at in 0..self.streams.len() {
            if self.streams[at].rows.is_empty() {
                self.fill(at).await?;
            }
        }
        let first = |stream: &Stream| stream.rows.front().map(|row| row.line);
        let nearest = self
            .streams
            .iter_mut()
            .filter(|stream| first(stream).is_some())
            .min_by_key(|stream| first(stream));
        Ok(nearest.and_then(|stream| stream.rows.pop_front()))
    }

    async fn fill(&mut self, at: usize) -> Result<(), Problem> {
        let Stream { next, chunks, .. } = self.streams[at];
        let wanted = AHEAD.min(chunks.saturating_sub(next));
        if wanted == 0 {
            return Ok(());
        }
        for chunk in self.chunks(at, next, wanted).await? {
            self.columns = chunk.columns;
            self.streams[at].rows.extend(chunk.rows);
        }
        self.streams[at].next += wanted;
        Ok(())
    }

    /// Chunks, in their order.
    async fn chunks(&mut self, at: usize, first: u32, count: u32) -> Result<Vec<CellChunk>, Problem> {
        let of = self.streams[at].of;
        let wanted: Vec<_> = (first..first + count).map(|chunk| (of, chunk)).collect();
        self.read += count;
        self.list.chunks(&wanted).await
    }
}
