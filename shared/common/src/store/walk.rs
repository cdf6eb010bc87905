//! The whole registry, in pages of so many rows that are looked at: a page has those of them that are wanted, so it may be
//! empty. For `administer`, never on the path of a request.

use crate::store::accounts;
use crate::store::error::{StoreError, of_sdk};
use crate::store::key::{self, Key, Table};
use crate::store::row::{Item, text};
use crate::store::{Store, certificates, records};
use domain::account::Account;
use domain::certificate::Certificate;
use domain::code::VerifyCode;
use domain::id::{AccountId, CertificateId};
use domain::record::Record;
use std::collections::{HashMap, HashSet};

/// A page of a walk.
#[derive(Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Hand it back to go on; none at the end. It holds identifiers only.
    pub next: Option<String>,
}

impl Store {
    /// Accounts, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn walk_accounts(&self, after: Option<&str>, rows: i32) -> Result<Page<Account>, StoreError> {
        self.walk(accounts::ACCOUNT, after, rows, accounts::read).await
    }

    /// Certificates, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn walk_certificates(
        &self,
        after: Option<&str>,
        rows: i32,
    ) -> Result<Page<Certificate>, StoreError> {
        self.walk(certificates::CERTIFICATE, after, rows, certificates::read).await
    }

    /// Records under their codes, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn walk_records(
        &self,
        after: Option<&str>,
        rows: i32,
    ) -> Result<Page<(VerifyCode, Record)>, StoreError> {
        self.walk(records::RECORD, after, rows, records::read_with_code).await
    }

    /// Which of these certificates have an audit entry of the version that their next change would make.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_certificates_behind(
        &self,
        certificates: &[Certificate],
    ) -> Result<Vec<CertificateId>, StoreError> {
        let of = |c: &Certificate| (key::certificate(c.id()), c.snapshot().version);
        let behind = self.find_behind(certificates.iter().map(of)).await?;
        Ok(certificates
            .iter()
            .map(Certificate::id)
            .filter(|id| behind.contains(&key::certificate(id).pk))
            .cloned()
            .collect())
    }

    /// Which of these accounts have an audit entry of the version that their next change would make.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_accounts_behind(&self, accounts: &[Account]) -> Result<Vec<AccountId>, StoreError> {
        let of = |a: &Account| (key::account(a.id()), a.snapshot().version);
        let behind = self.find_behind(accounts.iter().map(of)).await?;
        Ok(accounts
            .iter()
            .map(Account::id)
            .filter(|id| behind.contains(&key::account(id).pk))
            .cloned()
            .collect())
    }

    /// The partitions of the aggregates of these versions whose audit trail goes on.
    async fn find_behind(&self, of: impl Iterator<Item = (Key, u64)>) -> Result<HashSet<String>, StoreError> {
        let next: Vec<Key> = of.map(|(key, version)| key::audit(&key, version + 1)).collect();
        let found = self.find_many(&next).await?;
        Ok(found.iter().filter_map(|item| item.get("pk")?.as_s().ok().cloned()).collect())
    }

    async fn walk<T>(
        &self,
        row_type: &'static str,
        after: Option<&str>,
        rows: i32,
        read: impl Fn(Item) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let scan = self
            .client
            .client()
            .scan()
            .table_name(Table::Registry.name(&self.tables))
            .filter_expression("#type = :type")
            .expression_attribute_names("#type", "type")
            .expression_attribute_values(":type", text(row_type))
            .set_exclusive_start_key(after.and_then(start))
            .consistent_read(true)
            .limit(rows);
        let answer = scan.send().await.map_err(of_sdk)?;
        let next = answer.last_evaluated_key.as_ref().and_then(end);
        let items = answer.items.unwrap_or_default().into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page { items, next })
    }
}

/// Where a page ended: partition and sort key. No key has a line break.
pub(crate) fn end(last: &Item) -> Option<String> {
    let value = |name: &str| last.get(name)?.as_s().ok();
    Some(format!("{}\n{}", value("pk")?, value("sk")?))
}

/// Where a page goes on.
pub(crate) fn start(after: &str) -> Option<Item> {
    let (pk, sk) = after.split_once('\n')?;
    Some(HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]))
}
