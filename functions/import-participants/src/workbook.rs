//! Workbooks: a sheet of an XLSX or an ODS becomes the records that a CSV of it would have, and is read like one.
//!
//! A workbook is a ZIP archive whose contents lie at its end, so it cannot be read as it comes: it is kept in a file
//! without a name until it is read. Whoever wrote it decides what it unpacks to, so each part is measured before it is
//! read ([`vet`]), and of a sheet no more than a row is held.
//!
//! | module | knows |
//! |---|---|
//! | `vet` | how much may lie in a workbook |
//! | `xlsx` | the sheets of Excel |
//! | `ods` | the sheets of LibreOffice |
//! | `shown` | a number or a date as the sheet shows it |
//! | `rows` | rows as records of a CSV |
//! | `source` | the file: a text as it comes, or a workbook's records |

mod ods;
mod rows;
mod shown;
mod source;
#[cfg(test)]
pub(crate) mod tests;
mod vet;
mod xlsx;

pub(crate) use source::{Sheets, Source};

use domain::participation::line::{FileFormat, FileProblem};
use rows::Rows;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Why no more of a workbook is read.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It cannot be read.
    Problem(FileProblem),
    /// Nobody listens any more.
    Unheard,
    /// The machine failed.
    Broken(io::Error),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        // What a damaged archive says, and what the disk says, cannot be mistaken for one another.
        match error.kind() {
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput | io::ErrorKind::UnexpectedEof => {
                Self::damaged()
            }
            _ => Self::Broken(error),
        }
    }
}

impl From<zip::result::ZipError> for Stop {
    fn from(error: zip::result::ZipError) -> Self {
        match error {
            zip::result::ZipError::Io(error) => error.into(),
            _ => Self::damaged(),
        }
    }
}

impl Stop {
    fn damaged() -> Self {
        Self::Problem(FileProblem::NotText { format: FileFormat::Workbook })
    }
}

/// Reads a sheet of a workbook whose bytes are all there.
fn read(mut file: File, wanted: Option<&str>, rows: &mut Rows) -> Result<Sheets, Stop> {
    if is_compound(&mut file)? {
        return Err(Stop::Problem(if vet::holds(&mut file, &utf16("EncryptedPackage"))? {
            FileProblem::Protected
        } else {
            FileProblem::NotText { format: FileFormat::OldWorkbook }
        }));
    }
    vet::archive(&mut file)?;
    match vet::kind(&file)? {
        vet::Kind::Xlsx => xlsx::read(file, wanted, rows),
        vet::Kind::Ods => ods::read(&file, wanted, rows),
        vet::Kind::Binary => Err(Stop::Problem(FileProblem::NotText { format: FileFormat::OldWorkbook })),
        vet::Kind::Other => Err(Stop::damaged()),
    }
}

/// How a workbook of Excel before 2007 begins, and each one with a password.
pub(crate) const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";
/// How a ZIP archive begins.
pub(crate) const ARCHIVE: &[u8] = b"PK\x03\x04";

fn is_compound(file: &mut File) -> io::Result<bool> {
    let mut head = [0; COMPOUND.len()];
    file.seek(SeekFrom::Start(0))?;
    let read = file.read(&mut head)?;
    Ok(&head[..read] == COMPOUND)
}

/// A name as the directory of such a file has it.
fn utf16(name: &str) -> Vec<u8> {
    name.encode_utf16().flat_map(u16::to_le_bytes).collect()
}
