//! The PDFs of an event, several in one ZIP: as many in each as an answer may have bytes.

use super::roll::{Entry, gather};
use super::search::Wanted;
use crate::certificates::document::issued;
use crate::labels::number;
use crate::owned;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::participation::file_name;
use common::web::archive::Archive;
use common::web::{Answer, Organiser};
use domain::participation::certificate::{Certificate, State};
use futures::{StreamExt, TryStreamExt, stream};
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Bytes of one file. An answer of Lambda has 6 MB, and bytes are a third longer on their way.
const MOST_BYTES: u64 = 4_000_000;
/// What a PDF takes in a ZIP beside its bytes: two heads and its name twice, of at most 120 letters.
const OVERHEAD: u64 = 1_100;
/// PDFs that are read at the same time.
const AT_ONCE: usize = 12;

/// Which part is wanted.
#[derive(Deserialize, Default, JsonSchema)]
#[serde(default)]
pub(crate) struct Wish {
    /// From 1; the first when it is left out.
    parte: String,
}

/// One of the files that the PDFs of an event come in.
#[derive(Serialize, JsonSchema)]
pub(super) struct Part {
    /// Where it is.
    pub(super) path: String,
    /// What is in it, in words.
    pub(super) label: String,
}

/// The parts that the PDFs of some people come in.
pub(super) fn parts(path: &str, entries: &[Entry]) -> Vec<Part> {
    let groups = groups(entries);
    let several = groups.len() > 1;
    let part = |(at, group): (usize, &Vec<&Certificate>)| {
        let from = groups[..at].iter().map(Vec::len).sum::<usize>() + 1;
        let count = group.len();
        let label = match (several, count) {
            (true, _) => format!("PDFs {} a {} (ZIP)", number(from), number(from + count - 1)),
            (false, 1) => "O PDF (ZIP)".to_owned(),
            (false, _) => format!("Os {} PDFs (ZIP)", number(count)),
        };
        Part { path: format!("{path}.zip?parte={}", at + 1), label }
    };
    groups.iter().enumerate().map(part).collect()
}

/// Certificates that count and are stored, by name, in groups that fit into one file each.
fn groups(entries: &[Entry]) -> Vec<Vec<&Certificate>> {
    let there = entries.iter().filter_map(|entry| entry.certificate.as_ref());
    let available = there.filter(|there| matches!(there.snapshot().state, State::Available { .. }));
    let (mut groups, mut room) = (Vec::<Vec<&Certificate>>::new(), 0);
    for certificate in available {
        let cost = certificate.pdf().map_or(0, |pdf| pdf.size_bytes) + OVERHEAD;
        match groups.last_mut().filter(|_| cost <= room) {
            Some(group) => group.push(certificate),
            None => {
                groups.push(vec![certificate]);
                room = MOST_BYTES;
            }
        }
        room = room.saturating_sub(cost);
    }
    groups
}

/// GET `/organizador/eventos/{event}/pessoas.zip`
pub(crate) async fn download(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(wish): Query<Wish>,
) -> Answer {
    let event = owned::event(&organiser, &id).await?;
    let roll = gather(&organiser, &event, &Wanted::All).await?;
    let number = wish.parte.parse::<usize>().unwrap_or(1).max(1);
    let groups = groups(&roll.entries);
    let group = groups.get(number - 1).ok_or_else(Problem::not_found)?;
    let title = event.snapshot().sheet.title.as_str();
    let archive = packed(&organiser, group, title).await?;
    let name = if groups.len() > 1 { format!("{title} - {number}.zip") } else { format!("{title}.zip") };
    let mut answer = organiser.visit.file(archive, "application/zip", &name, false);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

async fn packed(organiser: &Organiser, group: &[&Certificate], title: &str) -> Result<Vec<u8>, Problem> {
    let mut archive = Archive::up_to(usize::try_from(MOST_BYTES + MOST_BYTES / 4).unwrap_or(usize::MAX));
    let reads: Vec<_> = group.iter().map(|certificate| issued(organiser, certificate)).collect();
    let mut read = stream::iter(reads).buffered(AT_ONCE);
    for certificate in group {
        // What was replaced while it was packed is in the next download.
        if let Some(bytes) = read.try_next().await?.flatten() {
            archive.add(&file_name::of(certificate, title), &bytes).map_err(Problem::internal)?;
        }
    }
    Ok(archive.finish())
}
