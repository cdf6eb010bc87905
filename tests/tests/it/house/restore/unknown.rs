//! Rows of a type that this version does not know: a newer version wrote them, or somebody by hand.

use super::{checked, put, put_back, restored, rows};
use crate::participation::issued::{Issued, people};
use crate::participation::organiser::{publish, upload};
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::RowType;
use store::key::Table;

fn strange(pk: &str, sk: &str, name: &str) -> super::Item {
    let text = |value: &str| AttributeValue::S(value.to_owned());
    [("pk", pk), ("sk", sk), ("type", name)].map(|(name, value)| (name.to_owned(), text(value))).into()
}

#[tokio::test]
async fn a_row_of_an_unknown_type_is_not_put_back_and_a_check_counts_it() {
    let mut house = Issued::house().await;
    house.event("Antes", &[]).await;
    let table = house.app.app.config.tables.registry.clone();
    // An aggregate to come, and a row that says it is another type than its key does.
    let unknown = [strange("SLOT#1", "SLOT", "slot"), strange("CERT#1", "CERT", "x509")];
    for row in &unknown {
        put(&house.app, &table, row.clone()).await;
    }
    assert_eq!(checked(&house.app, false).await["unknown_rows"], 2);
    restored(&house.app, &table).await;
    for row in &unknown {
        super::delete(&house.app, &table, row).await;
    }
    for overwrite in [false, true] {
        let event = json!({ "action": "restore_rows", "table": "registry", "overwrite": overwrite });
        let answer = put_back(&house.app, event).await;
        assert_eq!((&answer["refused"], &answer["copied"]), (&json!(2), &json!(0)), "{answer}");
    }
    assert_eq!(checked(&house.app, false).await["unknown_rows"], 0);
}

/// What a whole day writes is on the list of row types, and nothing is on the list that no day writes but what is named here.
#[tokio::test]
async fn every_row_that_is_written_is_of_a_type_of_the_list() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro", &[]).await;
    house.upload(&event, people("Ana Luá")).await;
    house.ana().await;
    house.upload(&event, b"Nome;E-mail\nInez Lopez;ines@exemplo.pt\n".to_vec()).await;
    let corrected = b"Nome;E-mail\nIn\xc3\xaas Lopes;ines@exemplo.pt\n".to_vec();
    let import = upload(&house.app, &mut house.organiser, &event, corrected).await;
    let form = house.organiser.get(&import).await.form("/mesma-pessoa").fill("choice", "same");
    house.organiser.submit(form).await;
    publish(&house.app, &mut house.organiser, &import).await;
    let list = b"Nome;E-mail\nRita Sol;rita@exemplo.pt\nDavi Reis;davi\n".to_vec();
    let import = upload(&house.app, &mut house.organiser, &event, list).await;
    let form = house.organiser.get(&format!("{import}/corrigir?linha=2")).await.form("/corrigir");
    house.organiser.submit(form.fill("cell_0", "Rita do Sol")).await;
    house.app.settle().await;
    let tables = house.app.app.config.tables.clone();
    let mut seen: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for table in [Table::Registry, Table::Outbox, Table::Access] {
        for row in rows(&house.app, table.name(&tables)).await {
            let row_type = RowType::of_item(table, &row).expect("a known type");
            seen.entry(table.name(&tables)).or_default().insert(row_type.name());
        }
    }
    let seen: BTreeSet<&str> = seen.into_values().flatten().collect();
    let never = RowType::ALL.map(RowType::name).into_iter().filter(|name| !seen.contains(name));
    // Nothing came back, nobody was a visitor, every list was understood, nobody opened a PDF, asked for help or for
    // a correction, or looked for somebody in a list, and the issuer has not said how it is reached. Nothing of digital certificates was done.
    let unwritten = [
        "access_pointer",
        "access_request",
        "charge",
        "correction",
        "enrollment",
        "enrollment_pointer",
        "entitlement",
        "entity",
        "issuer_contact",
        "mailbox",
        "opened",
        "order",
        "order_pointer",
        "payment_event",
        "product",
        "remembered",
        "request_draft",
        "search",
        "second_factor",
        "spent_challenge",
        "ticket",
    ];
    assert_eq!(never.collect::<BTreeSet<_>>(), BTreeSet::from(unwritten));
}
