//! Certificates: every change with its audit entry, its records and the work that follows from it.

use crate::change::{Change, Stored, read};
use crate::error::StoreError;
use crate::key::{self, Key, Table};
use crate::participation::progress::{self, Count};
use crate::participation::records;
use crate::row::{Row, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Cursor, Listed, Range, Store};
use domain::participation::certificate::{Certificate, Happened};
use domain::participation::record::Printed;
use domain::transition::Transition;
use domain::value::id::{AccountId, CertificateId, ImportId};
use platform::metrics::Metric;

/// What goes with a change of a certificate.
impl Change<Certificate> {
    /// What the new version prints: for an issue or a reissue.
    pub fn printing(self, printed: &Printed) -> Self {
        let records = records::writes(self.after(), Some(printed));
        self.with_more(records.map(|tx| tx.measure(Metric::CertificatesIssued)))
    }

    /// The import whose progress this issue counts for.
    pub fn counting(self, import: &ImportId) -> Self {
        let counted = progress::count(import, &[Count::Issued], self.after().id().as_str());
        self.with(Ok(counted))
    }
}

impl Stored for Certificate {
    const TYPE: RowType = RowType::Certificate;

    fn key(&self) -> Key {
        key::certificate(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let certificate = transition.after();
        let of = key::holder(&certificate.snapshot().account);
        let row = certificate.bare_row()?.with("issued_at", text(issued_sort(certificate)));
        // What stands apart from its account is in no list of it.
        let row = if certificate.is_in_account() { row.with("holder", text(&of)) } else { row };
        Ok(if certificate.is_listed() { row.with("listed", text(of)) } else { row })
    }

    /// An earlier version would take what stands apart into its account, and lose that a version was revoked; a later one
    /// would lose that a version corrects the one before, and which request asked for it.
    fn shape(&self) -> u8 {
        let snapshot = self.snapshot();
        let was_revoked = snapshot.past.iter().any(|past| past.revoked.is_some());
        let is_corrected =
            snapshot.past.iter().map(|past| &past.version).chain([self.current()]).any(|v| v.corrects);
        match (is_corrected || snapshot.correction.is_some(), self.is_in_account() && !was_revoked) {
            (true, _) => 3,
            (false, false) => 2,
            (false, true) => 1,
        }
    }

    /// A version has a record of what it prints.
    fn needs_more(transition: &Transition<Self>) -> bool {
        is_a_version(*transition.happened())
    }

    /// The records of all its versions stay true; a stored file leads to its code.
    fn beside(transition: &Transition<Self>) -> Result<Tx, StoreError> {
        let certificate = transition.after();
        match (transition.happened(), certificate.pdf()) {
            (happened, _) if is_a_version(*happened) => Ok(Tx::new()),
            (Happened::Stored, Some(pdf)) => {
                let pointer = records::file_pointer(pdf, &certificate.current().code)?;
                Ok(pointer.and(records::writes(certificate, None)?))
            }
            _ => records::writes(certificate, None),
        }
    }
}

/// Whether something that happened made a version, which has a record of what it prints.
fn is_a_version(happened: Happened) -> bool {
    use Happened as H;
    matches!(happened, H::Issued | H::Reissued | H::IssuedAgain | H::Respelled | H::Corrected)
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
        let range = Range::of(Table::Registry, key::holder(of), limit);
        let page = self.query(range.index(index).newest_first().after(after)).await?;
        let items = page.items.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: page.next })
    }
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
