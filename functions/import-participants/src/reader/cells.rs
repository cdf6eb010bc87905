//! A record's cells, and the character set it is written in.

use csv_core::{ReadRecordResult, ReaderBuilder};
use domain::participation::written::unwrapped;
use domain::value::name::plain_line;
use encoding_rs::WINDOWS_1252;
use std::borrow::Cow;

/// Cells beyond this many are not read: no known column lies there, and Excel likes to write thousands of empty ones.
const MOST_CELLS: usize = 256;

/// Cuts records into cells with `csv-core`.
pub(super) struct Tokenizer {
    reader: csv_core::Reader,
    text: Vec<u8>,
    ends: Vec<usize>,
}

impl Tokenizer {
    pub(super) fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, text: Vec::new(), ends: vec![0; MOST_CELLS] }
    }

    /// The cells of one complete record, in UTF-8 if all its bytes are, otherwise in Windows-1252. Files that were
    /// put together from others may have both.
    pub(super) fn read(&mut self, record: &[u8]) -> Cells<'_> {
        // Cells are never longer together than the record; the byte more lets `csv-core` see the record's end.
        self.text.resize(self.text.len().max(record.len() + 1), 0);
        self.reader.reset();
        let (result, read, mut written, mut count) =
            self.reader.read_record(record, &mut self.text, &mut self.ends);
        if result == ReadRecordResult::InputEmpty && read == record.len() {
            let (_, _, last_written, last_count) =
                self.reader.read_record(&[], &mut self.text[written..], &mut self.ends[count..]);
            (written, count) = (written + last_written, count + last_count);
        }
        let utf8 = std::str::from_utf8(record).is_ok();
        Cells { text: &self.text[..written], ends: &self.ends[..count], utf8, typed: Vec::new() }
    }

    pub(super) fn held_bytes(&self) -> usize {
        self.text.capacity() + self.ends.capacity() * size_of::<usize>()
    }
}

/// The cells of one record.
pub(super) struct Cells<'a> {
    text: &'a [u8],
    ends: &'a [usize],
    utf8: bool,
    /// What somebody typed in place of cells.
    typed: Vec<(usize, String)>,
}

impl<'a> Cells<'a> {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The same with what was typed in place of cells.
    pub(super) fn with_typed(self, typed: Vec<(usize, String)>) -> Self {
        Self { typed, ..self }
    }

    /// Whether something was typed in place of a cell.
    pub(super) fn has_typed(&self) -> bool {
        !self.typed.is_empty()
    }

    /// What was typed in place of a cell.
    pub(super) fn typed(&self, at: usize) -> Option<&str> {
        self.typed.iter().find(|(typed, _)| *typed == at).map(|(_, text)| text.as_str())
    }

    /// The cell's text; cells that the record does not have are empty.
    pub(super) fn text(&self, at: usize) -> Cow<'_, str> {
        self.typed(at).map_or_else(|| self.of_file(at), Cow::Borrowed)
    }

    /// The text that the file has there.
    pub(super) fn of_file(&self, at: usize) -> Cow<'_, str> {
        let bytes = self.bytes(at);
        if self.utf8 {
            String::from_utf8_lossy(bytes)
        } else {
            WINDOWS_1252.decode_without_bom_handling(bytes).0
        }
    }

    /// The cell's bytes, when the record is no UTF-8.
    pub(super) fn not_utf8(&self, at: usize) -> Option<&'a [u8]> {
        (!self.utf8).then(|| self.bytes(at))
    }

    /// The cell as one line without what a spreadsheet or a program wrapped around it.
    pub(super) fn value(&self, at: usize) -> String {
        unwrapped(&plain_line(&self.text(at)))
    }

    /// Whether no cell from here on has anything in it.
    pub(super) fn is_blank_from(&self, first: usize) -> bool {
        (first..self.len()).all(|at| plain_line(&self.text(at)).is_empty())
    }

    /// Whether a cell has nothing in it.
    pub(super) fn is_blank_at(&self, at: usize) -> bool {
        self.text(at).bytes().all(|byte| byte.is_ascii_whitespace())
    }

    pub(super) fn is_blank(&self) -> bool {
        self.is_blank_from(0)
    }

    fn bytes(&self, at: usize) -> &'a [u8] {
        let Some(&end) = self.ends.get(at) else { return &[] };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..end]
    }
}
