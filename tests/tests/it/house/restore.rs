//! What an administrator does after a loss: rows come back from a restored table, and a check says what is missing.

mod lists;
mod since;
mod unknown;

use crate::participation::issued::{ANA_CPF, ANA_EMAIL, DAVI_EMAIL, Issued, only_card, people, text};
use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType, ScalarAttributeType,
};
use journeys::TestApp;
use serde_json::{Value, json};
use std::collections::HashMap;

type Item = HashMap<String, AttributeValue>;

pub async fn rows(app: &TestApp, table: &str) -> Vec<Item> {
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

async fn delete(app: &TestApp, table: &str, row: &Item) {
    let client = app.house.engines.aws().dynamodb;
    client.delete_item().table_name(table).set_key(Some(key(row))).send().await.expect("deleted");
}

async fn put(app: &TestApp, table: &str, row: Item) {
    let client = app.house.engines.aws().dynamodb;
    client.put_item().table_name(table).set_item(Some(row)).send().await.expect("written");
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
    let lost: Vec<&Item> = kept
        .iter()
        .filter(|row| row["pk"].as_s().is_ok_and(|pk| pk.starts_with("ACC#") || pk.starts_with("CODE#")))
        .collect();
    for row in &lost {
        delete(&house.app, &tables.registry, row).await;
    }
    let faults = checked(&house.app, false).await["faults"].clone();
    assert!(faults["account_missing"].is_u64() && faults["record_wrong"].is_u64(), "{faults}");
    let event = json!({ "action": "restore_rows", "table": "registry", "pace": { "pages": 2, "rows": 9 } });
    let answer = put_back(&house.app, event.clone()).await;
    assert_eq!(answer["copied"], lost.len(), "{answer}");
    assert_eq!(put_back(&house.app, event).await["copied"], 0, "done twice");
    let faults = checked(&house.app, false).await["faults"].clone();
    assert_eq!(faults, json!({}), "Ana's first version, which was not replaced yet at that instant, is now");
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
    restored(&house.app, &tables.registry).await;
    house.app.settle().await;
    let mails = house.app.mails().len();
    // What is newer stays after a restore: the audit trail does here.
    for row in rows(&house.app, &tables.registry).await {
        let (pk, sk) = (row["pk"].as_s().expect("text"), row["sk"].as_s().expect("text"));
        if sk == "CERT" || pk.starts_with("CODE#") {
            delete(&house.app, &tables.registry, &row).await;
        }
    }
    put_back(&house.app, json!({ "action": "restore_rows", "table": "registry" })).await;
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
    for row in rows(&house.app, &tables.outbox).await {
        delete(&house.app, &tables.outbox, &row).await;
    }
    house.app.settle().await;
    assert_eq!(checked(&house.app, true).await["faults"], json!({}));
    assert_eq!(house.ana().await.get("/certificados").await.status, 200);
}

#[tokio::test]
async fn what_was_changed_becomes_what_it_was_and_can_be_changed_again() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    let (mut ana, davi) = (house.ana().await, house.davi().await);
    let table = house.app.app.config.tables.registry.clone();
    let kept = restored(&house.app, &table).await;
    let id = text(&only_card(&davi).await, "id").to_owned();
    house.revoke(&id, "Engano na lista").await;
    let form = ana.get("/certificados").await.form("/publico");
    ana.submit(form).await;
    house.upload(&event, people("Ana Luá")).await;
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar").fill("title", "Outro");
    house.organiser.submit(form).await;
    let overwrite = json!({ "action": "restore_rows", "table": "registry", "overwrite": true });
    put_back(&house.app, overwrite.clone()).await;
    assert_eq!(checked(&house.app, false).await["faults"], json!({}));
    assert_eq!(only_card(&davi).await["status"], "ready", "the revocation is gone");
    let version = text(&only_card(&ana).await, "verify_path").to_owned();
    assert!(ana.get(&version).await.text().contains("Ana Luá"), "and what was issued since stays");
    assert_eq!(put_back(&house.app, overwrite.clone()).await["copied"], 0, "done twice");
    house.revoke(&id, "Agora sim").await;
    let form =
        house.organiser.get(&format!("{event}/editar")).await.form("/editar").fill("title", "Terceiro");
    assert!(house.organiser.submit(form).await.status.is_success());
    house.upload(&event, people("Ana Luz")).await;
    assert_eq!(checked(&house.app, false).await["faults"], json!({}));
    // By hand, as nothing of ours does: the audit entries of its later versions stay.
    for row in kept.into_iter().filter(|row| row["pk"].as_s().is_ok_and(|pk| *pk == format!("CERT#{id}"))) {
        put(&house.app, &table, row).await;
    }
    assert_eq!(checked(&house.app, false).await["faults"]["audit_newer"], 1);
    put_back(&house.app, overwrite).await;
    assert_eq!(checked(&house.app, false).await["faults"], json!({}));
}

#[tokio::test]
async fn an_address_that_was_corrected_finds_nobody_after_a_restore() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    // Somebody else who really has that address.
    house.upload(&event, format!("Nome;E-mail;CPF\nEva Lua;{ANA_EMAIL};529.982.247-25\n").into_bytes()).await;
    let table = house.app.app.config.tables.registry.clone();
    let kept = restored(&house.app, &table).await;
    let other = "ana.certa@exemplo.com.br";
    let correct = json!({ "action": "correct_email", "cpf": ANA_CPF, "email": other });
    house.app.administer(correct.clone()).await;
    house.app.settle().await;
    let before: Vec<String> = house.app.mails_to(ANA_EMAIL).into_iter().map(|mail| mail.text).collect();
    let restore = json!({ "action": "restore_rows", "table": "registry" });
    assert_eq!(put_back(&house.app, restore).await["copied"], 0, "what was forgotten stays forgotten");
    // Even when the pointer were there, it is the account that says whose it is.
    let addresses = kept.into_iter().filter(|row| row["type"] == AttributeValue::S("account_pointer".into()));
    for row in addresses {
        put(&house.app, &table, row).await;
    }
    for email in [ANA_EMAIL, DAVI_EMAIL] {
        let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", email);
        house.app.browser().submit(form).await;
    }
    house.app.settle().await;
    let mails = house.app.mails_to(ANA_EMAIL);
    let texts: Vec<&String> =
        mails.iter().map(|mail| &mail.text).filter(|text| !before.contains(text)).collect();
    assert!(texts.len() == 1 && texts[0].contains("Eva"), "the way in of who has the address: {texts:?}");
    assert!(!texts[0].contains("Ana"), "and of nobody else: {texts:?}");
    assert!(house.app.mails_to(DAVI_EMAIL).iter().any(|mail| mail.subject.contains("O seu acesso")));
    let overwrite = json!({ "action": "restore_rows", "table": "registry", "overwrite": true });
    put_back(&house.app, overwrite).await;
    assert_eq!(house.app.administer(correct).await["done"], "email_corrected", "it can be corrected again");
}
