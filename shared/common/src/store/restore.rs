//! Rows of a restored table, copied back. A table is restored under another name: `<table>-restored`.

use crate::store::Store;
use crate::store::error::{StoreError, of_sdk};
use crate::store::key::Table;
use crate::store::row::Item;
use crate::store::walk::{end, start};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use futures::stream::{self, StreamExt, TryStreamExt};

/// Rows that are written at once.
const AT_ONCE: usize = 32;

/// What became of a page of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Rows that were written.
    pub copied: u64,
    /// Rows that were there, and stay as they are.
    pub left: u64,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl Store {
    /// Copies a page of the restored table back: rows that are gone, or all of them as they were. Done twice, it does the
    /// same.
    ///
    /// # Errors
    /// When there is no restored table, or the store fails.
    pub async fn copy_restored(
        &self,
        table: Table,
        after: Option<&str>,
        rows: i32,
        overwrite: bool,
    ) -> Result<Copied, StoreError> {
        let from = format!("{}-restored", table.name(&self.tables));
        let scan = self
            .client
            .client()
            .scan()
            .table_name(from)
            .set_exclusive_start_key(after.and_then(start))
            .limit(rows);
        let answer = scan.send().await.map_err(of_sdk)?;
        let next = answer.last_evaluated_key.as_ref().and_then(end);
        let items = answer.items.unwrap_or_default();
        let seen = items.len() as u64;
        let copied = stream::iter(items)
            .map(|item| self.put_back(table, item, overwrite))
            .buffer_unordered(AT_ONCE)
            .try_fold(0, |sum, written| async move { Ok(sum + u64::from(written)) })
            .await?;
        self.committed.notify_one();
        Ok(Copied { copied, left: seen - copied, next })
    }

    /// Writes one row; `false` when it is there and stays.
    async fn put_back(&self, table: Table, item: Item, overwrite: bool) -> Result<bool, StoreError> {
        let put = self.client.client().put_item().table_name(table.name(&self.tables)).set_item(Some(item));
        let put = if overwrite { put } else { put.condition_expression("attribute_not_exists(pk)") };
        match put.send().await {
            Ok(_) => Ok(true),
            Err(error) if error.code() == Some("ConditionalCheckFailedException") => Ok(false),
            Err(error) => Err(of_sdk(error)),
        }
    }
}
