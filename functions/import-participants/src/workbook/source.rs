//! The file of an import: a text as it comes, or the records of a workbook.

use super::rows::Rows;
use super::{ARCHIVE, COMPOUND, Stop, vet};
use crate::ImportError;
use domain::participation::line::FileProblem;
use platform::documents::ByteStream;
use std::io::{Seek, Write};
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::JoinHandle;

/// Slices of records that wait to be read.
const WAITING: usize = 4;

/// Where the bytes of a list come from.
pub(crate) enum Source {
    /// A text: what of it was looked at, and the rest.
    Text(Vec<u8>, ByteStream),
    /// A workbook that is being read on a thread of its own.
    Workbook(Receiver<Vec<u8>>, JoinHandle<Result<Sheets, Stop>>),
}

/// The sheets of a workbook; none of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Sheets {
    /// Those with something in them.
    pub(crate) names: Vec<String>,
    /// The one that is read.
    pub(crate) read: String,
}

impl Source {
    /// Looks at the first bytes of a file. A workbook is kept until it is read, in a file that nobody else can open; of it
    /// the sheet is read that the organiser chose, or the first one.
    pub(crate) async fn open(
        mut body: ByteStream,
        sheet: Option<String>,
    ) -> Result<Result<Self, FileProblem>, ImportError> {
        let mut head = Vec::new();
        while head.len() < COMPOUND.len() {
            let Some(bytes) = next(&mut body).await? else { break };
            head.extend_from_slice(&bytes);
        }
        if !head.starts_with(ARCHIVE) && !head.starts_with(COMPOUND) {
            return Ok(Ok(Self::Text(head, body)));
        }
        let mut file = tempfile::tempfile().map_err(ImportError::Spool)?;
        let mut size = 0;
        let mut bytes = Some(head);
        while let Some(some) = bytes {
            size += some.len() as u64;
            if size > vet::MOST_PACKED {
                let most_mb = u32::try_from(vet::MOST_PACKED / 1024 / 1024).unwrap_or(u32::MAX);
                return Ok(Err(FileProblem::TooMuchInside { most_mb }));
            }
            file.write_all(&some).map_err(ImportError::Spool)?;
            bytes = next(&mut body).await?;
        }
        file.rewind().map_err(ImportError::Spool)?;
        let (out, records) = mpsc::channel(WAITING);
        let reading = tokio::task::spawn_blocking(move || {
            let mut rows = Rows::new(out);
            let sheets = super::read(file, sheet.as_deref(), &mut rows)?;
            rows.finish()?;
            Ok(sheets)
        });
        Ok(Ok(Self::Workbook(records, reading)))
    }

    /// The next bytes; none at the end.
    pub(crate) async fn next(&mut self) -> Result<Option<Vec<u8>>, ImportError> {
        match self {
            Self::Text(head, _) if !head.is_empty() => Ok(Some(std::mem::take(head))),
            Self::Text(_, body) => next(body).await,
            Self::Workbook(records, _) => Ok(records.recv().await),
        }
    }

    /// What is to be said of the file once nothing more of it is read.
    pub(crate) async fn finish(self) -> Result<Result<Sheets, FileProblem>, ImportError> {
        let Self::Workbook(records, reading) = self else { return Ok(Ok(Sheets::default())) };
        drop(records);
        let read = match reading.await {
            // What a library does not expect in a workbook is the workbook's fault.
            Err(panic) if panic.is_panic() => Err(Stop::damaged()),
            done => done?,
        };
        match read {
            Ok(sheets) => Ok(Ok(sheets)),
            Err(Stop::Unheard) => Ok(Ok(Sheets::default())),
            Err(Stop::Problem(problem)) => Ok(Err(problem)),
            Err(Stop::Broken(error)) => Err(ImportError::Spool(error)),
        }
    }
}

async fn next(body: &mut ByteStream) -> Result<Option<Vec<u8>>, ImportError> {
    match body.next().await {
        None => Ok(None),
        Some(bytes) => Ok(Some(bytes.map_err(|e| ImportError::Stream(Box::new(e)))?.to_vec())),
    }
}
