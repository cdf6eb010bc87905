//! One line of an import: a certificate, a new version of one, or nothing.

use crate::{IssueError, actor};
use common::App;
use common::fault::Fault;
use domain::participation::certificate::{
    Certificate, Command, Issue, NewVersion, OtherAddress, State, person_lines,
};
use domain::participation::edition::Edition;
use domain::participation::event::Event;
use domain::participation::import::Import;
use domain::participation::line::Line;
use domain::participation::record::Printed;
use domain::people::account::{self, Account, Open};
use domain::role::Roles;
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, CertificateId, ImportId};
use domain::work::{Task, Work};
use jiff::SignedDuration;
use platform::secrets::{Indexed, Keys};
use std::collections::HashMap;
use store::Change;
use store::StoreError;
use store::people::accounts::Indexes;

/// How long the first initial password of an account counts, in hours.
const INITIAL_PASSWORD_HOURS: i64 = 30 * 24;
/// How often a line is decided again when somebody else changed its certificate or account meanwhile.
const TRIES: u32 = 4;

/// What the lines of a chunk share, read once.
pub(crate) struct Batch<'a> {
    app: &'a App,
    keys: Keys,
    import: &'a ImportId,
    event: &'a Event,
    edition: &'a Edition,
    publication: u64,
    /// Whether people are issued again whose certificate was revoked.
    revives: bool,
    certificates: HashMap<CertificateId, Certificate>,
    accounts: HashMap<AccountId, Account>,
}

impl<'a> Batch<'a> {
    /// Reads the certificates and accounts that the lines may already have.
    pub(crate) async fn load(
        app: &'a App,
        import: &'a Import,
        event: &'a Event,
        edition: &'a Edition,
        publication: u64,
        lines: &[Line],
    ) -> Result<Self, IssueError> {
        let keys = app.secrets.keys().await?;
        let ids: Vec<_> = lines.iter().map(|line| places(&keys, event, line)).collect();
        let mut owners: Vec<_> =
            lines.iter().zip(&ids).map(|(line, [id, _])| owner(&keys, line, id)).collect();
        owners.sort();
        owners.dedup();
        let certificates = app.store.find_certificates(ids.as_flattened()).await?;
        let accounts = app.store.find_accounts(&owners).await?;
        Ok(Self {
            app,
            keys,
            import: import.id(),
            event,
            edition,
            publication,
            revives: import.snapshot().choices.revives,
            certificates: certificates.into_iter().map(|c| (c.id().clone(), c)).collect(),
            accounts: accounts.into_iter().map(|a| (a.id().clone(), a)).collect(),
        })
    }

    /// Issues a line. When another worker was faster, the line is decided again on what is there now.
    pub(crate) async fn issue(&self, line: &Line) -> Result<(), IssueError> {
        let [person, role] = places(&self.keys, self.event, line);
        let account = owner(&self.keys, line, &person);
        let had = self.certificates.get(&person).map(|there| &there.current().person);
        let id = if line.is_of_its_role(self.certificates.contains_key(&role), had) { role } else { person };
        let mut known = (self.certificates.get(&id).cloned(), self.accounts.get(&account).cloned());
        for attempt in 1.. {
            match self.attempt(line, &id, &account, &known).await {
                Err(IssueError::Fault(Fault::Store(StoreError::Guard(_)))) if attempt < TRIES => {
                    let certificate = self.app.store.find_certificate(&id).await?;
                    known = (certificate, self.app.store.find_account(&account).await?);
                }
                done => return done,
            }
        }
        Ok(())
    }

    async fn attempt(
        &self,
        line: &Line,
        id: &CertificateId,
        account: &AccountId,
        (certificate, owner): &(Option<Certificate>, Option<Account>),
    ) -> Result<(), IssueError> {
        let person = person_lines(line, &self.edition.sheet);
        let code = VerifyCode::from_chance(self.app.chance.bytes());
        let (edition, publication) = (self.edition.number, self.publication);
        let apart = owner.as_ref().and_then(|owner| self.other_address(line, owner));
        let new = NewVersion { edition, code, person, publication, apart };
        match certificate {
            None => self.first(line, id, account, new, owner.as_ref()).await,
            // What was revoked is issued again when somebody chose so, once by one publication.
            Some(there) if matches!(there.snapshot().state, State::Revoked { .. }) => {
                if !self.revives || there.current().publication >= publication {
                    return Ok(());
                }
                let again = there.clone().apply(Command::IssueAgain(new), actor(), self.app.clock.now())?;
                self.commit_for(line, Change::of(again), owner.as_ref()).await
            }
            Some(there) if there.current().person == new.person => Ok(()),
            // A list that was published later was faster: its word is the last.
            Some(there) if there.current().publication > publication => Ok(()),
            Some(there) => {
                let reissue = there.clone().apply(Command::Reissue(new), actor(), self.app.clock.now())?;
                self.commit_for(line, Change::of(reissue), owner.as_ref()).await
            }
        }
    }

    /// The address of a line, when it is not the account's own: whoever named the CPF first opened the account, and owns
    /// nothing of what others issue to it.
    fn other_address(&self, line: &Line, owner: &Account) -> Option<OtherAddress> {
        let is_own = owner.snapshot().email.folded() == line.email.folded();
        (!is_own).then(|| OtherAddress(self.keys.index(Indexed::Email(&line.email))))
    }

    async fn first(
        &self,
        line: &Line,
        id: &CertificateId,
        account: &AccountId,
        first: NewVersion,
        owner: Option<&Account>,
    ) -> Result<(), IssueError> {
        let now = self.app.clock.now();
        let settings = self.event.snapshot().settings;
        let issue = Issue {
            id: id.clone(),
            account: account.clone(),
            event: self.event.id().clone(),
            first,
            public: settings.public_by_default,
            available_until: settings.available_until,
        };
        let issued = Change::of(Certificate::issue(issue, actor(), now));
        match owner {
            Some(_) => self.commit_for(line, issued, owner).await,
            None => self.commit(line, self.opening(issued, line, account)).await,
        }
    }

    /// Commits a version. The account's name follows the person's: of what stands apart nothing is told there.
    async fn commit_for(
        &self,
        line: &Line,
        change: Change<Certificate>,
        owner: Option<&Account>,
    ) -> Result<(), IssueError> {
        let renamed = owner.filter(|o| change.after().is_in_account() && o.snapshot().name != line.name);
        let Some(owner) = renamed else { return self.commit(line, change).await };
        let rename = account::Command::Rename(line.name.clone());
        let renamed = owner.clone().apply(rename, actor(), self.app.clock.now())?;
        self.commit(line, change.and(&renamed)).await?;
        Ok(self.app.store.rename_sessions(owner.id(), &line.name).await?)
    }

    /// The account that is opened with a person's first certificate.
    fn opening(&self, issued: Change<Certificate>, line: &Line, id: &AccountId) -> Change<Certificate> {
        let now = self.app.clock.now();
        let open = Open {
            id: id.clone(),
            cpf: line.cpf.clone(),
            token: self.keys.participant_token(id),
            name: line.name.clone(),
            email: line.email.clone(),
            roles: Roles::holder(),
            initial_until: now
                .saturating_add(SignedDuration::from_hours(INITIAL_PASSWORD_HOURS))
                .unwrap_or(now),
        };
        let opened = Account::open(open, actor(), now);
        let indexes = Indexes::of(&self.keys, opened.after());
        issued.opening(&opened, &indexes)
    }

    async fn commit(&self, line: &Line, change: Change<Certificate>) -> Result<(), IssueError> {
        let certificate = change.after();
        let current = certificate.current();
        let printed = Printed::of(&self.edition.sheet, current);
        let draw = Task::DrawPdf {
            certificate: certificate.id().clone(),
            version: current.number,
            notify: line.email.clone(),
        };
        let work = Work::new(draw, Some(self.import.clone()), current.issued_at);
        self.app.store.commit(change.printing(&printed).then(&work).counting(self.import)).await?;
        Ok(())
    }
}

/// The certificate of a line's person, and the one of that person in the line's role.
fn places(keys: &Keys, event: &Event, line: &Line) -> [CertificateId; 2] {
    [&line.identity_text(), &line.role_text()].map(|text| keys.certificate(event.id(), text))
}

/// Whose certificate a line's is: the account of its CPF, or one of its own.
fn owner(keys: &Keys, line: &Line, certificate: &CertificateId) -> AccountId {
    line.cpf.as_ref().map_or_else(|| keys.account_of_line(certificate), |cpf| keys.account_of_cpf(cpf))
}
