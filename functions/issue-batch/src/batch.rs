//! What the lines of a chunk share, and what is there of each.

use crate::IssueError;
use crate::answers::Answers;
use common::App;
use domain::participation::certificate::Certificate;
use domain::participation::doubt::{Choices, Doubt};
use domain::participation::edition::Edition;
use domain::participation::event::Event;
use domain::participation::import::Import;
use domain::participation::line::Line;
use domain::people::account::Account;
use domain::value::id::{AccountId, CertificateId};
use platform::secrets::Keys;
use std::collections::HashMap;

/// A chunk that is issued.
pub(crate) struct Chunk<'a> {
    pub(crate) import: &'a Import,
    pub(crate) event: &'a Event,
    pub(crate) edition: &'a Edition,
    pub(crate) publication: u64,
    pub(crate) lines: &'a [Line],
    pub(crate) doubts: &'a [Doubt],
    pub(crate) choices: &'a Choices,
}

/// What the lines of a chunk share, read once.
pub(crate) struct Batch<'a> {
    pub(crate) app: &'a App,
    pub(crate) keys: Keys,
    pub(crate) import: &'a Import,
    pub(crate) event: &'a Event,
    pub(crate) edition: &'a Edition,
    pub(crate) publication: u64,
    pub(crate) answers: Answers,
    /// Those that they have corrected before.
    corrected: HashMap<CertificateId, CertificateId>,
    certificates: HashMap<CertificateId, Certificate>,
    accounts: HashMap<AccountId, Account>,
}

/// Where a line belongs.
pub(crate) struct Place {
    /// The certificate that it would have by itself.
    pub(crate) own: CertificateId,
    /// The one that it is of.
    pub(crate) id: CertificateId,
    /// Whether it is to correct that one for the first time.
    pub(crate) corrects: bool,
}

/// What is there of a line when it is decided.
pub(crate) struct Known {
    pub(crate) place: Place,
    pub(crate) certificate: Option<Certificate>,
    /// Whose it is, or will be.
    pub(crate) account: AccountId,
    /// That account, when it is there.
    pub(crate) owner: Option<Account>,
}

impl<'a> Batch<'a> {
    /// Reads the certificates and accounts that the lines may already have.
    pub(crate) async fn load(app: &'a App, chunk: &Chunk<'a>) -> Result<Self, IssueError> {
        let Chunk { import, event, edition, publication, lines, doubts, choices } = *chunk;
        let answers = Answers::of(lines, doubts, choices);
        let keys = app.secrets.keys().await?;
        let (certificates, accounts, corrected) = (HashMap::new(), HashMap::new(), HashMap::new());
        let mut batch = Self {
            app,
            keys,
            import,
            event,
            edition,
            publication,
            answers,
            corrected,
            certificates,
            accounts,
        };
        batch.read(lines).await?;
        Ok(batch)
    }

    async fn read(&mut self, lines: &[Line]) -> Result<(), IssueError> {
        let store = &self.app.store;
        let nameless = lines.iter().filter(|line| line.cpf.is_none()).flat_map(|line| self.places(line));
        self.corrected = store.find_corrected(&nameless.collect::<Vec<_>>()).await?;
        let places = lines.iter().flat_map(|line| self.places(line)).map(|own| self.followed(own));
        let people = self.answers.people.values().chain(self.answers.same.values()).cloned();
        let ids: Vec<_> = places.chain(people).collect();
        let found = store.find_certificates(&ids).await?;
        self.certificates = found.into_iter().map(|c| (c.id().clone(), c)).collect();
        let mut owners: Vec<_> = lines.iter().map(|line| self.owner(line, &self.place(line).id)).collect();
        owners.sort();
        owners.dedup();
        let found = store.find_accounts(&owners).await?;
        self.accounts = found.into_iter().map(|a| (a.id().clone(), a)).collect();
        Ok(())
    }

    /// What was there of a line when the chunk was read.
    pub(crate) fn known(&self, line: &Line) -> Known {
        let place = self.place(line);
        let account = self.owner(line, &place.id);
        let owner = self.accounts.get(&account).cloned();
        Known { certificate: self.certificates.get(&place.id).cloned(), owner, account, place }
    }

    /// What is there of a line now.
    pub(crate) async fn look_again(&self, line: &Line) -> Result<Known, IssueError> {
        let (store, places) = (&self.app.store, self.places(line));
        let mut corrected = match line.cpf {
            Some(_) => HashMap::new(),
            None => store.find_corrected(&places).await?,
        };
        let followed = places.clone().map(|own| corrected.get(&own).cloned().unwrap_or(own));
        let found = store.find_certificates(&followed).await?;
        let there = |id: &CertificateId| found.iter().find(|there| there.id() == id);
        let person = self.owner_of(line, &followed[0], there(&followed[0]));
        let own = self.of_the_two(line, places, followed.each_ref().map(there));
        let corrected = corrected.remove(&own);
        let place = placed(own, corrected, self.answers.same.get(&line.number));
        let certificate = store.find_certificate(&place.id).await?;
        let account = certificate.as_ref().map_or(person, |there| there.snapshot().account.clone());
        Ok(Known { owner: store.find_account(&account).await?, account, certificate, place })
    }

    /// What is there of a line that corrects nothing, although the organiser said so: another line has done it.
    pub(crate) async fn by_itself(&self, line: &Line, own: &CertificateId) -> Result<Known, IssueError> {
        let store = &self.app.store;
        let certificate = store.find_certificate(own).await?;
        let account = self.owner_of(line, own, certificate.as_ref());
        let place = Place { own: own.clone(), id: own.clone(), corrects: false };
        Ok(Known { owner: store.find_account(&account).await?, account, certificate, place })
    }

    /// What a line without a CPF is found again by.
    pub(crate) fn likenesses(&self, line: &Line) -> Vec<String> {
        let hash = |text: &String| self.keys.likeness(self.event.id(), text);
        line.likenesses().iter().map(hash).collect()
    }

    /// Whose the certificate of a line's person is: what is there tells it. The first one goes to the account of its CPF or
    /// other document, or to one of its own, in which those of the person in other roles are too.
    fn owner_of(&self, line: &Line, person: &CertificateId, there: Option<&Certificate>) -> AccountId {
        let same = || self.certificates.get(self.answers.people.get(&line.identity_text())?);
        let there = there.or_else(same);
        match (there, &line.cpf, &line.document) {
            (Some(there), _, _) => there.snapshot().account.clone(),
            (None, Some(cpf), _) => self.keys.account_of_cpf(cpf),
            (None, None, Some(document)) => self.keys.account_of_document(document),
            (None, None, None) => self.keys.account_of_line(person),
        }
    }

    /// Whose the certificate is that a line is of.
    fn owner(&self, line: &Line, id: &CertificateId) -> AccountId {
        if let Some(there) = self.certificates.get(id) {
            return there.snapshot().account.clone();
        }
        let [person, _] = self.places(line).map(|own| self.followed(own));
        self.owner_of(line, &person, self.certificates.get(&person))
    }

    /// The certificates that a line may be of: its person's, and its person's in the line's role.
    fn places(&self, line: &Line) -> [CertificateId; 2] {
        line.places().map(|text| self.keys.certificate(self.event.id(), &text))
    }

    /// The certificate that a line corrected before, instead of the one that it would have by itself.
    fn followed(&self, own: CertificateId) -> CertificateId {
        self.corrected.get(&own).cloned().unwrap_or(own)
    }

    /// The certificate that a line would have by itself.
    fn own(&self, line: &Line) -> CertificateId {
        let places = self.places(line);
        let there = places.clone().map(|own| self.certificates.get(&self.followed(own)));
        self.of_the_two(line, places, there)
    }

    /// Of the certificate of a line's person and the one of that person in the line's role, the one that the line is about;
    /// and what is there of each.
    fn of_the_two(
        &self,
        line: &Line,
        [person, role]: [CertificateId; 2],
        [of_person, of_role]: [Option<&Certificate>; 2],
    ) -> CertificateId {
        let had = of_person.map(|there| &there.current().person);
        let is_further = of_role.is_some() || self.answers.further.contains(&line.number);
        if line.is_of_its_role(is_further, had) { role } else { person }
    }

    fn place(&self, line: &Line) -> Place {
        let own = self.own(line);
        let corrected = self.corrected.get(&own).cloned();
        placed(own, corrected, self.answers.same.get(&line.number))
    }
}

fn placed(own: CertificateId, corrected: Option<CertificateId>, same: Option<&CertificateId>) -> Place {
    match (corrected, same) {
        (Some(id), _) => Place { own, id, corrects: false },
        (None, Some(id)) => Place { corrects: *id != own, own, id: id.clone() },
        (None, None) => Place { id: own.clone(), own, corrects: false },
    }
}
