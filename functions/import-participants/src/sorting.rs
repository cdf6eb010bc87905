//! What publishing a line would do: a first certificate, a new version, nothing, or nothing because it was revoked.

use crate::ImportError;
use common::App;
use domain::certificate::{Certificate, State, person_lines};
use domain::edition::Sheet;
use domain::email::EmailAddress;
use domain::id::{AccountId, CertificateId, EventId};
use domain::line::{Column, Line, LineProblem, Reason};
use std::collections::HashMap;

/// How many lines are what.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    pub(crate) new: u32,
    pub(crate) changed: u32,
    pub(crate) unchanged: u32,
    /// Lines whose certificate was revoked.
    pub(crate) skipped: u32,
    /// What is to be told of lines because of what was issued before, until it is stored.
    pub(crate) notices: Vec<LineProblem>,
}

impl Sorted {
    /// Adds the counts of another chunk.
    pub(crate) fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.skipped += other.skipped;
        self.notices.extend(other.notices);
    }

    fn count(&mut self, line: &Line, sheet: &Sheet, issued: Option<&Certificate>) {
        let Some(certificate) = issued else {
            self.new += 1;
            return;
        };
        if let State::Revoked { .. } = certificate.snapshot().state {
            self.skipped += 1;
            self.tell(line, Column::Name, line.name.as_str(), Reason::Revoked);
        } else if certificate.current().person == person_lines(line, sheet) {
            self.unchanged += 1;
        } else {
            self.changed += 1;
        }
    }

    fn tell(&mut self, line: &Line, column: Column, cell: &str, reason: Reason) {
        self.notices.push(LineProblem::new(line.number, column.label(), cell, reason));
    }
}

/// Sorts lines by what was issued to their people. Before the first issue of an event nothing was, and nothing is read.
pub(crate) async fn sort(
    app: &App,
    event: &EventId,
    issued_with: Option<&Sheet>,
    lines: &[Line],
) -> Result<Sorted, ImportError> {
    let mut sorted = Sorted::default();
    let Some(sheet) = issued_with else {
        sorted.new = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        return Ok(sorted);
    };
    let keys = app.secrets.keys().await?;
    let ids: Vec<CertificateId> =
        lines.iter().map(|line| keys.certificate(event, &line.identity_text())).collect();
    let issued: HashMap<CertificateId, Certificate> =
        app.store.find_certificates(&ids).await?.into_iter().map(|c| (c.id().clone(), c)).collect();
    let addresses = addresses(app, issued.values()).await?;
    for (line, id) in lines.iter().zip(&ids) {
        sorted.count(line, sheet, issued.get(id));
        let address = issued.get(id).and_then(|there| addresses.get(&there.snapshot().account));
        if address.is_some_and(|address| address.folded() != line.email.folded()) {
            sorted.tell(line, Column::Email, line.email.as_str(), Reason::AnotherAddress);
        }
    }
    Ok(sorted)
}

/// The addresses of the people who have a certificate of the event. Nothing is said of the accounts of others: an
/// organiser would learn who was at somebody else's event.
async fn addresses(
    app: &App,
    issued: impl Iterator<Item = &Certificate>,
) -> Result<HashMap<AccountId, EmailAddress>, ImportError> {
    let mut owners: Vec<AccountId> = issued.map(|there| there.snapshot().account.clone()).collect();
    owners.sort();
    owners.dedup();
    let accounts = app.store.find_accounts(&owners).await?;
    Ok(accounts.into_iter().map(|account| (account.id().clone(), account.snapshot().email.clone())).collect())
}
