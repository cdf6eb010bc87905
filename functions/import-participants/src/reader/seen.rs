//! Who was in the file before.
//!
//! Of each person only digests are kept: sixteen bytes by which they are recognised, eight of what their line says,
//! and the row. A person with a CPF takes two entries (the CPF, and address with name), so the limit of 100,000 lines
//! bounds the table at 200,000 entries of 33 bytes and their share of empty places: below 10 MB.

use domain::participation::line::{Line, Reason};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::collections::hash_map::Entry;

type PersonDigest = [u8; 16];

#[derive(Debug, Clone, Copy)]
struct Sighting {
    content: [u8; 8],
    row: u32,
    with_cpf: bool,
}

/// Everybody so far.
#[derive(Debug, Default)]
pub(super) struct Seen(HashMap<PersonDigest, Sighting>);

/// What meeting a person means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// Not in the file so far.
    First,
    /// In the file with the same data.
    Again(Reason),
    /// In the file with other data.
    Conflict(Reason),
}

impl Seen {
    /// Compares a person with everybody before, and remembers the first time of each.
    pub(super) fn meet(&mut self, line: &Line) -> Meeting {
        let sighting =
            Sighting { content: digest(&line.content_text()), row: line.number, with_cpf: line.has_number() };
        let address_and_name = self.0.get(&digest(&line.address_and_name().text())).copied();
        if let Some(before) = address_and_name.filter(|before| before.with_cpf != sighting.with_cpf) {
            return Meeting::Conflict(Reason::OnceWithoutCpf { first_line: before.row });
        }
        match self.0.entry(digest(&line.identity_text())) {
            Entry::Occupied(before) => again(*before.get(), sighting),
            Entry::Vacant(place) => {
                place.insert(sighting);
                self.0.entry(digest(&line.address_and_name().text())).or_insert(sighting);
                Meeting::First
            }
        }
    }

    pub(super) fn held_bytes(&self) -> usize {
        // A table is at most seven eighths full, and has one byte of control per place.
        self.0.capacity() * 8 / 7 * (size_of::<(PersonDigest, Sighting)>() + 1)
    }
}

fn again(before: Sighting, now: Sighting) -> Meeting {
    if before.content == now.content {
        Meeting::Again(Reason::RepeatedPerson { first_line: before.row })
    } else {
        Meeting::Conflict(Reason::ConflictingPerson { first_line: before.row })
    }
}

/// The first bytes of SHA-256. No key is needed: a digest lives as long as the file is read and is never stored.
fn digest<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let whole = Sha256::digest(text.as_bytes());
    std::array::from_fn(|at| whole[at])
}
