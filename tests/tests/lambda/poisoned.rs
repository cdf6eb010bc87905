//! R10: one record of a batch can never be done.

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
