//! Which lines without a CPF may be somebody who has a certificate of the event already, by the address or by the name.

use crate::ImportError;
use common::App;
use domain::participation::certificate::{Certificate, State, person_lines};
use domain::participation::doubt::{About, Doubt, are_alike, is_one_role};
use domain::participation::edition::Sheet;
use domain::participation::line::Line;
use domain::value::id::{CertificateId, EventId};
use domain::value::name::PersonName;
use platform::secrets::Keys;
use std::collections::{HashMap, HashSet};
use store::participation::doubts::Alike;

/// What was found of a chunk of lines.
#[derive(Default)]
pub(crate) struct Found {
    /// Lines that may correct a certificate, and such as say just what one says.
    pub(crate) doubts: Vec<Doubt>,
    /// Rows of which not all was looked at, because too many people have their address or name.
    pub(crate) crowded: HashSet<u32>,
}

/// What a chunk of lines is compared with.
struct Neighbours<'a> {
    /// What the address and the name of each line lead to, by keyed hash.
    lists: HashMap<String, Alike>,
    /// The certificates that they lead to, but for those that are a line's own.
    there: HashMap<CertificateId, Certificate>,
    /// Those that a line was recognised as: they are in doubt for no line that only looks like them.
    taken: HashSet<CertificateId>,
    /// Addresses that several lines have: one of a family, or of an office.
    shared: HashSet<String>,
    sheet: &'a Sheet,
}

/// The doubts of a chunk of lines, whose certificates are `ids`; `issued` are those that are there. A certificate that one
/// line is about to the letter is in doubt for no other.
pub(crate) async fn find(
    (app, keys, event, sheet): (&App, &Keys, &EventId, &Sheet),
    lines: &[Line],
    ids: &[CertificateId],
    issued: &HashMap<CertificateId, Certificate>,
) -> Result<Found, ImportError> {
    let is_strange = |(line, id): &(&Line, &CertificateId)| line.cpf.is_none() && !issued.contains_key(*id);
    let hashes = |line: &Line| line.likenesses().map(|text| keys.likeness(event, &text));
    let strangers: Vec<(&Line, [String; 2])> =
        lines.iter().zip(ids).filter(is_strange).map(|(line, _)| (line, hashes(line))).collect();
    let all: Vec<String> = strangers.iter().flat_map(|(_, hashes)| hashes.clone()).collect();
    let lists = app.store.list_alike(&all).await?;
    let candidates: HashSet<&CertificateId> = lists.values().flat_map(|list| &list.certificates).collect();
    let candidates: Vec<CertificateId> = candidates.into_iter().cloned().collect();
    let found = app.store.find_certificates(&candidates).await?;
    let may_be = |there: &Certificate| !ids.contains(there.id()) && there.snapshot().event == *event;
    let there = found.into_iter().filter(may_be).map(|there| (there.id().clone(), there)).collect();
    let taken = HashSet::new();
    let mut neighbours = Neighbours { lists, there, taken, shared: shared_addresses(lines), sheet };
    let mut all = Found::default();
    // Whoever is there to the letter comes before whoever only looks like it.
    let (named, others): (Vec<_>, Vec<_>) =
        strangers.iter().partition(|(line, hashes)| neighbours.named(line, hashes).is_some());
    for (line, hashes) in named.into_iter().chain(others) {
        match neighbours.doubt(line, hashes) {
            Some(doubt) => all.doubts.push(doubt),
            None if neighbours.are_too_many(hashes) => drop(all.crowded.insert(line.number)),
            None => {}
        }
    }
    Ok(all)
}

fn shared_addresses(lines: &[Line]) -> HashSet<String> {
    let mut seen = HashSet::new();
    lines.iter().map(|line| line.email.folded()).filter(|email| !seen.insert(email.clone())).collect()
}

impl Neighbours<'_> {
    /// The certificates that a keyed hash leads to.
    fn there(&self, hash: &String) -> impl Iterator<Item = &Certificate> {
        let list = self.lists.get(hash).into_iter().flat_map(|list| &list.certificates);
        list.filter_map(|id| self.there.get(id))
    }

    /// What is to be asked of a line, or what it is recognised as.
    fn doubt(&mut self, line: &Line, hashes: &[String; 2]) -> Option<Doubt> {
        let doubt = match self.named(line, hashes) {
            Some(there) => Doubt::of(line, there, self.about(line, there)?),
            None => Doubt::of(line, self.likely(line, hashes)?, About::Person),
        };
        if doubt.about == About::Nothing {
            self.taken.insert(doubt.certificate.clone());
        }
        Some(doubt)
    }

    /// The certificate of a line's name to which its address leads as well: most likely the same person's. Of several the one
    /// of the line's role.
    fn named(&self, line: &Line, [address, _]: &[String; 2]) -> Option<&Certificate> {
        let named = self.there(address).filter(|there| name_of(there).folded() == line.name.folded());
        named.min_by_key(|there| (!has_role(line, there), is_revoked(there)))
    }

    /// What is in doubt of a line of just the name and the address of a certificate. A line that gives a number is always asked about.
    fn about(&self, line: &Line, there: &Certificate) -> Option<About> {
        let before = &there.current().person;
        let after = person_lines(line, self.sheet, Some(there));
        let has_role = is_one_role(after.role.as_ref(), before.role.as_ref());
        match () {
            () if line.has_number() => (!is_revoked(there)).then_some(About::Person),
            () if is_revoked(there) => has_role.then_some(About::Nothing),
            () if !has_role => Some(About::Role),
            () if after == *before => Some(About::Nothing),
            () => Some(About::Person),
        }
    }

    /// Of the certificates that the address and the name of a line lead to, the one that it most likely corrects: one of a like
    /// name, rather of its role, or the only one of an address that nobody shares.
    fn likely(&self, line: &Line, [address, name]: &[String; 2]) -> Option<&Certificate> {
        let is_open = |there: &&Certificate| !is_revoked(there) && !self.taken.contains(there.id());
        let by_address: Vec<&Certificate> = self.there(address).filter(is_open).collect();
        let all = by_address.iter().copied().chain(self.there(name).filter(is_open));
        let alike = all.filter(|there| are_alike(&line.name, name_of(there)));
        let nearest = alike.min_by_key(|there| !has_role(line, there));
        let is_alone = by_address.len() == 1 && !self.shared.contains(&line.email.folded());
        nearest.or_else(|| by_address.first().copied().filter(|_| is_alone))
    }

    fn are_too_many(&self, hashes: &[String; 2]) -> bool {
        hashes.iter().any(|hash| self.lists.get(hash).is_some_and(|list| !list.is_all))
    }
}

fn name_of(there: &Certificate) -> &PersonName {
    &there.current().person.name
}

fn has_role(line: &Line, there: &Certificate) -> bool {
    is_one_role(line.role.as_ref(), there.current().person.role.as_ref())
}

fn is_revoked(there: &Certificate) -> bool {
    matches!(there.snapshot().state, State::Revoked { .. })
}
