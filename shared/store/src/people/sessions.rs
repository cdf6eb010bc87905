//! Sessions: one row each, under their account, so that all of one account can be ended at once.

use crate::error::{Guard, StoreError, of_sdk};
use crate::key::{self, Table};
use crate::row::{Item, Row, body, number, text};
use crate::row_type::RowType;
use crate::tx::{Tx, primary};
use crate::{Range, Store};
use domain::role::Roles;
use domain::value::id::AccountId;
use domain::value::name::PersonName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a session knows, so that a request needs one read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionRow {
    /// Who signed in.
    pub account: AccountId,
    /// Their name, for the page's head.
    pub name: PersonName,
    /// What they may do beside holding certificates.
    #[serde(flatten)]
    pub roles: Roles,
    /// Whether they came in with an initial password and must choose their own before anything else.
    pub must_choose_password: bool,
    /// Whether the code of a first sign-in must be typed before anything else. Not so in sessions of before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub must_confirm: bool,
    /// The account's address when it began, as a keyed hash: who was mailed the initial password. None in sessions of before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached_at: Option<String>,
    /// When the second factor was proved in it; none, where it was not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proved_at: Option<Timestamp>,
    /// When they signed in.
    pub signed_in_at: Timestamp,
    /// The end, whatever happens.
    pub ends_at: Timestamp,
}

impl SessionRow {
    /// Whether its person may go on: nothing has to be chosen or typed before anything else.
    pub fn is_settled(&self) -> bool {
        !self.must_choose_password && !self.must_confirm
    }

    /// Whether the second factor is still to be proved, or set up: until then it opens no more than a holder's pages.
    pub fn awaits_second_factor(&self) -> bool {
        self.roles.need_second_factor() && self.proved_at.is_none()
    }
}

/// The attribute with a name that the person got since they signed in. It lies beside the body, so that whoever issues may
/// write it and nothing else of a session.
const NAME: &str = "name";

fn read(item: Item) -> Result<SessionRow, StoreError> {
    let given = item.get(NAME).and_then(|name| name.as_s().ok()).map(|name| PersonName::parse(name));
    let session: SessionRow = body(RowType::Session, item)?;
    Ok(match given {
        Some(Ok(name)) => SessionRow { name, ..session },
        _ => session,
    })
}

impl Store {
    /// Creates a session under the SHA-256 of its identifier.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn create_session(&self, hash: &str, session: &SessionRow) -> Result<(), StoreError> {
        let row = Row::new(key::session(&session.account, hash), RowType::Session, session)?;
        self.create(row.expiring(session.ends_at), Guard::New).await
    }

    /// A session that has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_session(
        &self,
        account: &AccountId,
        hash: &str,
        now: Timestamp,
    ) -> Result<Option<SessionRow>, StoreError> {
        let found = self.find(&key::session(account, hash)).await?;
        let session = found.map(read).transpose()?;
        Ok(session.filter(|s| now < s.ends_at))
    }

    /// Ends one session.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_session(&self, account: &AccountId, hash: &str) -> Result<(), StoreError> {
        self.run(Tx::new().delete(key::session(account, hash))).await
    }

    /// Ends all sessions of an account, but for one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn end_sessions(&self, account: &AccountId, but: Option<&str>) -> Result<(), StoreError> {
        loop {
            let partition = RowType::Session.partition(account);
            let rows = self.query(Range::of(Table::Access, partition, 90)).await?.items;
            let hashes: Vec<String> = rows
                .iter()
                .filter_map(|r| r.get("sk")?.as_s().ok().cloned())
                .filter(|h| Some(h.as_str()) != but)
                .collect();
            if hashes.is_empty() {
                return Ok(());
            }
            let tx = hashes.iter().fold(Tx::new(), |tx, hash| tx.delete(key::session(account, hash)));
            self.run(tx).await?;
        }
    }

    /// Gives the sessions of an account another name, for the head of their pages. One that has ended meanwhile stays ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn rename_sessions(&self, account: &AccountId, name: &PersonName) -> Result<(), StoreError> {
        let partition = RowType::Session.partition(account);
        let mut after = None;
        loop {
            let range = Range::of(Table::Access, partition.clone(), 90).after(after.as_ref());
            let page = self.query(range).await?;
            for hash in page.items.iter().filter_map(|row| row.get("sk")?.as_s().ok()) {
                self.rename_session(&key::session(account, hash), name).await?;
            }
            after = page.next;
            if after.is_none() {
                return Ok(());
            }
        }
    }

    async fn rename_session(&self, at: &key::Key, name: &PersonName) -> Result<(), StoreError> {
        let sent = self
            .client
            .client()
            .update_item()
            .table_name(at.table.name(&self.tables))
            .set_key(Some(primary(at)))
            .update_expression("SET #name = :name")
            .condition_expression("attribute_exists(pk)")
            .expression_attribute_names("#name", NAME)
            .expression_attribute_values(":name", text(name.as_str()))
            .send()
            .await;
        match sent {
            Err(e) if e.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) => {
                Ok(())
            }
            done => done.map(drop).map_err(of_sdk),
        }
    }

    /// Marks a proof of work as used: true the first time.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn spend_challenge(&self, hash: &str, until: Timestamp) -> Result<bool, StoreError> {
        let row = Row::new(key::spent_challenge(hash), RowType::SpentChallenge, &())?;
        match self.create(row.expiring(until), Guard::FirstTime).await {
            Ok(()) => Ok(true),
            Err(error) if error.is(Guard::FirstTime) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// One more in a window, unless it is full: the count is raised by one conditional write.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn count_up(
        &self,
        at: &key::Key,
        limit: u32,
        expires_at: Timestamp,
    ) -> Result<bool, StoreError> {
        let sent = self
            .client
            .client()
            .update_item()
            .table_name(at.table.name(&self.tables))
            .set_key(Some(primary(at)))
            .update_expression("ADD n :one SET expires_at = :end")
            .condition_expression("attribute_not_exists(n) OR n < :limit")
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":limit", number(limit))
            .expression_attribute_values(":end", number(expires_at.as_second()))
            .send()
            .await;
        match sent {
            Ok(_) => Ok(true),
            Err(e) if e.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) => {
                Ok(false)
            }
            Err(e) => Err(of_sdk(e)),
        }
    }

    /// One less in a counter that is above nothing.
    pub(crate) async fn count_down(&self, at: &key::Key) -> Result<(), StoreError> {
        let sent = self
            .client
            .client()
            .update_item()
            .table_name(at.table.name(&self.tables))
            .set_key(Some(primary(at)))
            .update_expression("ADD n :less")
            .condition_expression("n > :nothing")
            .expression_attribute_values(":less", number(-1))
            .expression_attribute_values(":nothing", number(0))
            .send()
            .await;
        match sent {
            Err(e) if e.as_service_error().is_some_and(|e| e.is_conditional_check_failed_exception()) => {
                Ok(())
            }
            done => done.map(drop).map_err(of_sdk),
        }
    }
}
