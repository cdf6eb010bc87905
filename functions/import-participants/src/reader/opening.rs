//! The first bytes of a file: a byte order mark, or the mark of a file that is no text.

use domain::participation::line::{FileFormat, FileProblem};
use encoding_rs::{Decoder, UTF_16BE, UTF_16LE};

/// In what the rest of the file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    /// UTF-8 or Windows-1252: each record shows which.
    Bytes,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
}

impl Charset {
    pub(super) fn decoder(self) -> Option<Decoder> {
        match self {
            Self::Bytes => None,
            Self::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Self::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
        }
    }
}

/// Collects the first bytes until they can be told apart, and lets all others pass.
#[derive(Default)]
pub(super) struct Opening {
    head: Vec<u8>,
    over: bool,
}

/// What passes of a chunk.
pub(super) enum Passing<'a> {
    /// The head is complete: its bytes without the byte order mark, and the rest of the chunk.
    Begin { charset: Charset, kept: Vec<u8>, rest: &'a [u8] },
    /// All of it.
    Rest(&'a [u8]),
}

/// The length of the longest mark in [`MARKS`].
const LONGEST_MARK: usize = 8;

const MARKS: [(&[u8], FileFormat); 9] = [
    (b"PK\x03\x04", FileFormat::Workbook),
    (b"PK\x05\x06", FileFormat::Workbook),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", FileFormat::OldWorkbook),
    (b"%PDF-", FileFormat::Pdf),
    (b"\x89PNG", FileFormat::Picture),
    (b"\xff\xd8\xff", FileFormat::Picture),
    (b"GIF8", FileFormat::Picture),
    (b"\x1f\x8b", FileFormat::Unknown),
    (b"{\\rtf", FileFormat::Unknown),
];

impl Opening {
    /// What passes of a chunk: nothing as long as the head is not complete.
    pub(super) fn read<'a>(&mut self, chunk: &'a [u8]) -> Result<Option<Passing<'a>>, FileProblem> {
        if self.over {
            return Ok(Some(Passing::Rest(chunk)));
        }
        let (head, rest) = chunk.split_at(chunk.len().min(LONGEST_MARK - self.head.len()));
        self.head.extend_from_slice(head);
        if self.head.len() < LONGEST_MARK { Ok(None) } else { self.begin(rest).map(Some) }
    }

    /// What passes of a file shorter than a mark.
    pub(super) fn finish(&mut self) -> Result<Option<Passing<'static>>, FileProblem> {
        if self.over { Ok(None) } else { self.begin(&[]).map(Some) }
    }

    fn begin<'a>(&mut self, rest: &'a [u8]) -> Result<Passing<'a>, FileProblem> {
        self.over = true;
        if let Some((_, format)) = MARKS.iter().find(|(mark, _)| self.head.starts_with(mark)) {
            return Err(FileProblem::NotText { format: *format });
        }
        let (charset, mark) = match self.head.as_slice() {
            [0xef, 0xbb, 0xbf, ..] => (Charset::Bytes, 3),
            [0xff, 0xfe, ..] => (Charset::Utf16Le, 2),
            [0xfe, 0xff, ..] => (Charset::Utf16Be, 2),
            _ => (Charset::Bytes, 0),
        };
        Ok(Passing::Begin { charset, kept: self.head.split_off(mark), rest })
    }
}
