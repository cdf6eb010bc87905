//! One line of an import: a certificate, a new version of one, or nothing.

use crate::batch::{Batch, Known};
use crate::{IssueError, actor};
use common::fault::Fault;
use domain::participation::certificate::{
    Certificate, Command, Issue, NewVersion, OtherAddress, State, person_lines,
};
use domain::participation::line::Line;
use domain::participation::record::Printed;
use domain::people::account::{self, Account, Open};
use domain::role::Roles;
use domain::value::code::VerifyCode;
use domain::value::id::AccountId;
use domain::work::{Task, Work};
use jiff::SignedDuration;
use platform::secrets::Indexed;
use std::borrow::Cow;
use store::Change;
use store::StoreError;
use store::people::accounts::Indexes;

/// How long the first initial password of an account counts, in hours.
const INITIAL_PASSWORD_HOURS: i64 = 30 * 24;
/// How often a line is decided again when somebody else changed its certificate or account meanwhile.
const TRIES: u32 = 4;

impl Batch<'_> {
    /// Issues a line. When another worker was faster, the line is decided again on what is there now.
    pub(crate) async fn issue(&self, line: &Line) -> Result<(), IssueError> {
        let mut known = self.known(line);
        for attempt in 1.. {
            match self.attempt(line, &known).await {
                Err(IssueError::Fault(Fault::Store(StoreError::Guard(_)))) if attempt < TRIES => {
                    known = self.look_again(line).await?;
                }
                done => return done,
            }
        }
        Ok(())
    }

    /// The line as it is meant: the address that this issuer has corrected since is the account's own.
    fn following<'a>(&self, line: &'a Line, known: &Known) -> Cow<'a, Line> {
        let issuer = &self.event.snapshot().issuer;
        match known.owner.as_ref().filter(|owner| owner.was_corrected(issuer, &line.email)) {
            Some(owner) => Cow::Owned(Line { email: owner.snapshot().email.clone(), ..line.clone() }),
            None => Cow::Borrowed(line),
        }
    }

    async fn attempt(&self, written: &Line, known: &Known) -> Result<(), IssueError> {
        let line = &*self.following(written, known);
        let owner = known.owner.as_ref();
        let new = self.version(line, owner, known.certificate.as_ref());
        match &known.certificate {
            None => self.first(line, known, new).await,
            Some(there) if let State::Revoked { at, .. } = there.snapshot().state => {
                if self.import.revives(at) { self.again(line, known, there).await } else { Ok(()) }
            }
            // A list that was published later was faster: its word is the last.
            Some(there) if there.current().publication > self.publication => Ok(()),
            Some(there)
                if self.answers.recognised.contains(&line.number) && there.current().person == new.person =>
            {
                Ok(self.app.store.put_correction(&known.place.own, there.id()).await?)
            }
            Some(there) if known.place.corrects => self.correct(written, line, known, there).await,
            Some(there) if there.current().person == new.person && !moves(there, &new) => Ok(()),
            Some(there) => {
                let renamed = there.current().person.name != new.person.name;
                let reissue = there.clone().apply(Command::Reissue(new), actor(), self.app.clock.now())?;
                let found_by = if renamed { self.likenesses(line) } else { Vec::new() };
                self.commit_for(line, Change::of(reissue).alike(&found_by), owner).await
            }
        }
    }

    /// The version that a line makes of whoever has an account, or will.
    fn version(&self, line: &Line, owner: Option<&Account>, there: Option<&Certificate>) -> NewVersion {
        let person = person_lines(line, &self.edition.sheet, there);
        let code = VerifyCode::from_chance(self.app.chance.bytes());
        let (edition, publication) = (self.edition.number, self.publication);
        let apart = owner.and_then(|owner| self.other_address(line, owner));
        NewVersion { edition, code, person, publication, apart }
    }

    /// What was revoked is issued again when somebody chose so, once by one publication.
    async fn again(&self, line: &Line, known: &Known, there: &Certificate) -> Result<(), IssueError> {
        if there.current().publication >= self.publication {
            return Ok(());
        }
        let owner = known.owner.as_ref();
        let command = Command::IssueAgain(self.version(line, owner, Some(there)));
        let again = there.clone().apply(command, actor(), self.app.clock.now())?;
        self.commit_for(line, Change::of(again), owner).await
    }

    /// A line that is another person by its name or address, and the same one by the organiser's word: a new version, and
    /// from now on the line is the certificate's. What two lines of a list correct, the first does.
    async fn correct(
        &self,
        written: &Line,
        line: &Line,
        known: &Known,
        there: &Certificate,
    ) -> Result<(), IssueError> {
        if there.current().publication == self.publication {
            let known = self.by_itself(written, &known.place.own).await?;
            return Box::pin(self.attempt(written, &known)).await;
        }
        let owner = match &known.owner {
            Some(owner) => Some(self.with_address(owner.clone(), line, there).await?),
            None => None,
        };
        let new = self.version(line, owner.as_ref(), Some(there));
        let reissue = there.clone().apply(Command::Reissue(new), actor(), self.app.clock.now())?;
        let change = Change::of(reissue).correcting_for(&known.place.own).alike(&self.likenesses(line));
        self.commit_for(line, change, owner.as_ref()).await
    }

    /// The account with the address that the organiser corrected, where it is of a person without any number and nobody but
    /// this issuer knows of it: an account of a CPF or another document, one that was used, and one that holds certificates
    /// of others stay with their address, whatever a line without a number says.
    async fn with_address(
        &self,
        owner: Account,
        line: &Line,
        there: &Certificate,
    ) -> Result<Account, IssueError> {
        let issuer = &self.event.snapshot().issuer;
        let is_of_line = *owner.id() == self.keys.account_of_line(there.id());
        let is_own = owner.snapshot().email.folded() == line.email.folded();
        if !is_of_line || !owner.is_only_of(issuer) || is_own {
            return Ok(owner);
        }
        // Before and after: who reads the earlier address may be about to choose a password, and a worker may die in between.
        self.app.store.end_sessions(owner.id(), None).await?;
        let from = Indexes::of(&self.keys, &owner);
        let command = account::Command::Readdress { issuer: issuer.clone(), email: line.email.clone() };
        let corrected = owner.apply(command, actor(), self.app.clock.now())?;
        let to = Indexes::of(&self.keys, corrected.after());
        let owner = self.app.store.commit(Change::of(corrected).moving(&from, &to)).await?;
        self.app.store.end_sessions(owner.id(), None).await?;
        Ok(owner)
    }

    /// The address of a line, when it is not the account's own: whoever named the CPF first opened the account, and owns
    /// nothing of what others issue to it.
    fn other_address(&self, line: &Line, owner: &Account) -> Option<OtherAddress> {
        let is_own = owner.snapshot().email.folded() == line.email.folded();
        (!is_own).then(|| OtherAddress(self.keys.index(Indexed::Email(&line.email))))
    }

    async fn first(&self, line: &Line, known: &Known, first: NewVersion) -> Result<(), IssueError> {
        let now = self.app.clock.now();
        let settings = self.event.snapshot().settings;
        let issue = Issue {
            id: known.place.id.clone(),
            account: known.account.clone(),
            event: self.event.id().clone(),
            first,
            public: settings.public_by_default,
            available_until: settings.available_until,
        };
        let issued = Change::of(Certificate::issue(issue, actor(), now)).alike(&self.likenesses(line));
        match &known.owner {
            Some(owner) => self.commit_for(line, issued, Some(owner)).await,
            None => self.commit(line, self.opening(issued, line, &known.account)).await,
        }
    }

    /// Commits a version. The account learns whose certificate it is, and its name follows the person's; of what stands
    /// apart nothing is told there. A worker that dies before the open sessions have the name leaves them the earlier one.
    async fn commit_for(
        &self,
        line: &Line,
        change: Change<Certificate>,
        owner: Option<&Account>,
    ) -> Result<(), IssueError> {
        let (issuer, name) = (&self.event.snapshot().issuer, &line.name);
        let told = owner.filter(|owner| change.after().is_in_account() && owner.is_news(issuer, name));
        let Some(owner) = told else { return self.commit(line, change).await };
        let receive = account::Command::Receive { issuer: issuer.clone(), name: name.clone() };
        let received = owner.clone().apply(receive, actor(), self.app.clock.now())?;
        self.commit(line, change.and(&received)).await?;
        if owner.snapshot().name != *name {
            self.app.store.rename_sessions(owner.id(), name).await?;
        }
        Ok(())
    }

    /// The account that is opened with a person's first certificate.
    fn opening(&self, issued: Change<Certificate>, line: &Line, id: &AccountId) -> Change<Certificate> {
        let now = self.app.clock.now();
        let open = Open {
            id: id.clone(),
            cpf: line.cpf.clone(),
            document: None,
            token: self.keys.participant_token(id),
            name: line.name.clone(),
            email: line.email.clone(),
            roles: Roles::holder(),
            initial_until: now
                .saturating_add(SignedDuration::from_hours(INITIAL_PASSWORD_HOURS))
                .unwrap_or(now),
        };
        let opened = Account::open_with(self.event.snapshot().issuer.clone(), open, actor(), now);
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
        let work = Work::new(draw, Some(self.import.id().clone()), current.issued_at);
        self.app.store.commit(change.printing(&printed).then(&work).counting(self.import.id())).await?;
        Ok(())
    }
}

/// Whether a certificate that stands apart goes to another address by its new version, or into its account.
fn moves(there: &Certificate, new: &NewVersion) -> bool {
    !there.is_in_account() && there.snapshot().apart != new.apart
}
