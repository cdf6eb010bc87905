//! Who was in the file before.
//!
//! Of each person only digests are kept: sixteen bytes by which they are recognised, four of who they are said to be and four
//! of their role, their hours, and the row. A person with a CPF takes two entries (the CPF, and address with name), one in
//! several roles one more for each, so the limit of 100,000 lines bounds the table at about 200,000 entries of 37 bytes and
//! their share of empty places: below 10 MB.

use domain::participation::edition::Workload;
use domain::participation::line::{Line, Reason};
use sha2::{Digest, Sha256};
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

type PersonDigest = [u8; 16];

#[derive(Debug, Clone, Copy)]
struct Sighting {
    /// Name, address and CPF.
    person: [u8; 4],
    role: [u8; 4],
    minutes: u32,
    row: u32,
    with_cpf: bool,
}

/// What is known of a list only once it was read to its end: with it, it is read again from the beginning.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// People in several roles.
    several: HashSet<PersonDigest>,
    /// Minutes of all lines of a person in a role, where there are several.
    totals: HashMap<PersonDigest, u32>,
}

/// Everybody so far.
#[derive(Debug, Default)]
pub(super) struct Seen {
    sightings: HashMap<PersonDigest, Sighting>,
    /// What was found in this reading.
    found: Findings,
    /// What was found in the one before.
    known: Findings,
    /// Whether the hours of a person's lines are added up.
    adds_hours: bool,
    /// Names of a few people with several lines.
    examples: Vec<(PersonDigest, String)>,
}

/// What meeting a person means.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meeting {
    /// Not in the file so far.
    First,
    /// In the file in another role.
    OtherRole(Reason),
    /// In the file with the same data, or their hours were added.
    Again(Reason),
    /// In the file with other data.
    Conflict(Reason),
}

/// Examples of people with several lines.
const EXAMPLES: usize = 3;

impl Seen {
    /// Nobody yet, with what was found in an earlier reading.
    pub(super) fn knowing(known: Findings, adds_hours: bool) -> Self {
        Self { known, adds_hours, ..Self::default() }
    }

    /// Compares a person with everybody before, and remembers the first time of each.
    pub(super) fn meet(&mut self, line: &Line) -> Meeting {
        let now = Sighting::of(line);
        let address_and_name = self.sightings.get(&digest(&line.address_and_name().text())).copied();
        if let Some(before) = address_and_name.filter(|before| before.with_cpf != now.with_cpf) {
            return Meeting::Conflict(Reason::OnceWithoutCpf { first_line: before.row });
        }
        let person = digest(&line.identity_text());
        let before = match self.sightings.entry(person) {
            Entry::Occupied(before) => *before.get(),
            Entry::Vacant(place) => {
                place.insert(now);
                self.sightings.entry(digest(&line.address_and_name().text())).or_insert(now);
                return Meeting::First;
            }
        };
        if before.person != now.person {
            return Meeting::Conflict(Reason::ConflictingPerson { first_line: before.row });
        }
        if before.role == now.role {
            return self.again(line, before, now);
        }
        match self.sightings.entry(digest(&line.role_text())) {
            Entry::Occupied(before) => {
                let before = *before.get();
                self.again(line, before, now)
            }
            Entry::Vacant(place) => {
                place.insert(now);
                self.found.several.insert(person);
                Meeting::OtherRole(Reason::SecondRole { first_line: before.row })
            }
        }
    }

    /// The same person in the same role.
    fn again(&mut self, line: &Line, before: Sighting, now: Sighting) -> Meeting {
        let first_line = before.row;
        if now.minutes > 0 {
            let role = digest(&line.role_text());
            let total = self.found.totals.entry(role).or_insert(before.minutes);
            *total = total.saturating_add(now.minutes);
            if self.examples.len() < EXAMPLES && self.examples.iter().all(|(known, _)| *known != role) {
                self.examples.push((role, line.name.to_string()));
            }
        }
        match before.minutes == now.minutes {
            _ if self.adds_hours => Meeting::Again(Reason::Added { first_line }),
            true => Meeting::Again(Reason::RepeatedPerson { first_line }),
            false => Meeting::Conflict(Reason::ConflictingPerson { first_line }),
        }
    }

    /// The line as it is to be issued, with what was found in the reading before.
    pub(super) fn completed(&self, line: Line) -> Line {
        let by_role = self.known.several.contains(&digest::<16>(&line.identity_text()));
        let total = self.known.totals.get(&digest::<16>(&line.role_text())).filter(|_| self.adds_hours);
        let total = total.and_then(|minutes| Workload::of_minutes(*minutes).ok());
        Line { by_role, workload: total.or(line.workload), ..line }
    }

    /// What was found, if the list has to be read again with it.
    pub(super) fn findings(&self) -> Option<Findings> {
        let is_new = self.known.several.is_empty() && self.known.totals.is_empty();
        let matters = !self.found.several.is_empty() || self.adds_hours && !self.found.totals.is_empty();
        (is_new && matters).then(|| self.found.clone())
    }

    /// How many people have several lines with hours, and a few of them with their sum.
    pub(super) fn added(&self) -> (u32, Vec<(String, String)>) {
        let sum = |(role, name): &(PersonDigest, String)| {
            let total = self.found.totals.get(role).and_then(|minutes| Workload::of_minutes(*minutes).ok());
            total.map(|total| (name.clone(), total.to_string()))
        };
        let people = u32::try_from(self.found.totals.len()).unwrap_or(u32::MAX);
        (people, self.examples.iter().filter_map(sum).collect())
    }

    pub(super) fn held_bytes(&self) -> usize {
        // A table is at most seven eighths full, and has one byte of control per place.
        let sightings = self.sightings.capacity() * 8 / 7 * (size_of::<(PersonDigest, Sighting)>() + 1);
        let totals = self.found.totals.capacity() * 8 / 7 * (size_of::<(PersonDigest, u32)>() + 1);
        sightings + totals + self.found.several.capacity() * 8 / 7 * (size_of::<PersonDigest>() + 1)
    }
}

impl Sighting {
    fn of(line: &Line) -> Self {
        let anybody = Line { role: None, workload: None, ..line.clone() };
        Self {
            person: digest(&anybody.content_text()),
            role: digest(&line.role_text()),
            minutes: line.workload.map_or(0, Workload::minutes),
            row: line.number,
            with_cpf: line.has_number(),
        }
    }
}

/// The first bytes of SHA-256. No key is needed: a digest lives as long as the file is read and is never stored.
fn digest<const LENGTH: usize>(text: &str) -> [u8; LENGTH] {
    let whole = Sha256::digest(text.as_bytes());
    std::array::from_fn(|at| whole[at])
}
