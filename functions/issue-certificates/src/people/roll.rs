//! Everybody of an event: the lines of the lists that were published, each person's newest, with the certificate.

use super::search::Wanted;
use crate::imports::certificates_of;
use common::error::Problem;
use common::web::Organiser;
use domain::participation::certificate::Certificate;
use domain::participation::event::Event;
use domain::participation::import::{Import, Source, State};
use domain::participation::line::Line;
use domain::value::id::CertificateId;
use domain::value::name::folded;
use futures::future::try_join_all;
use std::collections::HashSet;

/// People that are looked at for one request; of more, a search finds the one who is looked for.
pub(super) const MOST: usize = 5_000;
/// Lines that are gone through for one request: whoever is said in an earlier one of more is not found.
const MOST_LINES: usize = 100_000;
/// Lines whose certificates are read together.
const TOGETHER: usize = 250;

/// Somebody of an event.
pub(super) struct Entry {
    /// The newest line that speaks of them.
    pub(super) line: Line,
    /// Their certificate; none while it is being issued.
    pub(super) certificate: Option<Certificate>,
}

impl Entry {
    /// The name that the certificate says, or the line.
    pub(super) fn name(&self) -> &str {
        let of_line = self.line.name.as_str();
        self.certificate.as_ref().map_or(of_line, |there| there.current().person.name.as_str())
    }
}

/// The people that were wanted, by name.
pub(super) struct Roll {
    /// Who they are.
    pub(super) entries: Vec<Entry>,
    /// Whether there are more than are looked at.
    pub(super) is_cut: bool,
}

/// Gathers the people of an event.
pub(super) async fn gather(organiser: &Organiser, event: &Event, wanted: &Wanted) -> Result<Roll, Problem> {
    let (lines, is_cut) = lines(organiser, event, wanted).await?;
    let together: Vec<Vec<&Line>> = lines.chunks(TOGETHER).map(|chunk| chunk.iter().collect()).collect();
    let found = try_join_all(together.iter().map(|lines| certificates_of(organiser, event, lines))).await?;
    let (mut seen, mut entries) = (HashSet::<CertificateId>::new(), Vec::with_capacity(lines.len()));
    for (line, certificate) in lines.into_iter().zip(found.into_iter().flatten()) {
        // The newest line comes first; an earlier one of the same certificate says nothing more.
        if certificate.as_ref().is_none_or(|there| seen.insert(there.id().clone())) {
            entries.push(Entry { line, certificate });
        }
    }
    entries.sort_by_cached_key(|entry| (folded(entry.name()), entry.line.number));
    Ok(Roll { entries, is_cut })
}

/// The lines of the published lists, of the newest first, without those that say again who somebody is.
async fn lines(organiser: &Organiser, event: &Event, wanted: &Wanted) -> Result<(Vec<Line>, bool), Problem> {
    let store = &organiser.visit.app.store;
    let lists = store.gather_of_event(event.id(), Import::MOST_SOURCES, published).await?;
    let (mut said, mut lines, mut seen) = (HashSet::new(), Vec::new(), 0);
    for list in lists {
        for chunk in 0..list.chunks {
            let stored = domain::participation::import::stored_chunk(list.series, chunk);
            if seen >= MOST_LINES {
                return Ok((lines, true));
            }
            let chunk = store.get_lines(&list.import, stored).await?;
            seen += chunk.len();
            for line in chunk {
                // The newest line of a person counts, also where an earlier one would be found.
                if said.insert(line.places()) && wanted.finds(&line) {
                    if lines.len() == MOST {
                        return Ok((lines, true));
                    }
                    lines.push(line);
                }
            }
        }
    }
    Ok((lines, false))
}

/// A list that is being issued, or was.
fn published(import: &Import) -> Option<Source> {
    match &import.snapshot().state {
        State::Issuing { tally, .. } if !import.is_reissue() => {
            Some(Source { import: import.id().clone(), chunks: tally.chunks, series: tally.series })
        }
        _ => Source::of(import),
    }
}
