//! The tables that the template names, made where they are missing.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::{
    AttributeDefinition, BillingMode, CreateGlobalSecondaryIndexAction, GlobalSecondaryIndex,
    GlobalSecondaryIndexUpdate, KeySchemaElement, KeyType, Projection, ProjectionType, ScalarAttributeType,
    TableDescription,
};

use crate::engines::EngineError;
use crate::tables::{AttributeSpec, IndexSpec, KeySpec, TableSpec};

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
    use crate::engines::database::{Database, client};
    use crate::tables::table_specs;
    use crate::template::TEMPLATE;

    /// A client of an engine on the folder, as the house makes it.
    fn open(dir: &tempfile::TempDir) -> (Database, Client) {
        let database = Database::start(dir.path().join("database.sqlite")).unwrap();
        let client = client(&database);
        (database, client)
    }

    #[tokio::test]
    async fn an_index_that_a_newer_template_brings_is_filled_from_the_rows() {
        let dir = tempfile::tempdir().unwrap();
        let newer = table_specs(TEMPLATE).unwrap();
        let mut older = newer.clone();
        older[1].indexes.clear();
        older[1].attributes.retain(|attribute| matches!(attribute.name.as_str(), "pk" | "sk"));

        let text = |value: &str| AttributeValue::S(value.to_owned());
        let (database, client) = open(&dir);
        create_tables(&client, &older).await.unwrap();
        let put = client.put_item().table_name(&older[1].name).item("pk", text("mail")).item("sk", text("1"));
        put.item("due_shard", text("7")).item("due_at", text("2026-03-10")).send().await.unwrap();
        drop(database);

        let (_database, client) = open(&dir);
        create_tables(&client, &newer).await.unwrap();
        create_tables(&client, &newer).await.unwrap();
        let due = client.query().table_name(&newer[1].name).index_name("due");
        let due = due.key_condition_expression("due_shard = :s").expression_attribute_values(":s", text("7"));
        assert_eq!(due.send().await.unwrap().count(), 1);
    }
}
