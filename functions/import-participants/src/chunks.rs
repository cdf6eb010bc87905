//! Rows gathered into chunks: what a file says decides where each chunk ends, so the same file gives the same chunks.

use serde::Serialize;

/// Bytes of a chunk, serialised: far enough below the 400 kB that an item may have.
const MOST_BYTES: usize = 100_000;

/// A chunk that is complete, with its number from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Chunk<T> {
    pub(crate) number: u32,
    pub(crate) items: Vec<T>,
}

/// Gathers items into chunks of at most so many items and [`MOST_BYTES`] bytes.
pub(crate) struct Gatherer<T> {
    most_items: usize,
    items: Vec<T>,
    bytes: usize,
    complete: u32,
}

impl<T: Serialize> Gatherer<T> {
    pub(crate) fn new(most_items: usize) -> Self {
        Self { most_items, items: Vec::new(), bytes: 0, complete: 0 }
    }

    /// Adds an item; gives the chunk that it completes, if any.
    pub(crate) fn add(&mut self, item: T) -> Option<Chunk<T>> {
        let bytes = serialised(&item);
        let full = self.items.len() == self.most_items || self.bytes + bytes > MOST_BYTES;
        let complete = if full { self.take() } else { None };
        self.bytes += bytes;
        self.items.push(item);
        complete
    }

    /// The last chunk, if there is one.
    pub(crate) fn take(&mut self) -> Option<Chunk<T>> {
        if self.items.is_empty() {
            return None;
        }
        let number = self.complete;
        self.complete += 1;
        self.bytes = 0;
        Some(Chunk { number, items: std::mem::take(&mut self.items) })
    }

    /// How many chunks were given so far.
    pub(crate) fn count(&self) -> u32 {
        self.complete
    }
}

/// Bytes of an item as JSON, which is no shorter than what is stored.
fn serialised(item: &impl Serialize) -> usize {
    struct Counter(usize);
    impl std::io::Write for Counter {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut counter = Counter(0);
    // A type that cannot be serialised would be refused by the store; here it only counts as nothing.
    let _ = serde_json::to_writer(&mut counter, item);
    counter.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunks(items: impl IntoIterator<Item = String>, most: usize) -> Vec<Chunk<String>> {
        let mut gatherer = Gatherer::new(most);
        let mut all: Vec<_> = items.into_iter().filter_map(|item| gatherer.add(item)).collect();
        all.extend(gatherer.take());
        assert_eq!(u32::try_from(all.len()), Ok(gatherer.count()));
        all
    }

    #[test]
    fn a_chunk_ends_at_the_number_of_its_items() {
        let all = chunks((0..7).map(|n| n.to_string()), 3);
        assert_eq!(all.iter().map(|c| c.items.len()).collect::<Vec<_>>(), [3, 3, 1]);
        assert_eq!(all.iter().map(|c| c.number).collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(all.concat_items(), ["0", "1", "2", "3", "4", "5", "6"]);
    }

    #[test]
    fn a_chunk_ends_before_its_bytes_are_too_many() {
        let all = chunks((0..10).map(|_| "x".repeat(40_000)), 250);
        assert!(all.iter().all(|c| c.items.len() == 2), "{:?}", all.len());
    }

    #[test]
    fn nothing_gives_no_chunk() {
        assert_eq!(chunks([], 3), []);
    }

    trait ConcatItems {
        fn concat_items(&self) -> Vec<String>;
    }
    impl ConcatItems for Vec<Chunk<String>> {
        fn concat_items(&self) -> Vec<String> {
            self.iter().flat_map(|c| c.items.clone()).collect()
        }
    }
}
