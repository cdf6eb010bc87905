//! Which lines without a CPF may be somebody who has a certificate of the event already, by the address or by the name.

use crate::ImportError;
use common::App;
use domain::participation::certificate::{Certificate, State};
use domain::participation::doubt::{About, Doubt, are_alike};
use domain::participation::line::Line;
use domain::value::id::{CertificateId, EventId};
use platform::secrets::Keys;
use std::collections::{HashMap, HashSet};
use store::participation::doubts::Alike;

/// What was found of a chunk of lines.
pub(crate) struct Found {
    /// Lines that may correct a certificate.
    pub(crate) doubts: Vec<Doubt>,
    /// Rows of which not all was looked at, because too many people have their address or name.
    pub(crate) crowded: HashSet<u32>,
}

/// What a chunk of lines is compared with.
struct Neighbours {
    /// What the address and the name of each line lead to, by keyed hash.
    lists: HashMap<String, Alike>,
    /// The certificates that may still be corrected: each by one line at most.
    free: HashMap<CertificateId, Certificate>,
    /// Addresses that several lines have: one of a family, or of an office.
    shared: HashSet<String>,
}

/// The doubts of a chunk of lines, whose certificates are `ids`; `issued` are those that are there. A certificate that one
/// line is about to the letter is in doubt for no other, and for one line at most.
pub(crate) async fn find(
    (app, keys, event): (&App, &Keys, &EventId),
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
    let may_be = |there: &Certificate| !ids.contains(there.id()) && is_of(there, event);
    let free = found.into_iter().filter(may_be).map(|there| (there.id().clone(), there)).collect();
    let mut neighbours = Neighbours { lists, free, shared: shared_addresses(lines) };
    let mut all = Found { doubts: Vec::new(), crowded: HashSet::new() };
    for (line, hashes) in &strangers {
        match neighbours.likely(line, hashes) {
            Some(there) => all.doubts.push(Doubt::of(line, &there, About::Person)),
            None if neighbours.are_too_many(hashes) => drop(all.crowded.insert(line.number)),
            None => {}
        }
    }
    Ok(all)
}

fn is_of(there: &Certificate, event: &EventId) -> bool {
    there.snapshot().event == *event && !matches!(there.snapshot().state, State::Revoked { .. })
}

fn shared_addresses(lines: &[Line]) -> HashSet<String> {
    let mut seen = HashSet::new();
    lines.iter().map(|line| line.email.folded()).filter(|email| !seen.insert(email.clone())).collect()
}

impl Neighbours {
    /// Of the certificates that the address and the name of a line lead to, the one that it most likely corrects: one of a
    /// like name, or the only one of an address that nobody shares.
    fn likely(&mut self, line: &Line, [address, name]: &[String; 2]) -> Option<Certificate> {
        let there = |hash: &String| -> Vec<&CertificateId> {
            let list = self.lists.get(hash).into_iter().flat_map(|list| &list.certificates);
            list.filter(|id| self.free.contains_key(*id)).collect()
        };
        let is_alike = |id: &&&CertificateId| are_alike(&line.name, &self.free[**id].current().person.name);
        let (by_address, by_name) = (there(address), there(name));
        let alike = by_address.iter().chain(&by_name).find(is_alike);
        let is_alone = by_address.len() == 1 && !self.shared.contains(&line.email.folded());
        let only = by_address.first().filter(|_| is_alone);
        let id = (*alike.or(only)?).clone();
        self.free.remove(&id)
    }

    fn are_too_many(&self, hashes: &[String; 2]) -> bool {
        hashes.iter().any(|hash| self.lists.get(hash).is_some_and(|list| !list.is_all))
    }
}
