//! A reissue: what everybody who has a certificate of the event holds is printed anew, with the event as it is now. The edition
//! of a certificate is the mark that it is done.

use crate::{IssueError, actor, conclude};
use common::App;
use common::fault::Fault;
use domain::participation::certificate::{
    Certificate, Command, NewVersion, State as CertificateState, lines_again,
};
use domain::participation::edition::Edition;
use domain::participation::event::Event;
use domain::participation::import::{self, Import, State, Tally, UNSURE};
use domain::participation::line::{Columns, Line};
use domain::participation::record::Printed;
use domain::people::account::Account;
use domain::value::code::VerifyCode;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, CertificateId, EventId};
use domain::work::{Message, Task, Work};
use futures::{StreamExt, stream};
use platform::secrets::{Indexed, Keys};
use std::collections::{HashMap, HashSet};
use store::{Change, StoreError};

/// How many certificates are issued at the same time.
const AT_ONCE: usize = 12;
/// How often a certificate is decided again when somebody else changed it meanwhile.
const TRIES: u32 = 4;

/// Counts what a reissue would do. What is no reissue that waits for it needs nothing.
pub(crate) async fn count(app: &App, import: Import) -> Result<(), IssueError> {
    if !import.is_reissue() || !matches!(import.snapshot().state, State::Received) {
        return Ok(());
    }
    let event = app.store.get_event(&import.snapshot().event).await?;
    // Asked before it is counted: what a list is issuing meanwhile may be counted or not.
    let event_version = if app.store.is_issuing(&event).await? { UNSURE } else { event.snapshot().version };
    let tally = tally(app, &import, &event).await?;
    conclude(app, import, import::Command::Read { tally, event_version, columns: Columns::default() }).await
}

/// What is there to be reissued. A person in several lists counts once: the identifiers of the certificates are kept while it
/// is counted, some forty bytes for each.
async fn tally(app: &App, import: &Import, event: &Event) -> Result<Tally, IssueError> {
    let keys = app.secrets.keys().await?;
    let next = event.snapshot().next_edition().unwrap_or(0);
    let (mut seen, mut tally) = (HashSet::new(), Tally::default());
    for chunk in 0..import.chunks_of_sources() {
        let (list, stored) = import.place_of(chunk);
        let lines = app.store.get_lines(list, stored).await?;
        for (certificate, _) in held(app, &keys, event.id(), &lines).await? {
            if !seen.insert(certificate.id().clone()) {
                continue;
            }
            tally.ready += 1;
            let is_revoked = matches!(certificate.snapshot().state, CertificateState::Revoked { .. });
            let counted = match (is_revoked, certificate.current().edition < next) {
                (true, _) => &mut tally.revoked,
                (false, true) => &mut tally.changed,
                (false, false) => &mut tally.unchanged,
            };
            *counted += 1;
        }
    }
    Ok(Tally { chunks: import.chunks_of_sources(), ..tally })
}

/// The certificates that people of these lines have, each with a line of its person.
async fn held<'a>(
    app: &App,
    keys: &Keys,
    event: &EventId,
    lines: &'a [Line],
) -> Result<Vec<(Certificate, &'a Line)>, IssueError> {
    let places = |line: &Line| line.places().map(|text| keys.certificate(event, &text));
    let nameless: Vec<CertificateId> =
        lines.iter().filter(|line| line.cpf.is_none()).flat_map(places).collect();
    let corrected = app.store.find_corrected(&nameless).await?;
    let mut of_line = HashMap::new();
    for line in lines {
        for own in places(line) {
            of_line.entry(corrected.get(&own).cloned().unwrap_or(own)).or_insert(line);
        }
    }
    let ids: Vec<CertificateId> = of_line.keys().cloned().collect();
    let found = app.store.find_certificates(&ids).await?;
    Ok(found
        .into_iter()
        .filter_map(|there| Some((of_line.get(there.id()).copied()?, there)))
        .map(|(l, c)| (c, l))
        .collect())
}

/// Issues the next chunk of a reissue.
pub(crate) async fn issue(app: &App, import: &Import) -> Result<(), IssueError> {
    let State::Issuing { edition, publication, next_chunk, .. } = import.snapshot().state else {
        return Ok(());
    };
    let event = &import.snapshot().event;
    let (list, stored) = import.place_of(next_chunk);
    let lines = app.store.get_lines(list, stored).await?;
    let keys = app.secrets.keys().await?;
    let held = held(app, &keys, event, &lines).await?;
    let accounts = accounts(app, &held).await?;
    let edition = app.store.get_edition(event, edition).await?;
    let batch = &Batch { app, keys, import, edition, publication, accounts };
    let each: Vec<_> = held.into_iter().map(|(there, line)| batch.renew(there, line)).collect();
    let issued = stream::iter(each).buffer_unordered(AT_ONCE);
    issued.fold(Ok(()), |all, one| async move { all.and(one) }).await
}

async fn accounts(
    app: &App,
    held: &[(Certificate, &Line)],
) -> Result<HashMap<AccountId, Account>, IssueError> {
    let mut ids: Vec<AccountId> = held.iter().map(|(there, _)| there.snapshot().account.clone()).collect();
    ids.sort();
    ids.dedup();
    let found = app.store.find_accounts(&ids).await?;
    Ok(found.into_iter().map(|account| (account.id().clone(), account)).collect())
}

/// What the certificates of a chunk share.
struct Batch<'a> {
    app: &'a App,
    keys: Keys,
    import: &'a Import,
    edition: Edition,
    publication: u64,
    accounts: HashMap<AccountId, Account>,
}

impl Batch<'_> {
    /// A new version with the new sheet, unless there is one. When somebody else was faster, it is decided again.
    async fn renew(&self, mut there: Certificate, line: &Line) -> Result<(), IssueError> {
        for attempt in 1.. {
            let Some(command) = self.wanted(&there, line) else { return Ok(()) };
            match self.commit(&there, line, command).await {
                Err(IssueError::Fault(Fault::Store(StoreError::Guard(_)))) if attempt < TRIES => {
                    there = self.app.store.get_certificate(there.id()).await?;
                }
                done => return done,
            }
        }
        Ok(())
    }

    /// What is to be done about a certificate: nothing when it is done, or when a later publication was faster.
    fn wanted(&self, there: &Certificate, line: &Line) -> Option<Command> {
        let current = there.current();
        if current.publication > self.publication {
            return None;
        }
        match &there.snapshot().state {
            CertificateState::Revoked { at, .. } => {
                let is_chosen = self.import.revives(*at) && current.publication < self.publication;
                is_chosen.then(|| Command::IssueAgain(self.version(there, line)))
            }
            CertificateState::Issued { .. } | CertificateState::Available { .. } => {
                let is_old = current.edition < self.edition.number;
                is_old.then(|| Command::Reissue(self.version(there, line)))
            }
        }
    }

    fn version(&self, there: &Certificate, line: &Line) -> NewVersion {
        NewVersion {
            edition: self.edition.number,
            code: VerifyCode::from_chance(self.app.chance.bytes()),
            person: lines_again(&there.current().person, line, &self.edition.sheet),
            publication: self.publication,
            apart: there.snapshot().apart.clone(),
        }
    }

    async fn commit(&self, there: &Certificate, line: &Line, command: Command) -> Result<(), IssueError> {
        let notify = self.address(there, line).await?;
        let renewed = there.clone().apply(command, actor(), self.app.clock.now())?;
        let current = renewed.after().current();
        let printed = Printed::of(&self.edition.sheet, current);
        let (certificate, version, at) = (there.id().clone(), current.number, current.issued_at);
        let draw = Task::DrawPdf { certificate, version, notify };
        let work = Work::new(draw, Some(self.import.id().clone()), at);
        let change = Change::of(renewed).printing(&printed).then(&work).counting(self.import.id());
        self.app.store.commit(change).await?;
        Ok(())
    }

    /// Where the mail goes: to the account's own address, and of what stands apart to the address that it stands apart for,
    /// which is the line's, or the one that the issuer corrected since.
    async fn address(&self, there: &Certificate, line: &Line) -> Result<EmailAddress, IssueError> {
        let snapshot = there.snapshot();
        let Some(apart) = &snapshot.apart else {
            let account = self.accounts.get(&snapshot.account);
            return Ok(account.map_or_else(|| line.email.clone(), |account| account.snapshot().email.clone()));
        };
        let is_it = |address: &EmailAddress| self.keys.index(Indexed::Email(address)) == apart.0;
        if is_it(&line.email) {
            return Ok(line.email.clone());
        }
        let mails = self.app.store.list_mails(there.id()).await?;
        let addressed = mails.iter().rev().find_map(|mail| match mail.task() {
            Task::Mail { message: Message::Available { to, .. }, .. } if is_it(to) => Some(to.clone()),
            _ => None,
        });
        Ok(addressed.unwrap_or_else(|| line.email.clone()))
    }
}
