//! The whole registry, in pages of so many rows that are looked at: a page has those of them that are wanted, so it may be
//! empty. For `administer`, never on the path of a request.

use crate::Store;
use crate::change::read;
use crate::error::{StoreError, of_sdk};
use crate::key::{self, Key};
use crate::participation::records;
use crate::row::{Item, text};
use crate::row_type::RowType;
use domain::participation::certificate::Certificate;
use domain::participation::record::Record;
use domain::people::account::Account;
use domain::value::code::VerifyCode;
use domain::value::id::{AccountId, CertificateId};
use std::collections::{BTreeSet, HashMap, HashSet};

/// A page of a walk.
#[derive(Debug)]
pub struct Page<T> {
    /// What is on it.
    pub items: Vec<T>,
    /// Rows among those looked at whose type this version does not know; the log names their kinds.
    pub unknown: u64,
    /// Hand it back to go on; none at the end. It holds identifiers only.
    pub next: Option<String>,
}

impl Store {
    /// Accounts, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn walk_accounts(&self, after: Option<&str>, rows: i32) -> Result<Page<Account>, StoreError> {
        self.walk(RowType::Account, after, rows, read).await
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
        self.walk(RowType::Certificate, after, rows, read).await
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
        self.walk(RowType::Record, after, rows, records::read_with_code).await
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

    /// The rows of a type, and a count of those that are of none: what nobody knows is told of, not passed over.
    async fn walk<T>(
        &self,
        wanted: RowType,
        after: Option<&str>,
        rows: i32,
        read: impl Fn(Item) -> Result<T, StoreError>,
    ) -> Result<Page<T>, StoreError> {
        let names: BTreeSet<_> =
            RowType::ALL.into_iter().filter(|t| t.table() == wanted.table()).map(RowType::name).collect();
        let places: Vec<String> = (0..names.len()).map(|n| format!(":t{n}")).collect();
        let filter =
            format!("#type = :type OR attribute_not_exists(#type) OR NOT (#type IN ({}))", places.join(", "));
        let values = places.iter().cloned().zip(names.into_iter().map(text));
        let scan = self
            .client
            .client()
            .scan()
            .table_name(wanted.table().name(&self.tables))
            .filter_expression(filter)
            .expression_attribute_names("#type", "type")
            .set_expression_attribute_values(Some(
                values.chain([(":type".to_owned(), text(wanted.name()))]).collect(),
            ))
            .set_exclusive_start_key(after.and_then(start))
            .consistent_read(true)
            .limit(rows);
        let answer = scan.send().await.map_err(of_sdk)?;
        let next = answer.last_evaluated_key.as_ref().and_then(end);
        let (mut items, mut unknown) = (Vec::new(), 0);
        for item in answer.items.unwrap_or_default() {
            match RowType::of_item(wanted.table(), &item) {
                Ok(row_type) if row_type == wanted => items.push(read(item)?),
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = %error, "a row was passed over");
                    unknown += 1;
                }
            }
        }
        Ok(Page { items, unknown, next })
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
