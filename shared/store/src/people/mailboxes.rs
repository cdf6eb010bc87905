//! Mailboxes that mails came back from, under the keyed hash of their address.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use domain::people::mailbox::Mailbox;

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
