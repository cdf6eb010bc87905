//! Everything that is needed to go on proving the certificates without Selo, as static files.
//!
//! Two phases, each in pages, and any of them may be done again: the records, of which each page writes the files of its
//! certificates and a list of their sums; then the sums, sorted, one file for each first symbol of the codes. So memory
//! holds a page or a thirty-second of the sums, and the same day and data give the same bytes.
//!
//! The second phase reads every list once for each symbol. A version has up to four sums of some 200 bytes: a million
//! versions are 0.8 GB of lists, 25 MB of it in hand (several times that while it is sorted), and 26 GB of reads. Above
//! ten million versions a thirty-second no longer fits the function's memory: split by two symbols then.
//!
//! A holder may hide a certificate while the export goes on, so the second phase asks once more for every public PDF.

mod closing;
mod files;
mod pages;
mod place;
mod sums;

use crate::job::{Budget, progress, write_down};
use crate::{AdministerError, Answer, Pace};
use common::App;
use domain::value::calendar;
use domain::value::symbols::ALPHABET;
use files::Kept;
use futures::stream::{self, StreamExt, TryStreamExt};
use jiff::civil::Date;
use pages::Archive;
pub use place::ExportName;
use serde::{Deserialize, Serialize};

/// How many certificates are in hand at once: their PDFs are what the memory is for.
const AT_ONCE: usize = 16;

/// How far an archive is.
#[derive(Default, Serialize, Deserialize)]
struct Progress {
    /// The day that the pages tell of: that of the first invocation.
    day: Option<Date>,
    phase: Phase,
    counted: Counted,
    /// The sums of the files with sums, for the last one.
    sums: Vec<sums::Line>,
}

#[derive(Default, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Phase {
    /// The records: where the next page begins. So many lists of sums are written.
    Records { next: Option<String>, parts: u32 },
    /// The sums: of which symbol are the next ones.
    Sums { symbol: usize, parts: u32 },
    /// Everything is written.
    #[default]
    Finished,
}

/// What is in an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counted {
    /// Versions of certificates: each has a code and a page.
    pub versions: u64,
    /// PDFs in the public part.
    pub public_pdfs: u64,
    /// PDFs in the private part.
    pub private_pdfs: u64,
    /// Versions whose PDF is not drawn yet: export again when it is.
    pub in_preparation: u64,
    /// PDFs that are not in the bucket, or not as they were issued: see `check`.
    pub damaged_pdfs: u64,
}

/// Goes on with the archive of a name until the budget is spent. A finished one stays as it is.
pub(crate) async fn archive(app: &App, name: &ExportName, pace: Pace) -> Result<Answer, AdministerError> {
    let mut budget = Budget::new(app, pace);
    let mut at: Progress = progress(app, &name.progress()).await?;
    if at.day.is_none() {
        at = Progress { day: Some(calendar::brasilia(app.clock.now()).date()), ..Progress::default() };
        at.phase = Phase::Records { next: None, parts: 0 };
    }
    let archive = Archive::new(&app.config, at.day.unwrap_or_default());
    while !matches!(at.phase, Phase::Finished) && budget.take(app) {
        at = step(app, name, &archive, at, budget.rows).await?;
        write_down(app, &name.progress(), &at).await?;
    }
    Ok(Answer::ArchiveExported {
        finished: matches!(at.phase, Phase::Finished),
        public: name.folder(place::Part::Public),
        private: name.folder(place::Part::Private),
        counted: at.counted,
    })
}

async fn step(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    mut at: Progress,
    rows: i32,
) -> Result<Progress, AdministerError> {
    at.phase = match at.phase {
        Phase::Records { next, parts } => {
            let (next, counted) = records(app, name, archive, next.as_deref(), parts, rows).await?;
            at.counted = at.counted.and(counted);
            match next {
                Some(next) => Phase::Records { next: Some(next), parts: parts + 1 },
                None => Phase::Sums { symbol: 0, parts: parts + 1 },
            }
        }
        Phase::Sums { symbol, parts } if symbol < ALPHABET.len() => {
            let letter = char::from(ALPHABET[symbol]);
            let (sums, withdrawn) = closing::of_symbol(app, name, archive, letter, parts).await?;
            at.sums.extend(sums);
            at.counted.public_pdfs -= withdrawn;
            at.counted.private_pdfs += withdrawn;
            Phase::Sums { symbol: symbol + 1, parts }
        }
        Phase::Sums { .. } | Phase::Finished => {
            files::around(app, name, archive, std::mem::take(&mut at.sums)).await?;
            Phase::Finished
        }
    };
    Ok(at)
}

/// Writes the files of one page of records and the list of their sums.
async fn records(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    after: Option<&str>,
    part: u32,
    rows: i32,
) -> Result<(Option<String>, Counted), AdministerError> {
    let page = app.store.walk_records(after, rows).await?;
    // Two versions are one certificate's, and a request names a row once.
    let mut ids: Vec<_> = page.items.iter().map(|(_, record)| record.certificate.clone()).collect();
    ids.sort_by(|one, other| one.as_str().cmp(other.as_str()));
    ids.dedup();
    let certificates = app.store.find_certificates(&ids).await?;
    let kept = |(code, record): (_, domain::participation::record::Record)| {
        let of = certificates.iter().find(|c| *c.id() == record.certificate);
        Kept::new(code, record, of, archive.date)
    };
    let kept: Vec<Kept> = page.items.into_iter().map(kept).collect();
    let files: Vec<(Vec<sums::Line>, Counted)> = stream::iter(kept)
        .map(|kept| kept.write(app, name, archive))
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await?;
    let counted = files.iter().fold(Counted::default(), |sum, (_, counted)| sum.and(*counted));
    sums::write_part(app, name, part, files.into_iter().flat_map(|(lines, _)| lines).collect()).await?;
    Ok((page.next, counted))
}

impl Counted {
    fn and(self, other: Self) -> Self {
        Self {
            versions: self.versions + other.versions,
            public_pdfs: self.public_pdfs + other.public_pdfs,
            private_pdfs: self.private_pdfs + other.private_pdfs,
            in_preparation: self.in_preparation + other.in_preparation,
            damaged_pdfs: self.damaged_pdfs + other.damaged_pdfs,
        }
    }
}
