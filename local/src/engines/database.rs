//! DynamoDB: dynoxide on one SQLite file, spoken to over its wire protocol on a loopback port.
//!
//! The engine works inside the request handler and one lock serialises it, so it gets a thread and a runtime of its own:
//! a commit that waits for the disk never holds up a worker that answers people. Every commit is flushed (WAL with
//! SQLite's default `synchronous=FULL`); the engine's bulk-load switch, which gives that up, is never used.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::thread::JoinHandle;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
    GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType, Projection, ProjectionType, ScalarAttributeType,
    TableDescription,
};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use super::EngineError;
use crate::tables::{AttributeSpec, IndexSpec, KeySpec, TableSpec};

/// The running engine. Dropped, it finishes the commit at hand, closes the file and ends its thread.
pub(crate) struct Database {
    address: SocketAddr,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Database {
    /// Opens the file, makes it when it is missing, and serves it on a free loopback port.
    pub(crate) async fn start(file: PathBuf) -> Result<Self, EngineError> {
        let (stop, stopped) = oneshot::channel();
        let (ready, started) = oneshot::channel();
        let thread = std::thread::Builder::new().name("database".to_owned());
        let thread = thread.spawn(move || run(file, ready, stopped)).map_err(EngineError::Folder)?;
        let address = started.await.map_err(|_| EngineError::DatabaseStopped)??;
        Ok(Self { address, stop: Some(stop), thread: Some(thread) })
    }

    /// Where the engine listens.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            // An engine that is gone needs no word.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The engine's thread: open, announce, serve until told to stop.
fn run(
    file: PathBuf,
    ready: oneshot::Sender<Result<SocketAddr, EngineError>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return drop(ready.send(Err(EngineError::Folder(error)))),
    };
    runtime.block_on(async move {
        match open(file).await {
            Ok((listener, address, database)) => {
                drop(ready.send(Ok(address)));
                tokio::select! {
                    () = dynoxide::server::serve_on(listener, database) => {}
                    _ = stopped => {}
                }
            }
            Err(error) => drop(ready.send(Err(error))),
        }
    });
    // Dropping the runtime here ends every connection and with the last one closes the file.
}

async fn open(file: PathBuf) -> Result<(TcpListener, SocketAddr, dynoxide::Database), EngineError> {
    let path = file.to_str().ok_or(EngineError::FolderName)?;
    let database = dynoxide::Database::new(path).map_err(|error| EngineError::Database(Box::new(error)))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(EngineError::Port)?;
    let address = listener.local_addr().map_err(EngineError::Port)?;
    Ok((listener, address, database))
}

/// Makes the tables and indexes that are missing. What exists keeps its rows.
///
/// The stream is left out: the engine's stream table grows without bound and slows every write.
pub(crate) async fn create_tables(client: &Client, tables: &[TableSpec]) -> Result<(), EngineError> {
    for table in tables {
        match describe(client, table).await? {
            None => create_table(client, table).await?,
            Some(existing) => add_missing_indexes(client, table, &existing).await?,
        }
    }
    Ok(())
}

/// A table, if it is there. The list is asked first: the engine warns of a table that is asked for and is not, and those
/// would be the first lines that whoever starts a new house sees.
async fn describe(client: &Client, table: &TableSpec) -> Result<Option<TableDescription>, EngineError> {
    let mut names = client.list_tables().into_paginator().items().send();
    while let Some(name) = names.try_next().await.map_err(|error| table_error(table, error))? {
        if name == table.name {
            let answer = client.describe_table().table_name(&table.name).send().await;
            return Ok(answer.map_err(|error| table_error(table, error))?.table);
        }
    }
    Ok(None)
}

async fn create_table(client: &Client, table: &TableSpec) -> Result<(), EngineError> {
    let request = client.create_table().table_name(&table.name).billing_mode(BillingMode::PayPerRequest);
    let request = request
        .set_attribute_definitions(Some(attributes(table)?))
        .set_key_schema(Some(key(table, &table.key)?));
    let indexes =
        table.indexes.iter().map(|index| secondary_index(table, index)).collect::<Result<Vec<_>, _>>()?;
    let request = request.set_global_secondary_indexes((!indexes.is_empty()).then_some(indexes));
    request.send().await.map_err(|error| table_error(table, error))?;
    Ok(())
}

/// Adds the indexes that a newer template brought; the engine fills them from the rows.
async fn add_missing_indexes(
    client: &Client,
    table: &TableSpec,
    existing: &TableDescription,
) -> Result<(), EngineError> {
    let names: Vec<_> =
        existing.global_secondary_indexes().iter().filter_map(|index| index.index_name()).collect();
    for index in table.indexes.iter().filter(|index| !names.contains(&index.name.as_str())) {
        let action = CreateGlobalSecondaryIndexAction::builder()
            .index_name(&index.name)
            .set_key_schema(Some(key(table, &index.key)?))
            .projection(projection(index))
            .build()
            .map_err(|error| table_error(table, error))?;
        let request = client.update_table().table_name(&table.name);
        let request = request.set_attribute_definitions(Some(attributes(table)?));
        let request = request
            .global_secondary_index_updates(GlobalSecondaryIndexUpdate::builder().create(action).build());
        request.send().await.map_err(|error| table_error(table, error))?;
    }
    Ok(())
}

fn attributes(table: &TableSpec) -> Result<Vec<AttributeDefinition>, EngineError> {
    let define = |attribute: &AttributeSpec| {
        let kind = ScalarAttributeType::from(attribute.kind.as_str());
        AttributeDefinition::builder().attribute_name(&attribute.name).attribute_type(kind).build()
    };
    table
        .attributes
        .iter()
        .map(|attribute| define(attribute).map_err(|error| table_error(table, error)))
        .collect()
}

fn key(table: &TableSpec, key: &KeySpec) -> Result<Vec<KeySchemaElement>, EngineError> {
    let parts = std::iter::once((&key.hash, KeyType::Hash))
        .chain(key.range.iter().map(|name| (name, KeyType::Range)));
    parts
        .map(|(name, kind)| KeySchemaElement::builder().attribute_name(name).key_type(kind).build())
        .map(|element| element.map_err(|error| table_error(table, error)))
        .collect()
}

fn secondary_index(table: &TableSpec, index: &IndexSpec) -> Result<GlobalSecondaryIndex, EngineError> {
    GlobalSecondaryIndex::builder()
        .index_name(&index.name)
        .set_key_schema(Some(key(table, &index.key)?))
        .projection(projection(index))
        .build()
        .map_err(|error| table_error(table, error))
}

fn projection(index: &IndexSpec) -> Projection {
    Projection::builder().projection_type(ProjectionType::from(index.projection.as_str())).build()
}

fn table_error(table: &TableSpec, error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::Table { table: table.name.clone(), source: Box::new(error) }
}

#[cfg(test)]
mod tests {
    use aws_sdk_dynamodb::types::AttributeValue;

    use super::*;
    use crate::tables::table_specs;
    use crate::template::TEMPLATE;

    /// A client of an engine on the folder, as `connect` makes it.
    async fn open(dir: &tempfile::TempDir) -> (Database, Client) {
        let database = Database::start(dir.path().join("database.sqlite")).await.unwrap();
        let objects = crate::engines::ObjectStore::open(dir.path().join("objects"), &[]).unwrap().0;
        let clients =
            crate::engines::connect(&database.url(), crate::engines::served(objects), "http://127.0.0.1:1");
        (database, clients.dynamodb)
    }

    #[tokio::test]
    async fn an_index_that_a_newer_template_brings_is_filled_from_the_rows() {
        let dir = tempfile::tempdir().unwrap();
        let newer = table_specs(TEMPLATE).unwrap();
        let mut older = newer.clone();
        older[1].indexes.clear();
        older[1].attributes.retain(|attribute| matches!(attribute.name.as_str(), "pk" | "sk"));

        let text = |value: &str| AttributeValue::S(value.to_owned());
        let (database, client) = open(&dir).await;
        create_tables(&client, &older).await.unwrap();
        let put = client.put_item().table_name(&older[1].name).item("pk", text("mail")).item("sk", text("1"));
        put.item("due_shard", text("7")).item("due_at", text("2026-03-10")).send().await.unwrap();
        drop(database);

        let (_database, client) = open(&dir).await;
        create_tables(&client, &newer).await.unwrap();
        create_tables(&client, &newer).await.unwrap();
        let due = client.query().table_name(&newer[1].name).index_name("due");
        let due = due.key_condition_expression("due_shard = :s").expression_attribute_values(":s", text("7"));
        assert_eq!(due.send().await.unwrap().count(), 1);
    }

    #[tokio::test]
    async fn a_file_that_is_no_database_is_an_error_with_its_cause() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(
            dir.path().join("database.sqlite"),
            "not a database, whatever its name says".repeat(50),
        )
        .unwrap();
        let error = Database::start(dir.path().join("database.sqlite")).await.err().unwrap();
        assert!(matches!(error, EngineError::Database(_)), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
    }
}
