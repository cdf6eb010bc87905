//! R10: one record of a batch can never be done; and what cannot be done now is not taken for that.

use crate::scene::Scene;
use aws_sdk_dynamodb::types::AttributeValue;
use journeys::lambda::keys_of;
use serde_json::json;

#[tokio::test(flavor = "multi_thread")]
async fn one_poisoned_record_holds_nothing_up_and_is_done_once_it_is_mended() {
    let scene = Scene::published(10).await;
    scene.drain("issue-batch").await;
    let records = scene.records("render-pdf").await;
    assert_eq!(records.len(), 10);
    // The body of one row is nonsense.
    let key = keys_of(&records[4]);
    let client = scene.app.house.engines.aws().dynamodb;
    let table = &scene.app.app.config.tables.outbox;
    let of = |name: &str| AttributeValue::S(key[name]["S"].as_str().expect("a key").to_owned());
    let row = client.get_item().table_name(table).key("pk", of("pk")).key("sk", of("sk")).send().await;
    let sound = row.expect("a read").item.expect("the row");
    let mut broken = sound.clone();
    broken.insert("body".to_owned(), AttributeValue::S("nonsense".to_owned()));
    client.put_item().table_name(table).set_item(Some(broken)).send().await.expect("poisoned");
    let answer = scene.lambda.invoke("render-pdf", json!({ "Records": records })).await.answer();
    assert_eq!(
        answer,
        json!({ "batchItemFailures": [{ "itemIdentifier": records[4]["dynamodb"]["SequenceNumber"] }] })
    );
    assert_eq!(
        scene.drain("render-pdf").await,
        1,
        "the poisoned one ends in the dead-letter queue, and no other"
    );
    assert_eq!(scene.records("send-mail").await.len(), 9, "the others are drawn, once");
    assert_eq!(scene.drain("send-mail").await, 0);
    client.put_item().table_name(table).set_item(Some(sound)).send().await.expect("mended");
    scene.finish().await;
    scene.expect_all_issued_once().await;
    println!(
        "R10 a batch of 10 with 1 poisoned record: 9 done, 1 in the dead-letter queue; mended, the sweep finishes it"
    );
}

/// What was put off is in its row: Lambda would hand it in again within seconds, and ring when it gives up.
#[tokio::test(flavor = "multi_thread")]
async fn work_that_was_put_off_is_not_reported() {
    let scene = Scene::published(5).await;
    for step in ["issue-batch", "render-pdf"] {
        scene.drain(step).await;
    }
    scene.app.house.engines.ses_refuse(true);
    let records = scene.records("send-mail").await;
    let answer = scene.lambda.invoke("send-mail", json!({ "Records": records })).await.answer();
    assert_eq!((records.len(), answer), (5, json!({ "batchItemFailures": [] })));
    assert_eq!(scene.due().await, 5, "all are due again");
    assert!(scene.records("send-mail").await.is_empty(), "and not by the stream");
    let log = std::fs::read_to_string(scene.lambda.log("send-mail")).expect("a log");
    let told = log.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"));
    let told: Vec<_> = told.filter(|line| line["records"] == 5).collect();
    assert_eq!((&told[0]["failed"], &told[0]["WorkFailed"]), (&json!(5), &json!(5)), "it is measured");
    scene.app.house.engines.ses_refuse(false);
    scene.finish().await;
    scene.expect_all_issued_once().await;
}
