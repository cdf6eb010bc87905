//! How an issuer is reached: a row of its own beside the issuer, because the name is the administrator's and this is what the
//! issuer's organisers change.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use domain::participation::contact::Contact;
use domain::value::id::{EventId, IssuerId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};

/// How an issuer is reached, as it is stored. Most issuers of before have no such row: that is version 0, without a contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerContact {
    /// The contact; none, when the issuer took it away.
    #[serde(default)]
    pub contact: Option<Contact>,
    /// When it changed last.
    #[serde(default)]
    pub changed_at: Timestamp,
    /// Number of changes so far.
    pub version: u64,
}

impl IssuerContact {
    /// The row after somebody wrote another contact.
    pub fn after(self, contact: Option<Contact>, at: Timestamp) -> Self {
        Self { contact, changed_at: at, version: self.version + 1 }
    }
}

impl Store {
    /// How an issuer is reached.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_contact(&self, of: &IssuerId) -> Result<IssuerContact, StoreError> {
        let found = self.find(&key::contact(of)).await?;
        Ok(found.map(|item| body(RowType::Contact, item)).transpose()?.unwrap_or_default())
    }

    /// Writes how an issuer is reached.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when somebody else wrote meanwhile.
    pub async fn commit_contact(&self, of: &IssuerId, contact: &IssuerContact) -> Result<(), StoreError> {
        let row = Row::new(key::contact(of), RowType::Contact, contact)?.versioned(contact.version);
        self.run(match contact.version {
            1 => Tx::new().create(row, Guard::Unchanged),
            version => Tx::new().replace(row, version - 1, Guard::Unchanged),
        })
        .await
    }

    /// How the issuers of events are reached, of those that are reached at all: two reads, however many events.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn contacts_of_events(
        &self,
        events: &[EventId],
    ) -> Result<HashMap<EventId, Contact>, StoreError> {
        let issuers: HashMap<EventId, IssuerId> = self
            .find_events(events)
            .await?
            .into_iter()
            .map(|e| (e.id().clone(), e.snapshot().issuer.clone()))
            .collect();
        let keys: HashSet<&IssuerId> = issuers.values().collect();
        let mut contacts = HashMap::new();
        for item in self.find_many(&keys.into_iter().map(key::contact).collect::<Vec<_>>()).await? {
            let pk = item.get("pk").and_then(|pk| pk.as_s().ok()).and_then(|pk| RowType::Contact.id_in(pk));
            let issuer = pk.and_then(|id| IssuerId::parse(id).ok());
            let row: IssuerContact = body(RowType::Contact, item)?;
            contacts.extend(issuer.zip(row.contact));
        }
        let of = |(event, issuer): (EventId, IssuerId)| Some((event, contacts.get(&issuer)?.clone()));
        Ok(issuers.into_iter().filter_map(of).collect())
    }
}
