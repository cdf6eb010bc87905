//! A chunk of an issue that cannot be issued: it is tried again, later each time, and nothing else is held up.

use crate::participation::organiser::{event, program, upload};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::participation::import::State;
use domain::value::id::ImportId;
use journeys::{Browser, TestApp};
use serde_json::json;
use std::collections::HashMap;

type Row = HashMap<String, AttributeValue>;

fn id(import: &str) -> ImportId {
    import.rsplit('/').next().and_then(|id| ImportId::parse(id).ok()).expect("an identifier")
}

/// Takes the lines of an import's first chunk away, as nothing in the house does.
async fn take_lines(app: &TestApp, import: &str) -> Row {
    let client = app.house.engines.aws().dynamodb;
    let id = id(import);
    let table = app.app.config.tables.registry.clone();
    let (pk, sk) = (AttributeValue::S(format!("IMPORT#{id}")), AttributeValue::S("LINES#000000".to_owned()));
    let read = client.get_item().table_name(&table).key("pk", pk.clone()).key("sk", sk.clone());
    let lines = read.send().await.expect("read").item.unwrap_or_else(|| panic!("no lines of {import}"));
    client.delete_item().table_name(&table).key("pk", pk).key("sk", sk).send().await.expect("deleted");
    lines
}

async fn put_back(app: &TestApp, row: Row) {
    let client = app.house.engines.aws().dynamodb;
    let table = app.app.config.tables.registry.clone();
    client.put_item().table_name(table).set_item(Some(row)).send().await.expect("put back");
}

async fn attempts(organiser: &Browser, app: &TestApp, import: &str) -> (bool, u32) {
    let page = program(organiser).get(import).await.json();
    let stored = app.app.store.get_import(&id(import)).await.expect("the import");
    let State::Issuing { attempts, .. } = stored.snapshot().state else { panic!("not being issued: {page}") };
    (page["failing"] == json!(true), attempts)
}

#[tokio::test]
async fn a_chunk_that_fails_waits_longer_each_time_and_is_issued_once_it_can_be() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Emissão").await;
    let csv = b"Nome;E-mail\nAna Lua;ana@exemplo.com.br\nDavi Reis;davi@exemplo.com.br\n".to_vec();
    let import = upload(&app, &mut organiser, &event, csv).await;
    let lines = take_lines(&app, &import).await;
    let form = organiser.get(&import).await.find_form("/publicar");
    assert!(form.is_none(), "what cannot be shown is not published");
    put_back(&app, lines.clone()).await;
    let form = organiser.get(&import).await.form("/publicar").fill("confirm", "true");
    organiser.submit(form).await;
    take_lines(&app, &import).await;
    app.settle().await;
    assert_eq!(attempts(&organiser, &app, &import).await, (false, 1));
    app.settle().await;
    assert_eq!(attempts(&organiser, &app, &import).await.1, 1, "it is not tried before its time");
    for _ in 0..2 {
        app.advance(61);
        app.settle().await;
    }
    assert_eq!(attempts(&organiser, &app, &import).await, (true, 3));
    assert!(organiser.get(&import).await.text().contains("é tentada de novo a cada minuto"));
    put_back(&app, lines).await;
    app.advance(61);
    app.settle().await;
    let page = program(&organiser).get(&import).await.json();
    assert_eq!((&page["state"], &page["progress"]["mailed"]), (&json!("done"), &json!(2)));
}
