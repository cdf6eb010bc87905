//! Certificates: every change with its audit entry, its records and the work that follows from it.

use crate::metrics::Metric;
use crate::store::error::{Guard, StoreError};
use crate::store::key::{self, Table};
use crate::store::row::{Item, Row, body, number, text};
use crate::store::tx::Tx;
use crate::store::{Cursor, Listed, Range, Store, accounts, answers, imports, records, works};
use domain::account::Account;
use domain::certificate::{Certificate, Snapshot};
use domain::id::{AccountId, CertificateId, ImportId};
use domain::record::Printed;
use domain::transition::Transition;
use domain::work::Work;
use serde::Serialize;

pub(crate) const CERTIFICATE: &str = "certificate";

/// What goes into the transaction of a change beside the change itself.
#[derive(Debug, Default)]
pub struct Effects {
    printed: Option<Printed>,
    works: Vec<Work>,
    done: Option<(Work, Work)>,
    opened: Option<(Transition<Account>, accounts::Indexes)>,
    answer: Option<answers::Answered>,
    counted: Option<ImportId>,
}

impl Effects {
    /// Nothing but the change.
    pub fn none() -> Self {
        Self::default()
    }

    /// What the new version prints: for an issue or a reissue.
    pub fn printing(mut self, printed: Printed) -> Self {
        self.printed = Some(printed);
        self
    }

    /// Work that must follow.
    pub fn then(mut self, work: Work) -> Self {
        self.works.push(work);
        self
    }

    /// The work that this change carries out, before and after.
    pub fn carrying_out(mut self, before: Work, after: Work) -> Self {
        self.done = Some((before, after));
        self
    }

    /// The account that is opened with the certificate.
    pub fn opening(mut self, account: Transition<Account>, indexes: accounts::Indexes) -> Self {
        self.opened = Some((account, indexes));
        self
    }

    /// The answer to an idempotency key.
    pub fn answering(mut self, answer: Option<answers::Answered>) -> Self {
        self.answer = answer;
        self
    }

    /// The import whose progress this issue counts for.
    pub fn counting(mut self, import: &ImportId) -> Self {
        self.counted = Some(import.clone());
        self
    }

    fn writes(self, certificate: &Certificate) -> Result<Tx, StoreError> {
        let mut tx = records::writes(certificate, self.printed.as_ref())?;
        if self.printed.is_some() {
            tx = tx.measure(Metric::CertificatesIssued);
        }
        if let Some((transition, indexes)) = &self.opened {
            tx = tx.and(accounts::opening(transition, indexes)?);
        }
        for work in &self.works {
            tx = tx.and(works::creation(work)?);
        }
        if let Some((before, after)) = &self.done {
            tx = tx.and(works::change(before, after)?);
        }
        if let Some(answer) = &self.answer {
            tx = tx.and(answers::writes(answer)?);
        }
        if let Some(import) = &self.counted {
            tx = tx.and(imports::count(import, &[imports::Count::Issued], certificate.id().as_str()));
        }
        Ok(tx)
    }
}

impl Store {
    /// A certificate.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_certificate(&self, id: &CertificateId) -> Result<Certificate, StoreError> {
        self.find_certificate(id).await?.ok_or(StoreError::NotFound { what: "certificate" })
    }

    /// A certificate, if there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_certificate(&self, id: &CertificateId) -> Result<Option<Certificate>, StoreError> {
        self.find(&key::certificate(id)).await?.map(read).transpose()
    }

    /// The certificates of these identifiers that exist, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_certificates(&self, ids: &[CertificateId]) -> Result<Vec<Certificate>, StoreError> {
        let keys: Vec<_> = ids.iter().map(key::certificate).collect();
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }

    /// The certificates of a holder, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_certificates(
        &self,
        of: &AccountId,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Certificate>, StoreError> {
        self.list_by(("holder", "holder", "issued_at"), of, limit, after).await
    }

    /// The public certificates of a holder, newest first. The index holds nothing else, so a person without public
    /// certificates and a person who does not exist cost the same.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_public_certificates(
        &self,
        of: &AccountId,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Certificate>, StoreError> {
        self.list_by(("listed", "listed", "issued_at"), of, limit, after).await
    }

    async fn list_by(
        &self,
        index: (&'static str, &'static str, &'static str),
        of: &AccountId,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Certificate>, StoreError> {
        let partition = format!("ACC#{of}");
        let range = Range {
            table: Table::Registry,
            index: Some(index),
            partition,
            prefix: None,
            up_to: None,
            newest_first: true,
            limit,
            after,
        };
        let page = self.query(range).await?;
        let items = page.items.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: page.next })
    }

    /// Commits a change of a certificate, or its issue, with everything that follows from it.
    ///
    /// # Errors
    /// [`Guard::New`] when it was issued before, [`Guard::Unchanged`] when somebody changed it since it was read,
    /// [`Guard::CodeFree`] when its code is taken, and those of the effects.
    pub async fn commit_certificate(
        &self,
        transition: Transition<Certificate>,
        effects: Effects,
    ) -> Result<Certificate, StoreError> {
        let certificate = transition.after();
        let row = row(certificate)?;
        let head = match transition.before() {
            0 => Tx::new().create(row, Guard::New),
            before => Tx::new().replace(row, before, Guard::Unchanged),
        };
        let tx =
            head.and(audit(&key::certificate(certificate.id()), &transition)?).and(pointer(&transition)?);
        self.run(tx.and(effects.writes(certificate)?)).await?;
        Ok(transition.into_after())
    }
}

/// The pointer from the file that this change stored.
fn pointer(transition: &Transition<Certificate>) -> Result<Tx, StoreError> {
    match (transition.event().what.as_str(), transition.after().pdf()) {
        ("stored", Some(pdf)) => records::file_pointer(pdf, &transition.after().current().code),
        _ => Ok(Tx::new()),
    }
}

/// The audit entry of a change. Its key is the version that the change made: two writers of one version collide.
pub(crate) fn audit<A>(of: &key::Key, transition: &Transition<A>) -> Result<Tx, StoreError> {
    let event = transition.event();
    Ok(Tx::new().create(Row::new(key::audit(of, event.number), "audit", event)?, Guard::NewVersion))
}

impl Cursor {
    /// Where a list of certificates goes on after this one: a page that leaves some out ends anywhere.
    pub fn after(certificate: &Certificate) -> Self {
        let key = key::certificate(certificate.id());
        Self([issued_sort(certificate), key.pk, key.sk].join("~"))
    }
}

/// The sort value of a holder's list: when the first version was issued. The identifier keeps the order total when many
/// are issued in one instant.
fn issued_sort(certificate: &Certificate) -> String {
    let snapshot = certificate.snapshot();
    let first = snapshot.past.first().map_or(&certificate.current().issued_at, |p| &p.version.issued_at);
    format!("{first:.6}#{}", snapshot.id)
}

fn row(certificate: &Certificate) -> Result<Row, StoreError> {
    let snapshot = certificate.snapshot();
    let of = format!("ACC#{}", snapshot.account);
    let row =
        Row::new(key::certificate(certificate.id()), CERTIFICATE, snapshot)?.versioned(snapshot.version);
    let row = row.with("holder", text(&of)).with("issued_at", text(issued_sort(certificate)));
    Ok(if certificate.is_listed() { row.with("listed", text(of)) } else { row })
}

#[expect(clippy::disallowed_methods, reason = "the one place where a row becomes a certificate again")]
pub(crate) fn read(item: Item) -> Result<Certificate, StoreError> {
    let snapshot: Snapshot = body(CERTIFICATE, item)?;
    Certificate::restore(snapshot).map_err(|e| StoreError::inconsistent(CERTIFICATE, "CERT", e))
}

/// A body with an expiry that the engine may use to clean up; readers compare it with the clock themselves.
pub(crate) fn expiring(row: Row, at: jiff::Timestamp) -> Row {
    row.with("expires_at", number(at.as_second()))
}

/// A serialisable body under a key, for rows without an aggregate.
pub(crate) fn plain(key: key::Key, row_type: &'static str, body: &impl Serialize) -> Result<Row, StoreError> {
    Row::new(key, row_type, body)
}
