//! A corrected version of one certificate, with all that belongs to it: what it prints, the PDF to be drawn and the mail that
//! follows, the name in the account of its person, and by which name it is found again.

use super::reader::reader;
use crate::app::App;
use crate::fault::Fault;
use domain::participation::certificate::{Certificate, NewVersion};
use domain::participation::edition::PersonLines;
use domain::participation::line::likeness_of_name;
use domain::participation::record::Printed;
use domain::people::account;
use domain::transition::{Actor, Transition};
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, IssuerId};
use domain::value::name::PersonName;
use domain::work::{Task, Work};
use store::Change;

/// The version of a certificate that prints other lines of its person: with the same sheet, and of the same publication.
pub fn version(app: &App, certificate: &Certificate, person: PersonLines) -> NewVersion {
    let (current, apart) = (certificate.current(), certificate.snapshot().apart.clone());
    let code = VerifyCode::from_chance(app.chance.bytes());
    NewVersion { edition: current.edition, code, person, publication: current.publication, apart }
}

/// A corrected version, ready to be committed.
#[derive(Debug)]
pub struct Renewal {
    /// What is to be committed, with whatever belongs to it besides.
    pub change: Change<Certificate>,
    renamed: Option<(AccountId, PersonName)>,
}

impl Renewal {
    /// What belongs to a version that `step` has made for an issuer. None, while nobody knows where its person reads mails: its
    /// first mail is not written yet.
    ///
    /// # Errors
    /// When the store fails, or the keys cannot be loaded.
    pub async fn of(
        app: &App,
        corrected: Transition<Certificate>,
        issuer: &IssuerId,
        step: &str,
    ) -> Result<Option<Self>, Fault> {
        let certificate = corrected.after().clone();
        let Some(notify) = reader(app, &certificate).await? else { return Ok(None) };
        let (event, current) = (&certificate.snapshot().event, certificate.current());
        let sheet = app.store.get_edition(event, current.edition).await?.sheet;
        let (id, name) = (certificate.id().clone(), current.person.name.clone());
        let draw = Task::DrawPdf { certificate: id, version: current.number, notify };
        let work = Work::new(draw, None, current.issued_at);
        let found_by = app.secrets.keys().await?.likeness(event, &likeness_of_name(&name));
        let printed = Printed::of(&sheet, current);
        let change = Change::of(corrected).printing(&printed).then(&work).alike(&[found_by]);
        let renewal = Self { change, renamed: None };
        if !certificate.is_in_account() {
            return Ok(Some(renewal));
        }
        Ok(Some(renewal.telling_account(app, &certificate, issuer, step).await?))
    }

    /// The account's name follows its person's, when it was the one that is corrected: of several certificates with several names
    /// the others keep theirs, and so does the account.
    async fn telling_account(
        self,
        app: &App,
        certificate: &Certificate,
        issuer: &IssuerId,
        step: &str,
    ) -> Result<Self, Fault> {
        let account = app.store.get_account(&certificate.snapshot().account).await?;
        let name = &certificate.current().person.name;
        let before = certificate.snapshot().past.last().map(|past| &past.version.person.name);
        if before == Some(name) || before != Some(&account.snapshot().name) {
            return Ok(self);
        }
        let renamed = (account.id().clone(), name.clone());
        let receive = account::Command::Receive { issuer: issuer.clone(), name: name.clone() };
        let received = account.apply(receive, Actor::Step(step.to_owned()), app.clock.now())?;
        Ok(Self { change: self.change.and(&received), renamed: Some(renamed) })
    }

    /// The change, and what is to be done once it is committed.
    pub fn into_parts(self) -> (Change<Certificate>, Renamed) {
        (self.change, Renamed(self.renamed))
    }
}

/// The account that has another name from now on.
#[derive(Debug)]
pub struct Renamed(Option<(AccountId, PersonName)>);

impl Renamed {
    /// Gives its open sessions the name. What was corrected stays so when that fails: the sessions have the earlier name until
    /// they end.
    pub async fn carry_out(self, app: &App) {
        let Some((account, name)) = self.0 else { return };
        if let Err(error) = app.store.rename_sessions(&account, &name).await {
            tracing::warn!(error = %platform::chain(&error), "open sessions keep the name of before");
        }
    }
}
