//! Which lines without a CPF may be somebody who has a certificate of the event already, by the address or by the name.

use crate::ImportError;
use common::App;
use domain::participation::certificate::{Certificate, State};
use domain::participation::doubt::{Doubt, are_alike};
use domain::participation::line::Line;
use domain::value::id::{CertificateId, EventId};
use platform::secrets::Keys;
use std::collections::{HashMap, HashSet};

/// The doubts of a chunk of lines, whose certificates are `ids`; `issued` are those that are there. A certificate that one
/// line is about to the letter is in doubt for no other, and for one line at most.
pub(crate) async fn doubts(
    (app, keys, event): (&App, &Keys, &EventId),
    lines: &[Line],
    ids: &[CertificateId],
    issued: &HashMap<CertificateId, Certificate>,
) -> Result<Vec<Doubt>, ImportError> {
    let is_strange = |(line, id): &(&Line, &CertificateId)| line.cpf.is_none() && !issued.contains_key(*id);
    let strangers: Vec<&Line> = lines.iter().zip(ids).filter(is_strange).map(|(line, _)| line).collect();
    let texts = strangers.iter().flat_map(|line| line.likenesses());
    let hashes: Vec<String> = texts.map(|text| keys.likeness(event, &text)).collect();
    let lists = app.store.list_alike(&hashes).await?;
    let candidates: Vec<CertificateId> = lists.iter().flatten().cloned().collect();
    let found = app.store.find_certificates(&candidates).await?;
    let mut free: HashMap<CertificateId, Certificate> = found
        .into_iter()
        .filter(|there| !ids.contains(there.id()) && is_of(there, event))
        .map(|there| (there.id().clone(), there))
        .collect();
    let shared = shared_addresses(lines);
    let mut doubts = Vec::new();
    for (line, lists) in strangers.into_iter().zip(lists.chunks(2)) {
        let alone = !shared.contains(&line.email.folded());
        if let Some(there) = likely(line, lists, &free, alone).and_then(|id| free.remove(&id)) {
            let was = there.current().person.name.clone();
            let (name, email) = (line.name.clone(), line.email.clone());
            doubts.push(Doubt { line: line.number, certificate: there.id().clone(), name, email, was });
        }
    }
    Ok(doubts)
}

fn is_of(there: &Certificate, event: &EventId) -> bool {
    there.snapshot().event == *event && !matches!(there.snapshot().state, State::Revoked { .. })
}

/// The addresses that several lines have: one of a family, or of an office.
fn shared_addresses(lines: &[Line]) -> HashSet<String> {
    let mut seen = HashSet::new();
    lines.iter().map(|line| line.email.folded()).filter(|email| !seen.insert(email.clone())).collect()
}

/// Of the certificates that the address and the name of a line lead to, the one that it most likely corrects: one of a like
/// name, or the only one of an address that nobody shares.
fn likely(
    line: &Line,
    lists: &[Vec<CertificateId>],
    free: &HashMap<CertificateId, Certificate>,
    alone: bool,
) -> Option<CertificateId> {
    let there = |list: &[CertificateId]| -> Vec<CertificateId> {
        list.iter().filter(|id| free.contains_key(*id)).cloned().collect()
    };
    let is_alike = |id: &&CertificateId| are_alike(&line.name, &free[*id].current().person.name);
    let (by_address, by_name) = (there(lists.first()?), there(lists.get(1)?));
    let alike = by_address.iter().chain(&by_name).find(is_alike);
    let only = by_address.first().filter(|_| alone && by_address.len() == 1);
    alike.or(only).cloned()
}
