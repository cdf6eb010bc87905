//! That somebody opened a certificate: its holder, or whoever they gave its link to.

use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::{Store, tx::Tx};
use domain::value::id::CertificateId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

#[derive(Serialize, Deserialize)]
struct Opened {
    certificate: CertificateId,
    at: Timestamp,
}

impl Store {
    /// Records that a certificate was opened; the first time counts.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn mark_opened(&self, id: &CertificateId, at: Timestamp) -> Result<(), StoreError> {
        let row = Row::new(key::opened(id), RowType::Opened, &Opened { certificate: id.clone(), at })?;
        match self.run(Tx::new().create(row, Guard::New)).await {
            Err(error) if error.is(Guard::New) => Ok(()),
            done => done,
        }
    }

    /// When certificates were first opened, of those that were.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_opened(
        &self,
        ids: &[CertificateId],
    ) -> Result<HashMap<CertificateId, Timestamp>, StoreError> {
        let keys: Vec<_> = ids.iter().map(key::opened).collect();
        let read = |item| body::<Opened>(RowType::Opened, item).map(|opened| (opened.certificate, opened.at));
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }
}
