//! What publishing a line would do: a first certificate, a new version, nothing, or nothing because it was revoked.

use crate::ImportError;
use crate::likeness::{self, Found};
use common::App;
use domain::participation::cells::Verdict;
use domain::participation::certificate::{Certificate, OtherAddress, State, person_lines, said_lines};
use domain::participation::doubt::{About, Doubt, is_one_role};
use domain::participation::edition::{PersonLines, Sheet};
use domain::participation::line::{Column, Columns, Identity, Line, LineProblem, Reason};
use domain::people::account::Account;
use domain::value::id::{AccountId, CertificateId, EventId, IssuerId};
use platform::secrets::{Indexed, Keys};
use std::collections::HashMap;

/// What publishing each line would do, by its row.
pub(crate) type Verdicts = HashMap<u32, Verdict>;

/// How many lines are what.
#[derive(Debug, Default)]
pub(crate) struct Sorted {
    pub(crate) new: u32,
    pub(crate) changed: u32,
    pub(crate) unchanged: u32,
    /// Lines whose certificate was revoked.
    pub(crate) skipped: u32,
    /// Of the new ones, lines that may be a correction: they count as changed once the organiser says so.
    pub(crate) doubts: u32,
    /// Of these doubts, those about a role.
    pub(crate) other_roles: u32,
    /// Of the unchanged and the revoked ones, those that were recognised without their number.
    pub(crate) recognised: u32,
    /// What is to be told of lines because of what was issued before, until it is stored.
    pub(crate) notices: Vec<LineProblem>,
    /// What becomes of each line of one chunk, until it is stored.
    pub(crate) verdicts: Verdicts,
}

/// Notices that are kept at most: what is held does not grow with the file, and the page says how many lines change.
const MOST_NOTICES: usize = 2_000;

impl Sorted {
    /// Adds the counts of another chunk.
    pub(crate) fn add(&mut self, other: Self) {
        self.new += other.new;
        self.changed += other.changed;
        self.unchanged += other.unchanged;
        self.skipped += other.skipped;
        self.doubts += other.doubts;
        self.other_roles += other.other_roles;
        self.recognised += other.recognised;
        self.notices.extend(other.notices);
        if self.notices.len() > MOST_NOTICES {
            // The first of the file, in whichever order its chunks were compared.
            self.notices.sort_by_key(|notice| notice.line);
            self.notices.truncate(MOST_NOTICES);
        }
    }
}

/// What lines are compared with.
struct Comparison<'a> {
    keys: &'a Keys,
    sheet: &'a Sheet,
    columns: &'a Columns,
    issued: HashMap<CertificateId, Certificate>,
    issuer: &'a IssuerId,
    accounts: HashMap<AccountId, Account>,
    sorted: Sorted,
    /// Of the roles of people who have a certificate in another one.
    doubts: Vec<Doubt>,
}

impl Comparison<'_> {
    /// The certificate that a line is about.
    fn place<'b>(&self, line: &Line, [person, role]: &'b [CertificateId; 2]) -> &'b CertificateId {
        let had = self.issued.get(person).map(|there| &there.current().person);
        if line.is_of_its_role(self.issued.contains_key(role), had) { role } else { person }
    }

    fn count(&mut self, line: &Line, ids: &[CertificateId; 2], twin: Option<&CertificateId>) {
        let verdict = match self.issued.get(self.place(line, ids)) {
            None => {
                self.sorted.new += 1;
                let twin = twin.and_then(|twin| self.issued.get(twin));
                if twin.is_some_and(|twin| !matches!(twin.snapshot().state, State::Revoked { .. })) {
                    self.tell(line, Column::Name, line.name.to_string(), Reason::Twin);
                }
                Verdict::New
            }
            Some(there) if matches!(there.snapshot().state, State::Revoked { .. }) => {
                self.sorted.skipped += 1;
                self.tell(line, Column::Name, line.name.to_string(), Reason::Revoked);
                Verdict::Revoked
            }
            Some(there) => {
                let before = there.current().person.clone();
                let said = said_lines(line, self.sheet, Some(there));
                let after = there.as_corrected(said.clone());
                let elsewhere = self.goes_elsewhere(line, there);
                if is_one_role(before.role.as_ref(), after.role.as_ref()) {
                    self.tell_corrections(line, (&said, &after));
                    self.compare(line, (&before, &after), elsewhere)
                } else {
                    self.doubts.push(Doubt::of(line, there, About::Role));
                    self.sorted.new += 1;
                    // What else changes with the role, should the line correct it.
                    let but_the_role = PersonLines { role: before.role.clone(), ..after };
                    self.tell_changes(line, (&before, &but_the_role), elsewhere);
                    Verdict::New
                }
            }
        };
        self.sorted.verdicts.insert(line.number, verdict);
    }

    /// Whether a line makes another version of its certificate, with a notice for each thing that changes.
    fn compare(
        &mut self,
        line: &Line,
        (before, after): (&PersonLines, &PersonLines),
        elsewhere: Option<Reason>,
    ) -> Verdict {
        let reissued = before != after || matches!(elsewhere, Some(Reason::GoesElsewhere));
        self.sorted.changed += u32::from(reissued);
        self.sorted.unchanged += u32::from(!reissued);
        self.tell_changes(line, (before, after), elsewhere);
        if reissued { Verdict::Changed } else { Verdict::Unchanged }
    }

    /// A notice for each thing that the certificate says otherwise since it was corrected, and goes on to say.
    fn tell_corrections(&mut self, line: &Line, (said, meant): (&PersonLines, &PersonLines)) {
        for ((column, cell), (_, now)) in texts(said).into_iter().zip(texts(meant)) {
            if cell != now {
                self.tell(line, column, cell, Reason::CorrectedSince { now });
            }
        }
    }

    /// The counts with what was found of lines that look like somebody, and all that is to be asked.
    fn concluded(mut self, lines: &[Line], found: Found) -> (Sorted, Vec<Doubt>) {
        let Found { mut doubts, crowded } = found;
        for doubt in doubts.iter().filter(|doubt| doubt.about == About::Nothing) {
            self.recognise(lines, doubt);
        }
        // Who is asked about is not told as well what to do about it.
        let is_asked = |notice: &LineProblem| doubts.iter().any(|doubt| doubt.line == notice.line);
        self.sorted.notices.retain(|notice| notice.reason != Reason::Twin || !is_asked(notice));
        for line in lines.iter().filter(|line| crowded.contains(&line.number)) {
            self.tell(line, Column::Email, line.email.as_str().to_owned(), Reason::ManyAlike);
        }
        doubts.append(&mut self.doubts);
        doubts.sort_by_key(|doubt| doubt.line);
        self.sorted.other_roles = count(&doubts, About::Role);
        self.sorted.doubts = count(&doubts, About::Person) + self.sorted.other_roles;
        (self.sorted, doubts)
    }

    /// Counts a line as what it is: a certificate says just the same, or was revoked, which was found only now.
    fn recognise(&mut self, lines: &[Line], doubt: &Doubt) {
        self.sorted.new -= 1;
        self.sorted.recognised += 1;
        let (count, reason, verdict) = match doubt.was_revoked {
            true => (&mut self.sorted.skipped, Reason::Revoked, Verdict::Revoked),
            false => (&mut self.sorted.unchanged, Reason::SameWithNumber, Verdict::Unchanged),
        };
        *count += 1;
        self.sorted.verdicts.insert(doubt.line, verdict);
        if let Some(line) = lines.iter().find(|line| line.number == doubt.line) {
            self.tell(line, Column::Name, line.name.to_string(), reason);
        }
    }

    /// What a line says that has another address than its certificate's mails go to. Of one that stands apart only its own
    /// address is compared: the account's came from somebody else, and whoever guesses it would see that it is right.
    fn goes_elsewhere(&self, line: &Line, there: &Certificate) -> Option<Reason> {
        let owner = self.accounts.get(&there.snapshot().account);
        // An address that this issuer has corrected means the account's own.
        let corrected = owner.filter(|owner| owner.was_corrected(self.issuer, &line.email));
        let email = corrected.map_or(&line.email, |owner| &owner.snapshot().email);
        match &there.snapshot().apart {
            Some(OtherAddress(apart)) => {
                let moves = self.keys.index(Indexed::Email(email)) != *apart;
                moves.then_some(Reason::GoesElsewhere)
            }
            None => {
                let address = owner.map(|owner| &owner.snapshot().email);
                let differs = address.is_some_and(|address| address.folded() != email.folded());
                let person = &there.current().person;
                let reissued = *person != person_lines(line, self.sheet, Some(there));
                differs.then_some(Reason::AnotherAddress { reissued })
            }
        }
    }

    /// A notice for each thing that the next version says otherwise, and for another address.
    fn tell_changes(
        &mut self,
        line: &Line,
        (before, after): (&PersonLines, &PersonLines),
        elsewhere: Option<Reason>,
    ) {
        for ((column, was), (_, is)) in texts(before).into_iter().zip(texts(after)) {
            if was != is {
                let who = line.name.to_string();
                self.tell(line, column, is, Reason::Changed { was, who });
            }
        }
        if let Some(reason) = elsewhere {
            self.tell(line, Column::Email, line.email.as_str().to_owned(), reason);
        }
    }

    fn tell(&mut self, line: &Line, column: Column, cell: String, reason: Reason) {
        let notice = LineProblem::new(line.number, self.columns.title(column), &cell, reason);
        self.sorted.notices.push(notice);
    }
}

/// What a certificate prints of its person, by the column of a list that says it.
fn texts(person: &PersonLines) -> [(Column, String); 4] {
    [
        (Column::Name, person.name.to_string()),
        (Column::Cpf, person.cpf.as_ref().map(ToString::to_string).unwrap_or_default()),
        (Column::Role, person.role.as_ref().map(ToString::to_string).unwrap_or_default()),
        (Column::Workload, person.workload.map(|w| w.to_string()).unwrap_or_default()),
    ]
}

/// Sorts lines by what was issued to their people. Before the first issue of an event nothing was, and nothing is read.
pub(crate) async fn sort(
    app: &App,
    (event, issuer): (&EventId, &IssuerId),
    issued_with: Option<&Sheet>,
    columns: &Columns,
    lines: &[Line],
) -> Result<(Sorted, Vec<Doubt>), ImportError> {
    let Some(sheet) = issued_with else {
        let new = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        return Ok((Sorted { new, ..Sorted::default() }, Vec::new()));
    };
    let keys = app.secrets.keys().await?;
    let id = |identity: Identity<'_>| keys.certificate(event, &identity.text());
    let ids = ids(app, event, &keys, lines).await?;
    // Somebody who has a CPF now may have had none in an earlier list.
    let twins: Vec<Option<CertificateId>> =
        lines.iter().map(|line| line.has_number().then(|| id(line.address_and_name()))).collect();
    let all: Vec<CertificateId> = ids.iter().flatten().chain(twins.iter().flatten()).cloned().collect();
    let issued: HashMap<CertificateId, Certificate> =
        app.store.find_certificates(&all).await?.into_iter().map(|c| (c.id().clone(), c)).collect();
    let accounts = accounts(app, issued.values()).await?;
    let (sorted, doubts) = (Sorted::default(), Vec::new());
    let mut comparison = Comparison { keys: &keys, sheet, columns, issued, issuer, accounts, sorted, doubts };
    for ((line, id), twin) in lines.iter().zip(&ids).zip(&twins) {
        comparison.count(line, id, twin.as_ref());
    }
    let own: Vec<CertificateId> =
        lines.iter().zip(&ids).map(|(line, ids)| comparison.place(line, ids).clone()).collect();
    let found = likeness::find((app, &keys, event, sheet), lines, &own, &comparison.issued).await?;
    Ok(comparison.concluded(lines, found))
}

fn count(doubts: &[Doubt], about: About) -> u32 {
    u32::try_from(doubts.iter().filter(|doubt| doubt.about == about).count()).unwrap_or(u32::MAX)
}

/// The certificates that lines may be of, of the person and of the person in the line's role: their own, or those that they
/// have corrected.
async fn ids(
    app: &App,
    event: &EventId,
    keys: &Keys,
    lines: &[Line],
) -> Result<Vec<[CertificateId; 2]>, ImportError> {
    let own = |line: &Line| line.places().map(|text| keys.certificate(event, &text));
    let without_cpf = lines.iter().filter(|line| line.cpf.is_none()).flat_map(own);
    let corrected = app.store.find_corrected(&without_cpf.collect::<Vec<_>>()).await?;
    let followed = |own: CertificateId| corrected.get(&own).cloned().unwrap_or(own);
    Ok(lines.iter().map(|line| own(line).map(followed)).collect())
}

/// What to tell of lines whose address refuses mails: they are issued, and nobody hears of it.
pub(crate) async fn closed_mailboxes(
    app: &App,
    columns: &Columns,
    lines: &[Line],
) -> Result<Vec<LineProblem>, ImportError> {
    let keys = app.secrets.keys().await?;
    let addresses: Vec<String> = lines.iter().map(|line| keys.index(Indexed::Email(&line.email))).collect();
    let closed = app.store.closed_mailboxes(&addresses).await?;
    let of_closed = lines.iter().zip(&addresses).filter(|(_, address)| closed.contains(*address));
    let title = columns.title(Column::Email);
    let tell = |line: &Line| LineProblem::new(line.number, title, line.email.as_str(), Reason::ClosedMailbox);
    Ok(of_closed.map(|(line, _)| tell(line)).collect())
}

/// The accounts of the people who have a certificate of the event. Nothing is said of the accounts of others: an organiser
/// would learn who was at somebody else's event.
async fn accounts(
    app: &App,
    issued: impl Iterator<Item = &Certificate>,
) -> Result<HashMap<AccountId, Account>, ImportError> {
    let mut owners: Vec<AccountId> = issued.map(|there| there.snapshot().account.clone()).collect();
    owners.sort();
    owners.dedup();
    let accounts = app.store.find_accounts(&owners).await?;
    Ok(accounts.into_iter().map(|account| (account.id().clone(), account)).collect())
}
