//! How much may lie in a workbook: measured before a part is read, because a part of a few kilobytes may unpack to
//! gigabytes, and what an archive says of its own sizes may be a lie.

use super::Stop;
use domain::participation::line::FileProblem;
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// Bytes of a workbook as it comes.
pub(super) const MOST_PACKED: u64 = 32 * 1024 * 1024;
/// Parts of a workbook: each takes some memory before anything is read.
const MOST_PARTS: usize = 10_000;
/// Sheets that a workbook may have.
pub(super) const MOST_SHEETS: usize = 100;
/// What is read at a time.
const WINDOW: usize = 64 * 1024;
/// Megabytes that one part may unpack to.
const MOST_MB: u32 = 256;

/// What a part may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Bytes, unpacked.
    pub(super) bytes: u64,
    /// Tags.
    pub(super) tags: u64,
}

/// A sheet: of it a cell is held.
pub(super) const SHEET: Bounds = Bounds { bytes: MOST_MB as u64 * 1024 * 1024, tags: u64::MAX };
/// The texts of all sheets, which are held as long as one is read.
const STRINGS: Bounds = Bounds { bytes: 64 * 1024 * 1024, tags: 8_000_000 };
/// Everything else, which is held too: formats, names of sheets.
const OTHERS: Bounds = Bounds { bytes: 16 * 1024 * 1024, tags: 200_000 };
/// Bytes of all parts that are read: many that are large take as long as one that is too large.
const MOST_IN_ALL: u64 = 512 * 1024 * 1024;
/// Bytes between the beginning of two tags: more than a text in a cell can have.
const LONGEST_TEXT: u64 = 1024 * 1024;
/// Digits of a number that a part gives for how much is to come: memory is made ready for it.
const LONGEST_COUNT: usize = 7;

/// What is in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Xlsx,
    Ods,
    /// An XLSB: cells are not XML.
    Binary,
    Other,
}

pub(super) fn too_much() -> Stop {
    Stop::Problem(FileProblem::TooMuchInside { most_mb: MOST_MB })
}

/// Whether the archive may be opened at all.
pub(super) fn archive(file: &mut File) -> Result<(), Stop> {
    if count(file, b"PK\x01\x02", MOST_PARTS)? > MOST_PARTS { Err(too_much()) } else { Ok(()) }
}

/// Whether the file holds some bytes.
pub(super) fn holds(file: &mut File, what: &[u8]) -> Result<bool, Stop> {
    Ok(count(file, what, 0)? > 0)
}

/// How often some bytes are in a file, counted until they are more than `enough`.
fn count(file: &mut File, what: &[u8], enough: usize) -> Result<usize, Stop> {
    file.seek(SeekFrom::Start(0))?;
    let (mut window, mut found) = (Vec::with_capacity(WINDOW * 2), 0);
    loop {
        let read = file.by_ref().take(WINDOW as u64).read_to_end(&mut window)?;
        found += window.windows(what.len()).filter(|bytes| *bytes == what).count();
        if read == 0 || found > enough {
            return Ok(found);
        }
        // What begins at the end of this window is found with the next one, and only then.
        window.drain(..window.len().saturating_sub(what.len() - 1));
    }
}

/// What an archive holds, by the names of its parts.
pub(super) fn kind(file: &File) -> Result<Kind, Stop> {
    let archive = ZipArchive::new(BufReader::new(file))?;
    let names: Vec<String> =
        archive.file_names().filter_map(Result::ok).map(|name| name.to_lowercase()).collect();
    let has = |wanted: &str| names.iter().any(|name| name == wanted);
    let is_part = |name: &String| name.starts_with("xl/workbook") || name.starts_with("xl/worksheets/");
    Ok(if has("content.xml") {
        Kind::Ods
    } else if has("encrypted-package") {
        return Err(Stop::Problem(FileProblem::Protected));
    } else if has("xl/workbook.bin") {
        Kind::Binary
    } else if names.iter().any(is_part) {
        Kind::Xlsx
    } else {
        Kind::Other
    })
}

/// Measures every part that is read of an XLSX.
pub(super) fn xlsx(file: &File) -> Result<(), Stop> {
    let mut archive = ZipArchive::new(BufReader::new(file))?;
    let mut left = MOST_IN_ALL;
    for at in 0..archive.len() {
        let part = archive.by_index(at)?;
        let name = part.name()?.to_lowercase();
        let is_sheet = name.contains("/worksheets/") || name.contains("/sheets/");
        let bounds = match name.rsplit('/').next().unwrap_or_default() {
            // Pictures are not unpacked. Whatever else lies there may be a sheet, under any name, if a relationship says so.
            _ if name.starts_with("xl/media/") => continue,
            "sharedstrings.xml" => STRINGS,
            _ if is_sheet => SHEET,
            _ => OTHERS,
        };
        let bounds = Bounds { bytes: bounds.bytes.min(left), ..bounds };
        // What a part says of its size is enough to refuse it, and not to read it.
        if part.size() > bounds.bytes {
            return Err(too_much());
        }
        left = left.saturating_sub(measure(part, bounds)?);
    }
    Ok(())
}

/// Unpacks a part without keeping it: how many bytes it has.
pub(super) fn measure(mut part: impl Read, bounds: Bounds) -> Result<u64, Stop> {
    let mut window = vec![0; WINDOW];
    let mut measure = Measure::default();
    loop {
        let read = part.read(&mut window)?;
        if read == 0 {
            return Ok(measure.bytes);
        }
        measure.look_at(&window[..read], bounds)?;
    }
}

#[derive(Default)]
struct Measure {
    bytes: u64,
    tags: u64,
    since_tag: u64,
    /// How much of the word was just seen that announces a count.
    announced: usize,
    digits: usize,
}

/// An attribute after which comes how many texts there are.
const COUNT: &[u8] = b"uniqueCount";

impl Measure {
    fn look_at(&mut self, bytes: &[u8], bounds: Bounds) -> Result<(), Stop> {
        for &byte in bytes {
            self.since_tag += 1;
            if byte == b'<' {
                (self.tags, self.since_tag) = (self.tags + 1, 0);
            }
            // UTF-16, in which nothing of this would be seen.
            if byte == 0 || self.since_tag > LONGEST_TEXT || self.is_greedy(byte) {
                return Err(too_much());
            }
        }
        self.bytes += bytes.len() as u64;
        if self.bytes > bounds.bytes || self.tags > bounds.tags { Err(too_much()) } else { Ok(()) }
    }

    /// Whether a count has more digits than any list has texts.
    fn is_greedy(&mut self, byte: u8) -> bool {
        if self.announced == COUNT.len() {
            match byte {
                b'0'..=b'9' => self.digits += 1,
                b'=' | b'"' | b'\'' | b' ' | b'\t' | b'\r' | b'\n' | b'+' if self.digits == 0 => {}
                _ => (self.announced, self.digits) = (0, 0),
            }
            return self.digits > LONGEST_COUNT;
        }
        self.announced = match byte {
            _ if byte == COUNT[self.announced] => self.announced + 1,
            _ => usize::from(byte == COUNT[0]),
        };
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(xml: &[u8], bounds: Bounds) -> bool {
        measure(xml, bounds).is_ok()
    }

    #[test]
    fn a_part_is_measured_whatever_it_says_of_itself() {
        let small = Bounds { bytes: 1000, tags: 10 };
        assert!(measured(b"<a>text</a>", small));
        assert!(!measured(&b"x<".repeat(11), small));
        assert!(!measured(&b"x".repeat(1001), small));
        assert!(!measured(&vec![b'x'; 2 * 1024 * 1024], SHEET));
        assert!(!measured(b"\xff\xfe<\0a\0>\0", SHEET));
    }

    #[test]
    fn a_count_that_asks_for_all_memory_is_refused() {
        assert!(measured(b"<sst uniqueCount=\"300000\" x=\"99999999999\"/>", SHEET));
        assert!(!measured(b"<sst uniqueCount = '99999999999'/>", SHEET));
    }

    #[test]
    fn bytes_across_two_windows_are_found_once() {
        let mut file = tempfile::tempfile().expect("a file");
        let mut bytes = vec![b'x'; WINDOW - 2];
        bytes.extend_from_slice(b"NEEDLE");
        std::io::Write::write_all(&mut file, &bytes).expect("written");
        assert_eq!(count(&mut file, b"NEEDLE", 10).expect("counted"), 1);
    }
}
