//! Rows of a list by their numbers. Rows ascend, so that a chunk tells on which side of it a row is: of a long list no chunk is read
//! but those that have one of the rows, and those on the way there.

use super::walk::{Chunks, List};
use common::error::Problem;
use domain::participation::cells::{CellChunk, CellColumn, CellRow};
use std::collections::BTreeSet;

/// Chunks that are held at once.
const AT_ONCE: usize = 4;
/// Chunks that are read at most for rows that lie apart.
const MOST_CHUNKS: usize = 260;

/// Chunks among which rows are.
#[derive(Clone)]
struct Span {
    of: Chunks,
    from: u32,
    /// The one after the last.
    to: u32,
    lines: Vec<u32>,
}

impl Span {
    fn middle(&self) -> (Chunks, u32) {
        (self.of, self.from + (self.to - self.from) / 2)
    }

    /// What is left to look through once the chunk in the middle was read.
    fn halves(self, chunk: &CellChunk) -> impl Iterator<Item = Self> {
        let (first, last) = (chunk.rows.first().map(|row| row.line), chunk.rows.last().map(|row| row.line));
        let those = |is_there: &dyn Fn(u32) -> bool| {
            self.lines.iter().copied().filter(|line| is_there(*line)).collect::<Vec<_>>()
        };
        let middle = self.middle().1;
        let before = those(&|line| first.is_none_or(|first| line < first));
        let after = those(&|line| last.is_none_or(|last| line > last));
        let before = Self { to: middle, lines: before, ..self.clone() };
        let after = Self { from: middle + 1, lines: after, ..self };
        [before, after].into_iter().filter(Self::is_open)
    }

    fn is_open(&self) -> bool {
        self.from < self.to && !self.lines.is_empty()
    }
}

/// Rows that are found, in their order, with the columns of their list.
pub(in crate::imports) async fn find(
    list: List<'_>,
    lines: &BTreeSet<u32>,
) -> Result<(Vec<CellColumn>, Vec<CellRow>), Problem> {
    let whole = |(of, to)| Span { of, from: 0, to, lines: lines.iter().copied().collect() };
    let mut open: Vec<Span> = list.streams().into_iter().map(whole).filter(Span::is_open).collect();
    let (mut columns, mut found, mut read) = (Vec::new(), Vec::<CellRow>::new(), 0);
    while !open.is_empty() && read < MOST_CHUNKS {
        let spans: Vec<Span> = open.drain(..open.len().min(AT_ONCE)).collect();
        let named: Vec<_> = spans.iter().map(Span::middle).collect();
        for (span, chunk) in spans.into_iter().zip(list.chunks(&named).await?) {
            open.extend(span.halves(&chunk));
            found.extend(chunk.rows.into_iter().filter(|row| lines.contains(&row.line)));
            columns = chunk.columns;
        }
        // A row is in one chunk only.
        open.iter_mut().for_each(|span| span.lines.retain(|line| found.iter().all(|row| row.line != *line)));
        open.retain(Span::is_open);
        read += named.len();
    }
    found.sort_by_key(|row| row.line);
    Ok((columns, found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::participation::cells::Verdict;
    use store::participation::cells::CellsOf;

    fn chunk(lines: std::ops::Range<u32>) -> CellChunk {
        let row =
            |line| CellRow { line, cells: Vec::new(), verdict: Verdict::New, remarked: false, asked: false };
        CellChunk { columns: Vec::new(), rows: lines.map(row).collect() }
    }

    #[test]
    fn a_chunk_tells_on_which_side_of_it_a_row_is() {
        let span = |lines: &[u32]| Span { of: CellsOf::Lines, from: 0, to: 9, lines: lines.to_vec() };
        let left = |span: Span, chunk: &CellChunk| {
            span.halves(chunk).map(|half| (half.from, half.to, half.lines)).collect::<Vec<_>>()
        };
        let middle = chunk(1000..1250);
        assert_eq!(span(&[2]).middle().1, 4);
        assert_eq!(left(span(&[2, 1100, 3000]), &middle), [(0, 4, vec![2]), (5, 9, vec![3000])]);
        assert_eq!(left(span(&[1249]), &middle), [], "it is here, or in none");
        let both = [(0, 4, vec![7]), (5, 9, vec![7])];
        assert_eq!(left(span(&[7]), &chunk(0..0)), both, "a chunk without rows tells nothing");
        let last = Span { from: 8, ..span(&[2]) };
        assert_eq!(left(last, &middle), [], "nothing is before it");
    }
}
