//! Mailboxes that mails came back from, under the keyed hash of their address.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use domain::people::mailbox::Mailbox;
use std::collections::HashSet;

impl Store {
    /// What is known of the mailbox of an address, by its keyed hash. Of most there is nothing to know.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_mailbox(&self, address: &str) -> Result<Mailbox, StoreError> {
        let Some(item) = self.find(&key::mailbox(address)).await? else { return Ok(Mailbox::default()) };
        let mailbox: Mailbox = body(RowType::Mailbox, item)?;
        mailbox
            .checked()
            .map_err(|e| StoreError::inconsistent(RowType::Mailbox.name(), RowType::Mailbox.sort(), e))
    }

    /// Of these addresses, by their keyed hashes, those to which no mail is sent any more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn closed_mailboxes(&self, addresses: &[String]) -> Result<HashSet<String>, StoreError> {
        let keys: Vec<_> = addresses.iter().map(|address| key::mailbox(address)).collect();
        let mut closed = HashSet::new();
        for item in self.find_many(&keys).await? {
            let address =
                item.get("pk").and_then(|pk| pk.as_s().ok()).and_then(|pk| RowType::Mailbox.id_in(pk));
            let address = address.unwrap_or_default().to_owned();
            let mailbox: Mailbox = body(RowType::Mailbox, item)?;
            if mailbox.closed.is_some() {
                closed.insert(address);
            }
        }
        Ok(closed)
    }

    /// Commits a mailbox by itself.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when something was heard of it meanwhile.
    pub async fn commit_mailbox(&self, address: &str, mailbox: &Mailbox) -> Result<(), StoreError> {
        self.run(writes(address, mailbox)?).await
    }
}

/// The write of a mailbox that changed by one.
pub(crate) fn writes(address: &str, mailbox: &Mailbox) -> Result<Tx, StoreError> {
    let row = Row::new(key::mailbox(address), RowType::Mailbox, mailbox)?.versioned(mailbox.version);
    Ok(match mailbox.version {
        1 => Tx::new().create(row, Guard::Unchanged),
        version => Tx::new().replace(row, version - 1, Guard::Unchanged),
    })
}
