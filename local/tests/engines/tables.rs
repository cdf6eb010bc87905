//! DynamoDB, and the folder that all engines share.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use aws_sdk_dynamodb::types::{AttributeValue, Projection, ProjectionType, Put, TransactWriteItem};
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use local::engines::{EngineError, EngineOptions, Engines};
use local::tables::table_specs;
use local::template::TEMPLATE;

use crate::mail::{mail, mails, send};
use crate::{fresh, start};

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[tokio::test]
async fn the_data_folder_is_its_owners_alone_even_when_it_was_open() {
    let dir = tempfile::tempdir().unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let (fresh, open) = (dir.path().join("new/data"), dir.path().join("open"));
    std::fs::create_dir(&open).unwrap();
    std::fs::set_permissions(&open, Permissions::from_mode(0o755)).unwrap();
    for folder in [&fresh, &open] {
        let _engines = start(folder).await;
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
}

#[tokio::test]
async fn the_tables_are_those_of_the_template() {
    let (_dir, engines) = fresh().await;
    let client = engines.aws().dynamodb;
    let mut names = client.list_tables().send().await.unwrap().table_names().to_vec();
    let specs = table_specs(TEMPLATE).unwrap();
    names.sort();
    let mut expected: Vec<_> = specs.iter().map(|table| table.name.clone()).collect();
    expected.sort();
    assert_eq!(names, expected);
    for spec in specs {
        let table = client.describe_table().table_name(&spec.name).send().await.unwrap().table.unwrap();
        assert_eq!(table.key_schema().len(), 2, "{}", spec.name);
        let mut made: Vec<_> = table
            .global_secondary_indexes()
            .iter()
            .map(|index| {
                let kind =
                    index.projection().and_then(Projection::projection_type).map(ProjectionType::as_str);
                let key: Vec<_> =
                    index.key_schema().iter().map(|part| part.attribute_name().to_owned()).collect();
                (index.index_name().unwrap().to_owned(), key, kind.unwrap().to_owned())
            })
            .collect();
        let mut wanted: Vec<_> = spec
            .indexes
            .into_iter()
            .map(|index| {
                (
                    index.name,
                    [vec![index.key.hash], Vec::from_iter(index.key.range)].concat(),
                    index.projection,
                )
            })
            .collect();
        made.sort();
        wanted.sort();
        assert_eq!(made, wanted, "{}", spec.name);
    }
}

#[tokio::test]
async fn one_transaction_spans_the_three_tables_or_does_nothing() {
    let (_dir, engines) = fresh().await;
    let client = engines.aws().dynamodb;
    let put = |table: &str, key: &str| {
        let put = Put::builder().table_name(table).item("pk", text(key)).item("sk", text("a"));
        TransactWriteItem::builder()
            .put(put.condition_expression("attribute_not_exists(pk)").build().unwrap())
            .build()
    };
    let all =
        |key: &str| ["selo-registry", "selo-outbox", "selo-access"].map(|table| put(table, key)).to_vec();
    client.transact_write_items().set_transact_items(Some(all("1"))).send().await.unwrap();
    let mut second = all("2");
    second.push(put("selo-registry", "1"));
    let lost = client.transact_write_items().set_transact_items(Some(second)).send().await.unwrap_err();
    assert_eq!(lost.code(), Some("TransactionCanceledException"));
    let count = client.scan().table_name("selo-outbox").send().await.unwrap().count();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn rows_objects_and_mails_survive_a_restart() {
    let (dir, engines) = fresh().await;
    let aws = engines.aws();
    let bucket = engines.stack().bucket("DocumentsBucket").unwrap().to_owned();
    let item = aws.dynamodb.put_item().table_name("selo-access").item("pk", text("p")).item("sk", text("s"));
    item.item("expires_at", AttributeValue::N("1".into())).send().await.unwrap();
    aws.s3
        .put_object()
        .bucket(&bucket)
        .key("a/b.pdf")
        .body(ByteStream::from_static(b"pdf"))
        .send()
        .await
        .unwrap();
    send(&aws.ses, &mail("m1", "ana@example.org", "oi")).await.unwrap();
    drop(engines);

    let engines = start(dir.path()).await;
    let aws = engines.aws();
    let row = aws.dynamodb.get_item().table_name("selo-access").key("pk", text("p")).key("sk", text("s"));
    assert!(row.send().await.unwrap().item.is_some());
    let object = aws.s3.get_object().bucket(&bucket).key("a/b.pdf").send().await.unwrap();
    assert_eq!(object.body.collect().await.unwrap().to_vec(), b"pdf");
    assert_eq!(mails(&engines), ["m1.eml"]);
}

#[tokio::test]
async fn a_data_folder_belongs_to_one_process_at_a_time() {
    let (dir, engines) = fresh().await;
    let second = Engines::start(EngineOptions { data: dir.path().to_path_buf(), smtp: None }).await;
    assert!(matches!(second.err(), Some(EngineError::InUse)));
    drop(engines);
    start(dir.path()).await;
}
