//! Clears away what has ended, as DynamoDB's time to live and the life cycle of a bucket do: sessions, limits, answers to
//! idempotency keys, and the files of imports.
//!
//! Nothing depends on it: whoever reads an ended row treats it as gone. It is for the room, and for the data that nobody
//! should keep. It walks in small steps with pauses between them, so that nobody waits for it.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::delete_item::DeleteItemError;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use platform::chain;
use platform::clock::Clock;

use crate::buckets::Forgotten;
use crate::engines::{Clients, Stack};
use crate::tables::TableSpec;

/// How long after a round the next one begins.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// How many rows are looked at in one step.
const STEP: i32 = 200;
/// The pause after a step.
const PAUSE: Duration = Duration::from_millis(50);

type Fault = Box<dyn Error + Send + Sync>;

/// The tidying of a house.
#[derive(Debug)]
pub struct Tidy {
    clients: Clients,
    stack: Stack,
}

/// What a round cleared away.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Cleared {
    /// Rows that had ended.
    pub rows: usize,
    /// Objects that were old enough.
    pub objects: usize,
}

impl Tidy {
    /// The tidying of tables and buckets.
    #[must_use]
    pub fn new(clients: Clients, stack: Stack) -> Self {
        Self { clients, stack }
    }

    /// Goes round every hour until the process ends.
    pub async fn run(self, clock: Clock) {
        loop {
            match self.round(clock.now()).await {
                Ok(cleared) => {
                    tracing::info!(cleared.rows, cleared.objects, "what has ended is cleared away")
                }
                Err(error) => {
                    tracing::warn!(error = %chain(&*error), "what has ended stays until the next round")
                }
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Clears away what has ended by `now`.
    ///
    /// # Errors
    /// When a table or bucket cannot be read or written; what was cleared away before stays so.
    pub async fn round(&self, now: Timestamp) -> Result<Cleared, Fault> {
        let mut cleared = Cleared::default();
        for table in &self.stack.tables {
            if let Some(end) = &table.expiry {
                cleared.rows += self.tidy_table(table, end, now).await?;
            }
        }
        for bucket in &self.stack.buckets {
            for rule in &bucket.forgotten {
                cleared.objects += self.tidy_bucket(&bucket.name, rule, now).await?;
            }
        }
        Ok(cleared)
    }

    async fn tidy_table(&self, table: &TableSpec, end: &str, now: Timestamp) -> Result<usize, Fault> {
        let scan = self.clients.dynamodb.scan().table_name(&table.name).limit(STEP);
        let scan = scan.filter_expression("#end <= :now").expression_attribute_names("#end", end);
        let mut pages = scan.expression_attribute_values(":now", second(now)).into_paginator().send();
        let mut cleared = 0;
        while let Some(page) = pages.try_next().await? {
            for row in page.items.unwrap_or_default() {
                cleared += usize::from(self.delete(table, row, end, now).await?);
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(cleared)
    }

    /// Deletes a row unless it was given more time meanwhile.
    async fn delete(
        &self,
        table: &TableSpec,
        mut row: HashMap<String, AttributeValue>,
        end: &str,
        now: Timestamp,
    ) -> Result<bool, Fault> {
        let mut request = self.clients.dynamodb.delete_item().table_name(&table.name);
        for name in std::iter::once(&table.key.hash).chain(&table.key.range) {
            if let Some(value) = row.remove(name) {
                request = request.key(name, value);
            }
        }
        let request = request.condition_expression("#end <= :now").expression_attribute_names("#end", end);
        let answer = request.expression_attribute_values(":now", second(now)).send().await;
        match answer.map_err(SdkError::into_service_error) {
            Ok(_) => Ok(true),
            Err(DeleteItemError::ConditionalCheckFailedException(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    async fn tidy_bucket(&self, bucket: &str, rule: &Forgotten, now: Timestamp) -> Result<usize, Fault> {
        let oldest = now.checked_sub(SignedDuration::from_hours(24 * i64::from(rule.days)))?.as_second();
        let list = self.clients.s3.list_objects_v2().bucket(bucket).prefix(&rule.prefix);
        let mut pages = list.into_paginator().send();
        let mut cleared = 0;
        while let Some(page) = pages.try_next().await? {
            let objects = page.contents().iter();
            let old = objects.filter(|object| object.last_modified().is_some_and(|at| at.secs() <= oldest));
            for key in old.filter_map(|object| object.key()) {
                self.clients.s3.delete_object().bucket(bucket).key(key).send().await?;
                cleared += 1;
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(cleared)
    }
}

fn second(at: Timestamp) -> AttributeValue {
    AttributeValue::N(at.as_second().to_string())
}
