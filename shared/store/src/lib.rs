//! The three tables. Reads give aggregates, writes take transitions; nothing else touches DynamoDB.
//!
//! The mechanism is here: [`row_type`], [`key`] and [`row`], [`tx`] and [`change`], [`works`] (the outbox), [`limits`],
//! [`answers`] (idempotency), [`house`]. Rows of one line are in its folder: [`people`], [`participation`], [`digital`].

pub mod answers;
pub mod change;
pub mod digital;
pub mod error;
pub mod house;
pub mod key;
pub mod limits;
pub mod participation;
pub mod people;
pub mod row;
pub mod row_type;
pub mod tx;
pub mod works;

pub use change::{Change, Stored};
pub use error::{Guard, StoreError};
pub use participation::imports::Kept;
pub use row_type::RowType;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use error::of_sdk;
use jiff::Timestamp;
use key::{Key, Table};
use platform::aws::Service;
use platform::chance::Chance;
use platform::config::Tables;
use platform::metrics::Meter;
use row::{Item, Row, text};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tx::Tx;

/// How often keys that a throttled table left unread are asked for again.
const UNPROCESSED_TRIES: u32 = 6;

/// The store of a process.
#[derive(Debug, Clone)]
pub struct Store {
    client: Service<Client>,
    tables: Arc<Tables>,
    committed: Arc<Notify>,
    meter: Meter,
    chance: Chance,
}

/// A page of a list, and where the next one begins.
#[derive(Debug)]
pub struct Listed<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// Hand it back to go on; none at the end.
    pub next: Option<Cursor>,
}

/// Something due, and since when it may be done.
#[derive(Debug)]
pub struct Waiting<T> {
    /// What.
    pub what: T,
    /// From when on.
    pub due_at: Timestamp,
}

/// Where a list goes on: opaque, safe in a URL (it holds identifiers and times, never a personal value).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(String);

impl Cursor {
    /// Reads a cursor that a page carried. Nonsense gives the first page.
    pub fn parse(text: &str) -> Option<Self> {
        let known = |c: char| c.is_ascii_alphanumeric() || "#:.-_+~".contains(c);
        let is_key = text.split('~').count() == 3 && text.split('~').all(|part| !part.is_empty());
        (is_key && text.len() <= 300 && text.chars().all(known)).then(|| Self(text.to_owned()))
    }

    /// The cursor as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What to read of a partition.
pub(crate) struct Range<'a> {
    table: Table,
    /// Index name with its two key attributes; none for the table itself.
    index: Option<(&'static str, &'static str, &'static str)>,
    partition: String,
    prefix: Option<&'static str>,
    /// Only sort keys up to this one.
    up_to: Option<&'a str>,
    newest_first: bool,
    keys_only: bool,
    limit: i32,
    after: Option<&'a Cursor>,
}

impl<'a> Range<'a> {
    /// A whole partition, oldest first, at most so many of it.
    pub fn of(table: Table, partition: String, limit: i32) -> Self {
        Self {
            table,
            index: None,
            partition,
            prefix: None,
            up_to: None,
            newest_first: false,
            keys_only: false,
            limit,
            after: None,
        }
    }

    /// Of an index.
    pub fn index(self, index: (&'static str, &'static str, &'static str)) -> Self {
        Self { index: Some(index), ..self }
    }

    /// Only rows of a type.
    pub fn begins(self, row_type: RowType) -> Self {
        Self { prefix: Some(row_type.sort()), ..self }
    }

    /// Only sort keys up to this one.
    pub fn up_to(self, last: &'a str) -> Self {
        Self { up_to: Some(last), ..self }
    }

    /// From the end.
    pub fn newest_first(self) -> Self {
        Self { newest_first: true, ..self }
    }

    /// Only the keys of the rows.
    pub fn keys_only(self) -> Self {
        Self { keys_only: true, ..self }
    }

    /// From where another page ended.
    pub fn after(self, after: Option<&'a Cursor>) -> Self {
        Self { after, ..self }
    }
}

impl Store {
    /// A store over the tables of a deployment; what it commits is counted, and chance says how long a conflict waits.
    pub fn new(client: Service<Client>, tables: Tables, meter: Meter, chance: Chance) -> Self {
        Self { client, tables: Arc::new(tables), committed: Arc::new(Notify::new()), meter, chance }
    }

    /// Is notified after each commit of this process: the local sweep wakes up by it.
    pub fn committed(&self) -> Arc<Notify> {
        self.committed.clone()
    }

    /// Commits a transaction, counts what it did, and wakes the sweep up.
    pub(crate) async fn run(&self, tx: Tx) -> Result<(), StoreError> {
        let measured = tx.measured();
        tx.run(self.client.client(), &self.tables, &self.chance).await?;
        measured.into_iter().for_each(|metric| self.meter.count(metric));
        self.committed.notify_one();
        Ok(())
    }

    /// Reads one item, consistently.
    pub(crate) async fn find(&self, key: &Key) -> Result<Option<Item>, StoreError> {
        let get = self
            .client
            .client()
            .get_item()
            .table_name(key.table.name(&self.tables))
            .set_key(Some(tx::primary(key)));
        Ok(get.consistent_read(true).send().await.map_err(of_sdk)?.item)
    }

    /// Reads many items of one table, consistently, in no order; what is not there is left out. A key that is named twice
    /// is read once: DynamoDB refuses the whole request otherwise.
    pub(crate) async fn find_many(&self, keys: &[Key]) -> Result<Vec<Item>, StoreError> {
        let keys: BTreeMap<(&str, &str), &Key> =
            keys.iter().map(|key| ((key.pk.as_str(), key.sk.as_str()), key)).collect();
        let keys: Vec<&Key> = keys.into_values().collect();
        let mut found = Vec::with_capacity(keys.len());
        for hundred in keys.chunks(100) {
            let Some(first) = hundred.first() else { continue };
            let name = first.table.name(&self.tables).to_owned();
            let mut pending = vec_to_request(&name, hundred.iter().map(|key| tx::primary(key)).collect())?;
            for attempt in 0.. {
                if pending.is_empty() {
                    break;
                }
                if attempt > UNPROCESSED_TRIES {
                    return Err(StoreError::Busy("keys stay unprocessed".into()));
                }
                tokio::time::sleep(Duration::from_millis(if attempt == 0 { 0 } else { 20 << attempt })).await;
                let answer = self
                    .client
                    .client()
                    .batch_get_item()
                    .set_request_items(Some(pending))
                    .send()
                    .await
                    .map_err(of_sdk)?;
                found.extend(answer.responses.unwrap_or_default().into_values().flatten());
                pending = answer.unprocessed_keys.unwrap_or_default();
            }
        }
        Ok(found)
    }

    /// Reads a page of a partition.
    pub(crate) async fn query(&self, range: Range<'_>) -> Result<Listed<Item>, StoreError> {
        let (index, hash, sort) = range.index.map_or((None, "pk", "sk"), |(i, h, s)| (Some(i), h, s));
        let mut query = self
            .client
            .client()
            .query()
            .table_name(range.table.name(&self.tables))
            .set_index_name(index.map(str::to_owned))
            .expression_attribute_names("#hash", hash)
            .expression_attribute_values(":hash", text(&range.partition))
            .scan_index_forward(!range.newest_first)
            .consistent_read(index.is_none())
            .set_projection_expression(range.keys_only.then(|| "pk, sk".to_owned()))
            .limit(range.limit);
        let condition = match (range.prefix, range.up_to) {
            (Some(prefix), _) => {
                query = query
                    .expression_attribute_values(":part", text(prefix))
                    .expression_attribute_names("#sort", sort);
                "#hash = :hash AND begins_with(#sort, :part)"
            }
            (None, Some(last)) => {
                query = query
                    .expression_attribute_values(":part", text(last))
                    .expression_attribute_names("#sort", sort);
                "#hash = :hash AND #sort <= :part"
            }
            (None, None) => "#hash = :hash",
        };
        let start = range.after.and_then(|cursor| start_key(cursor, range.index, &range.partition));
        let answer = query
            .key_condition_expression(condition)
            .set_exclusive_start_key(start)
            .send()
            .await
            .map_err(of_sdk)?;
        let next = answer.last_evaluated_key.as_ref().and_then(|key| cursor(key, sort));
        Ok(Listed { items: answer.items.unwrap_or_default(), next })
    }

    /// Creates one row outside a transaction.
    pub(crate) async fn create(&self, row: Row, guard: Guard) -> Result<(), StoreError> {
        self.run(Tx::new().create(row, guard)).await
    }
}

fn vec_to_request(name: &str, keys: Vec<Item>) -> Result<HashMap<String, KeysAndAttributes>, StoreError> {
    let keys = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(true).build();
    Ok(HashMap::from([(name.to_owned(), keys.map_err(|e| StoreError::Backend(Box::new(e)))?)]))
}

/// A cursor holds the sort value of the index and, in an index, the primary key of the last item.
fn cursor(last: &Item, sort: &str) -> Option<Cursor> {
    let value = |name: &str| last.get(name).and_then(|v: &AttributeValue| v.as_s().ok()).cloned();
    let parts = [value(sort)?, value("pk")?, value("sk")?];
    Some(Cursor(parts.join("~")))
}

fn start_key(cursor: &Cursor, index: Option<(&str, &str, &str)>, partition: &str) -> Option<Item> {
    let parts: Vec<&str> = cursor.0.split('~').collect();
    let [sort, pk, sk] = parts[..] else { return None };
    let mut start = HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]);
    match index {
        Some((_, hash, sort_name)) => {
            start.insert(hash.to_owned(), text(partition));
            start.insert(sort_name.to_owned(), text(sort));
        }
        // A cursor of the table itself must lie in the partition that is read: nobody pages into another's.
        None if pk != partition => return None,
        None => {}
    }
    Some(start)
}
