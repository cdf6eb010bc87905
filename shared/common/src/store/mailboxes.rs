//! Mailboxes that mails came back from, under the keyed hash of their address.

use crate::store::Store;
use crate::store::error::{Guard, StoreError};
use crate::store::imports::{Count, count};
use crate::store::key;
use crate::store::row::{Row, body};
use crate::store::tx::Tx;
use crate::store::works;
use domain::mailbox::Mailbox;
use domain::work::{self, Work};

const MAILBOX: &str = "mailbox";

impl Store {
    /// What is known of the mailbox of an address, by its keyed hash. Of most there is nothing to know.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_mailbox(&self, address: &str) -> Result<Mailbox, StoreError> {
        let Some(item) = self.find(&key::mailbox(address)).await? else { return Ok(Mailbox::default()) };
        let mailbox: Mailbox = body(MAILBOX, item)?;
        mailbox.checked().map_err(|e| StoreError::inconsistent(MAILBOX, "MAILBOX", e))
    }

    /// Commits what was heard of a mail, and with it the mailbox that it changes.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when something else was heard meanwhile, of the mail or of the mailbox.
    pub async fn commit_news(&self, news: News<'_>) -> Result<(), StoreError> {
        let News { heard, before, after, came_back, mailbox } = news;
        let mut tx = works::news(before, after, heard)?;
        if let (true, Some(import)) = (came_back, &after.import) {
            tx = tx.and(count(import, &[Count::Returned], &key::work(&after.task).pk));
        }
        if let Some((address, mailbox)) = mailbox {
            tx = tx.and(writes(address, mailbox)?);
        }
        self.run(tx).await
    }

    /// Commits a mailbox by itself.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when something was heard of it meanwhile.
    pub async fn commit_mailbox(&self, address: &str, mailbox: &Mailbox) -> Result<(), StoreError> {
        self.run(writes(address, mailbox)?).await
    }
}

/// What was heard of a mail.
#[derive(Debug, Clone, Copy)]
pub struct News<'a> {
    /// The news themselves.
    pub heard: work::News,
    /// The ledger's entry.
    pub before: &'a Work,
    /// The entry after the news.
    pub after: &'a Work,
    /// Whether the mail is now known to have come back, and was not before.
    pub came_back: bool,
    /// The keyed hash of the address and the mailbox after the news, when they change it.
    pub mailbox: Option<(&'a str, &'a Mailbox)>,
}

fn writes(address: &str, mailbox: &Mailbox) -> Result<Tx, StoreError> {
    let row = Row::new(key::mailbox(address), MAILBOX, mailbox)?.versioned(mailbox.version);
    Ok(match mailbox.version {
        1 => Tx::new().create(row, Guard::Unchanged),
        version => Tx::new().replace(row, version - 1, Guard::Unchanged),
    })
}
