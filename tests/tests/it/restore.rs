//! What an administrator does after a loss: rows come back from a restored table, and a check says what is missing.

use crate::issued::{Issued, people};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use journeys::TestApp;
use serde_json::{Value, json};
use std::collections::HashMap;

type Item = HashMap<String, AttributeValue>;

async fn rows(app: &TestApp, table: &str) -> Vec<Item> {
    let client = app.house.engines.aws().dynamodb;
    let mut pages = client.scan().table_name(table).into_paginator().items().send();
    let mut rows = Vec::new();
    while let Some(row) = pages.next().await {
        rows.push(row.expect("a row"));
    }
    rows
}

fn key(row: &Item) -> Item {
    ["pk", "sk"].map(|name| (name.to_owned(), row[name].clone())).into()
}

/// As the console restores a table: under another name, with the rows of that instant.
pub async fn restored(app: &TestApp, table: &str) -> Vec<Item> {
    let client = app.house.engines.aws().dynamodb;
    let (copy, kept) = (format!("{table}-restored"), rows(app, table).await);
    let mut create = client.create_table().table_name(&copy).billing_mode(BillingMode::PayPerRequest);
    for (name, kind) in [("pk", KeyType::Hash), ("sk", KeyType::Range)] {
        let attribute =
            AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        let schema = KeySchemaElement::builder().attribute_name(name).key_type(kind);
        create = create.attribute_definitions(attribute.build().expect("an attribute"));
        create = create.key_schema(schema.build().expect("a key"));
    }
    create.send().await.expect("a table");
    for row in &kept {
        client.put_item().table_name(&copy).set_item(Some(row.clone())).send().await.expect("a row");
    }
    kept
}

async fn checked(app: &TestApp, repair: bool) -> Value {
    app.administer(json!({ "action": "check", "repair": repair })).await
}

async fn put_back(app: &TestApp, event: Value) -> Value {
    loop {
        let answer = app.administer(event.clone()).await;
        if answer["finished"] == true {
            return answer;
        }
    }
}

#[tokio::test]
async fn rows_that_were_lost_come_back_and_what_happened_since_stays() {
    let mut house = Issued::house().await;
    let event = house.event("Antes", &[]).await;
    let tables = house.app.app.config.tables.clone();
    let kept = restored(&house.app, &tables.registry).await;
    house.upload(&event, people("Ana Luá")).await;
    house.event("Depois", &[]).await;
    assert_eq!(checked(&house.app, false).await["faults"], json!({}));
    let client = house.app.house.engines.aws().dynamodb;
    let lost: Vec<&Item> = kept
        .iter()
        .filter(|row| row["pk"].as_s().is_ok_and(|pk| pk.starts_with("ACC#") || pk.starts_with("CODE#")))
        .collect();
    for row in &lost {
        client
            .delete_item()
            .table_name(&tables.registry)
            .set_key(Some(key(row)))
            .send()
            .await
            .expect("deleted");
    }
    let faults = checked(&house.app, false).await["faults"].clone();
    assert!(faults["account_missing"].is_u64() && faults["record_wrong"].is_u64(), "{faults}");
    let event = json!({ "action": "restore_rows", "table": "registry", "pace": { "pages": 2, "rows": 9 } });
    let answer = put_back(&house.app, event.clone()).await;
    assert_eq!(answer["copied"], lost.len(), "{answer}");
    assert_eq!(put_back(&house.app, event).await["copied"], 0, "done twice");
    let faults = checked(&house.app, false).await["faults"].clone();
    assert_eq!(
        faults,
        json!({ "record_wrong": 1 }),
        "Ana's first version was not replaced yet at that instant"
    );
    assert_eq!(house.ana().await.get("/certificados").await.status, 200);
}

#[tokio::test]
async fn a_registry_that_is_older_than_the_outbox_gets_its_pdfs_drawn_again() {
    let mut house = Issued::house().await;
    let tables = house.app.app.config.tables.clone();
    house.event("Rascunho", &[]).await;
    let event = house.event("Encontro", &[]).await;
    let form = house.organiser.get(&event).await.form("/importacoes");
    let import = house.organiser.submit(form.attach("file", "mais.csv", people("Ana Luá"))).await.path;
    house.app.settle().await;
    // The instant of the restore: Ana's second version is issued, and its PDF not drawn.
    let form = house.organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    for id in run_clock::due(&house.app.app, house.app.app.clock.now()).await.expect("due").imports {
        issue_batch::handle(house.app.app.clone(), id).await.expect("issued");
    }
    let kept = restored(&house.app, &tables.registry).await;
    house.app.settle().await;
    let mails = house.app.mails().len();
    let client = house.app.house.engines.aws().dynamodb;
    let now = rows(&house.app, &tables.registry).await;
    for row in now.iter().filter(|row| !kept.iter().any(|k| key(k) == key(row))) {
        client
            .delete_item()
            .table_name(&tables.registry)
            .set_key(Some(key(row)))
            .send()
            .await
            .expect("deleted");
    }
    put_back(&house.app, json!({ "action": "restore_rows", "table": "registry", "overwrite": true })).await;
    house.app.settle().await;
    let found = checked(&house.app, false).await;
    assert_eq!(found["faults"], json!({ "nobody_draws": 1 }), "the outbox says that it was drawn: {found}");
    assert_eq!(checked(&house.app, true).await["repaired"], 1);
    house.app.settle().await;
    let found = checked(&house.app, false).await;
    assert_eq!((&found["faults"], &found["certificates"]), (&json!({}), &json!(4)), "{found}");
    assert_eq!(house.app.mails().len(), mails + 1, "its mail goes out once more");
}

#[tokio::test]
async fn a_registry_that_is_younger_than_the_outbox_needs_nothing() {
    let mut house = Issued::house().await;
    house.event("Encontro", &[]).await;
    let tables = house.app.app.config.tables.clone();
    let client = house.app.house.engines.aws().dynamodb;
    for row in rows(&house.app, &tables.outbox).await {
        client
            .delete_item()
            .table_name(&tables.outbox)
            .set_key(Some(key(&row)))
            .send()
            .await
            .expect("deleted");
    }
    house.app.settle().await;
    assert_eq!(checked(&house.app, true).await["faults"], json!({}));
    assert_eq!(house.ana().await.get("/certificados").await.status, 200);
}
