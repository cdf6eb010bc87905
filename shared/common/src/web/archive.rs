//! Several files in one: a ZIP that is held whole, for as many bytes as an answer may have.

use std::collections::HashSet;
use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// What a file in it costs beside its bytes and twice its name: its two heads (APPNOTE 4.3.7 and 4.3.12).
const HEADS: usize = 30 + 46 + 32;

/// One file more would be more than there is room for.
#[derive(Debug, thiserror::Error)]
#[error("the archive is full")]
pub struct Full;

/// Files in one. They are stored as they are: PDFs and images do not get smaller.
pub struct Archive {
    writer: ZipWriter<Cursor<Vec<u8>>>,
    names: HashSet<String>,
    room: usize,
}

impl Archive {
    /// An archive of at most so many bytes.
    pub fn up_to(bytes: usize) -> Self {
        Self { writer: ZipWriter::new(Cursor::new(Vec::new())), names: HashSet::new(), room: bytes }
    }

    /// Adds a file. A name that is there already gets a number, whatever its case: file systems differ.
    ///
    /// # Errors
    /// [`Full`] when it does not fit; what was added before stays.
    pub fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), Full> {
        let name = self.free(name);
        let cost = bytes.len() + 2 * name.len() + HEADS;
        let left = self.room.checked_sub(cost).ok_or(Full)?;
        let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
        self.writer.start_file(name.as_str(), options).map_err(|_| Full)?;
        self.writer.write_all(bytes).map_err(|_| Full)?;
        self.names.insert(name.to_lowercase());
        self.room = left;
        Ok(())
    }

    /// The whole archive.
    pub fn finish(self) -> Vec<u8> {
        // Memory takes whatever is written to it.
        self.writer.finish().map(Cursor::into_inner).unwrap_or_default()
    }

    fn free(&self, name: &str) -> String {
        let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
        let ending = if ending.is_empty() { String::new() } else { format!(".{ending}") };
        let numbered = |number: usize| match number {
            1 => name.to_owned(),
            more => format!("{stem} ({more}){ending}"),
        };
        let free =
            (1..=self.names.len()).map(numbered).find(|name| !self.names.contains(&name.to_lowercase()));
        free.unwrap_or_else(|| numbered(self.names.len() + 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    fn read(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
        let each = (0..archive.len()).map(|i| {
            let mut file = archive.by_index(i).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("read");
            (file.name().expect("a name").into_owned(), bytes)
        });
        each.collect()
    }

    #[test]
    fn files_come_out_as_they_went_in_and_no_two_share_a_name() {
        let mut archive = Archive::up_to(10_000);
        for (name, bytes) in
            [("Paz - João.pdf", b"1"), ("paz - joão.pdf", b"2"), ("Paz - João.pdf", b"3"), ("sem", b"4")]
        {
            archive.add(name, bytes).expect("room");
        }
        let files = read(archive.finish());
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["Paz - João.pdf", "paz - joão (2).pdf", "Paz - João (3).pdf", "sem"]);
        assert_eq!(files.iter().map(|(_, bytes)| bytes[0]).collect::<Vec<_>>(), *b"1234");
    }

    #[test]
    fn it_never_has_more_bytes_than_there_is_room_for() {
        let mut archive = Archive::up_to(1000);
        archive.add("a", &[0; 400]).expect("room");
        archive.add("b", &[0; 400]).expect_err("no room");
        archive.add("c", &[0; 200]).expect("what was refused took no room");
        let bytes = archive.finish();
        assert!(bytes.len() <= 1000, "{}", bytes.len());
        assert_eq!(read(bytes).len(), 2);
    }
}
