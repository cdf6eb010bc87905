//! What has ended is cleared away, and nothing else is.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::{SignedDuration, Timestamp};
use local::engines::Engines;
use local::tidy::{Cleared, Tidy};

use crate::fresh;

/// Any moment would do for the rows; files have the time at which they are written.
fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

async fn put(engines: &Engines, table: &str, sk: &str, end: Option<i64>) {
    let put = engines.aws().dynamodb.put_item().table_name(engines.stack().table(table).unwrap());
    let put = put.item("pk", AttributeValue::S("a".to_owned())).item("sk", AttributeValue::S(sk.to_owned()));
    let end = end.map(|end| AttributeValue::N(end.to_string()));
    let put = end.into_iter().fold(put, |put, end| put.item("expires_at", end));
    put.send().await.unwrap();
}

async fn count(engines: &Engines, table: &str) -> i32 {
    let scan = engines.aws().dynamodb.scan().table_name(engines.stack().table(table).unwrap());
    scan.send().await.unwrap().count()
}

#[tokio::test]
async fn rows_that_have_ended_are_gone_and_the_others_stay() {
    let (_dir, engines) = fresh().await;
    let tidy = Tidy::new(engines.aws(), engines.stack().clone());
    for table in ["RegistryTable", "OutboxTable", "AccessTable"] {
        put(&engines, table, "for ever", None).await;
        put(&engines, table, "later", Some(1_001)).await;
    }
    // More than one step.
    for number in 0..450 {
        put(&engines, "AccessTable", &format!("{number}"), Some(1_000 - number)).await;
    }
    assert_eq!(tidy.round(at(1_000)).await.unwrap(), Cleared { rows: 450, objects: 0 });
    assert_eq!(tidy.round(at(1_000)).await.unwrap(), Cleared::default());
    assert_eq!(count(&engines, "AccessTable").await, 2);
    assert_eq!(tidy.round(at(1_001)).await.unwrap(), Cleared { rows: 3, objects: 0 });
    assert_eq!(count(&engines, "RegistryTable").await, 1);
}

#[tokio::test]
async fn the_file_of_an_import_is_kept_for_ninety_days_and_a_document_for_ever() {
    let (_dir, engines) = fresh().await;
    let tidy = Tidy::new(engines.aws(), engines.stack().clone());
    let (s3, stack) = (engines.aws().s3, engines.stack());
    for (bucket, key) in
        [("ImportsBucket", "imports/a.csv"), ("ImportsBucket", "x/a"), ("DocumentsBucket", "pdf/a")]
    {
        let put = s3.put_object().bucket(stack.bucket(bucket).unwrap()).key(key).body(b"a".to_vec().into());
        put.send().await.unwrap();
    }
    let imports = stack.bucket("ImportsBucket").unwrap();
    let written = s3.head_object().bucket(imports).key("imports/a.csv").send().await.unwrap();
    let written = at(written.last_modified().unwrap().secs());
    let after = |days: i64| written.checked_add(SignedDuration::from_hours(24 * days)).unwrap();
    assert_eq!(tidy.round(after(89)).await.unwrap(), Cleared::default());
    assert_eq!(tidy.round(after(90)).await.unwrap(), Cleared { rows: 0, objects: 1 });
    s3.head_object().bucket(imports).key("imports/a.csv").send().await.unwrap_err();
    assert_eq!(tidy.round(after(9_000)).await.unwrap(), Cleared::default());
}
