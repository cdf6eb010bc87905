//! The engines through their real clients: tables, objects and mail, and what survives a restart.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

use std::path::Path;

use aws_sdk_dynamodb::types::{AttributeValue, Projection, ProjectionType, Put, TransactWriteItem};
use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;
use local::engines::{EngineError, EngineOptions, Engines, MailEvent, ObjectCreated};
use local::tables::table_specs;
use local::template::TEMPLATE;
use tempfile::TempDir;
use tokio::sync::mpsc::UnboundedReceiver;

async fn start(data: &Path) -> Engines {
    Engines::start(EngineOptions { data: data.to_path_buf(), smtp: None }).await.unwrap()
}

async fn fresh() -> (TempDir, Engines) {
    let dir = tempfile::tempdir().unwrap();
    let engines = start(dir.path()).await;
    (dir, engines)
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

// ------------------------------------------------------------------ DynamoDB

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

// ------------------------------------------------------------------------ S3

fn imports(engines: &Engines) -> String {
    engines.stack().bucket("ImportsBucket").unwrap().to_owned()
}

fn waiting(events: &mut UnboundedReceiver<ObjectCreated>) -> Vec<(String, u64)> {
    std::iter::from_fn(|| events.try_recv().ok()).map(|event| (event.key, event.size)).collect()
}

#[tokio::test]
async fn an_object_comes_back_as_it_was_put() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let long: Vec<u8> = (0..1_000_003_u32).map(|n| (n % 251) as u8).collect();
    let put = s3.put_object().bucket(&bucket).key("x/long.bin").body(long.clone().into());
    let put = put.content_type("application/pdf").cache_control("no-store").metadata("sha256", "abc");
    let etag = put.send().await.unwrap().e_tag.unwrap();
    let got = s3.get_object().bucket(&bucket).key("x/long.bin").send().await.unwrap();
    assert_eq!(got.content_type(), Some("application/pdf"));
    assert_eq!(got.cache_control(), Some("no-store"));
    assert_eq!(got.content_encoding(), None);
    assert_eq!(got.metadata().unwrap()["sha256"], "abc");
    assert_eq!(got.e_tag(), Some(etag.as_str()));
    assert_eq!(got.body.collect().await.unwrap().to_vec(), long);
    let head = s3.head_object().bucket(&bucket).key("x/long.bin").send().await.unwrap();
    assert_eq!(head.content_length(), Some(1_000_003));
}

#[tokio::test]
async fn a_range_is_a_part_of_the_object_and_nothing_of_its_attributes() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    s3.put_object()
        .bucket(&bucket)
        .key("r")
        .body(ByteStream::from_static(b"0123456789"))
        .send()
        .await
        .unwrap();
    for (range, part, said) in [
        ("bytes=2-4", "234", "bytes 2-4/10"),
        ("bytes=-3", "789", "bytes 7-9/10"),
        ("bytes=8-99", "89", "bytes 8-9/10"),
    ] {
        let got = s3.get_object().bucket(&bucket).key("r").range(range).send().await.unwrap();
        assert_eq!(got.content_range(), Some(said));
        assert_eq!(got.body.collect().await.unwrap().to_vec(), part.as_bytes());
    }
    let beyond = s3.get_object().bucket(&bucket).key("r").range("bytes=10-").send().await.unwrap_err();
    assert_eq!(beyond.code(), Some("InvalidRange"));
}

#[tokio::test]
async fn a_streamed_body_is_kept_without_the_marks_of_its_transfer() {
    let (dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let file = dir.path().join("source.csv");
    std::fs::write(&file, "nome;cpf\r\n".repeat(50_000)).unwrap();
    let body = ByteStream::from_path(&file).await.unwrap();
    s3.put_object().bucket(&bucket).key("s.csv").body(body).send().await.unwrap();
    let got = s3.get_object().bucket(&bucket).key("s.csv").send().await.unwrap();
    assert_eq!(got.content_encoding(), None);
    assert_eq!(got.body.collect().await.unwrap().to_vec(), std::fs::read(&file).unwrap());
}

#[tokio::test]
async fn a_new_import_is_announced_and_announced_again_after_a_restart() {
    let (dir, mut engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let mut events = engines.object_events().unwrap();
    for key in ["imports/e1/a.csv", "elsewhere/b.csv"] {
        s3.put_object().bucket(&bucket).key(key).body(ByteStream::from_static(b"nome")).send().await.unwrap();
    }
    assert_eq!(waiting(&mut events), [("imports/e1/a.csv".to_owned(), 4)]);
    assert!(engines.object_events().is_none());
    drop(engines);

    let mut engines = start(dir.path()).await;
    assert_eq!(waiting(&mut engines.object_events().unwrap()), [("imports/e1/a.csv".to_owned(), 4)]);
}

#[tokio::test]
async fn a_key_that_leads_outside_the_bucket_is_refused() {
    let (dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    for key in ["../x", "a/../../x", "imports/../../../x", "..%2fx", "a//b", "a\\b", "C:\\x", "a b", "ç"] {
        let put = s3.put_object().bucket(&bucket).key(key).body(ByteStream::from_static(b"x")).send().await;
        assert!(put.is_err(), "{key}");
        assert!(s3.get_object().bucket(&bucket).key(key).send().await.is_err(), "{key}");
    }
    let folder = dir.path().join("objects").join(&bucket);
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 0);
}

#[tokio::test]
async fn a_body_that_is_not_what_its_sender_said_replaces_nothing() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let put =
        |body: &'static [u8]| s3.put_object().bucket(&bucket).key("k").body(ByteStream::from_static(body));
    put(b"first").send().await.unwrap();
    let wrong = put(b"second").content_md5("1B2M2Y8AsgTpgAmY7PhCfg==").send().await.unwrap_err();
    assert_eq!(wrong.code(), Some("BadDigest"));
    let wrong = put(b"second")
        .checksum_sha256("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        .send()
        .await
        .unwrap_err();
    assert_eq!(wrong.code(), Some("BadDigest"));
    let got = s3.get_object().bucket(&bucket).key("k").send().await.unwrap();
    assert_eq!(got.body.collect().await.unwrap().to_vec(), b"first");
}

#[tokio::test]
async fn what_is_not_there_is_said_in_the_words_of_s3() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let missing = s3.get_object().bucket(&bucket).key("nothing").send().await.unwrap_err();
    assert!(missing.into_service_error().is_no_such_key());
    let head = s3.head_object().bucket(&bucket).key("nothing").send().await.unwrap_err();
    assert!(head.into_service_error().is_not_found());
    let put =
        s3.put_object().bucket("other").key("k").body(ByteStream::from_static(b"")).send().await.unwrap_err();
    assert_eq!(put.code(), Some("NoSuchBucket"));
    let conditional = s3.put_object().bucket(&bucket).key("k").if_none_match("*").send().await.unwrap_err();
    assert_eq!(conditional.code(), Some("NotImplemented"));
    s3.delete_object().bucket(&bucket).key("nothing").send().await.unwrap();
}

#[tokio::test]
async fn a_listing_gives_every_key_once_over_its_pages() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    for key in ["p/3", "p/1", "p/2/x", "q"] {
        s3.put_object().bucket(&bucket).key(key).body(ByteStream::from_static(b"12")).send().await.unwrap();
    }
    let mut pages = s3.list_objects_v2().bucket(&bucket).prefix("p/").max_keys(2).into_paginator().send();
    let mut keys = Vec::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        assert!(page.contents().iter().all(|object| object.size() == Some(2)));
        keys.push(page.contents().iter().map(|object| object.key().unwrap().to_owned()).collect::<Vec<_>>());
    }
    assert_eq!(keys, [vec!["p/1", "p/2/x"], vec!["p/3"]]);
}

#[tokio::test]
async fn a_copy_is_an_object_of_its_own() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let put = s3
        .put_object()
        .bucket(&bucket)
        .key("a")
        .content_type("text/csv")
        .body(ByteStream::from_static(b"csv"));
    put.send().await.unwrap();
    s3.copy_object().bucket(&bucket).key("b").copy_source(format!("{bucket}/a")).send().await.unwrap();
    s3.delete_object().bucket(&bucket).key("a").send().await.unwrap();
    let got = s3.get_object().bucket(&bucket).key("b").send().await.unwrap();
    assert_eq!(got.content_type(), Some("text/csv"));
    assert_eq!(got.body.collect().await.unwrap().to_vec(), b"csv");
}

#[tokio::test]
async fn readers_of_an_object_that_is_replaced_see_one_version_or_the_other() {
    let (_dir, engines) = fresh().await;
    let (s3, bucket) = (engines.aws().s3, imports(&engines));
    let version = |n: u8| vec![n; 400_000 + usize::from(n) * 1000];
    let put = |n: u8| s3.put_object().bucket(&bucket).key("k").body(version(n).into()).send();
    put(0).await.unwrap();
    let writer = async {
        for n in 1..20 {
            put(n).await.unwrap();
        }
    };
    let reader = async {
        for _ in 0..40 {
            let got = s3.get_object().bucket(&bucket).key("k").send().await.unwrap();
            let bytes = got.body.collect().await.unwrap().to_vec();
            assert_eq!(bytes, version(bytes[0]));
        }
    };
    tokio::join!(writer, reader);
}

// ----------------------------------------------------------------------- SES

fn mail(id: &str, to: &str, subject: &str) -> String {
    format!(
        "From: Selo <selo@example.org>\r\nTo: {to}\r\nSubject: {subject}\r\nX-Selo-Mail: {id}\r\n\r\nTexto\r\n"
    )
}

async fn send(ses: &aws_sdk_ses::Client, message: &str) -> Result<String, aws_sdk_ses::Error> {
    let raw = RawMessage::builder().data(Blob::new(message)).build().unwrap();
    Ok(ses.send_raw_email().source("selo@example.org").raw_message(raw).send().await?.message_id)
}

fn mails(engines: &Engines) -> Vec<String> {
    let entries = std::fs::read_dir(engines.mail_dir()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".eml")).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_that_is_sent_again_is_one_file_with_one_message_id() {
    let (_dir, engines) = fresh().await;
    let ses = engines.aws().ses;
    let first = send(&ses, &mail("m-1", "ana@example.org", "oi")).await.unwrap();
    let again = send(&ses, &mail("m-1", "ana@example.org", "oi")).await.unwrap();
    send(&ses, &mail("m-2", "bia@example.org", "oi")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(mails(&engines), ["m-1.eml", "m-2.eml"]);
    let kept = std::fs::read_to_string(engines.mail_dir().join("m-1.eml")).unwrap();
    assert!(kept.starts_with(&format!("Message-ID: <{first}@")), "{kept}");
    assert!(kept.ends_with("\r\n\r\nTexto\r\n"));
}

#[tokio::test]
async fn a_mail_with_an_unsafe_name_is_kept_under_its_message_id() {
    let (dir, engines) = fresh().await;
    let id = send(&engines.aws().ses, &mail("../../m", "ana@example.org", "oi")).await.unwrap();
    assert_eq!(mails(&engines), [format!("{id}.eml")]);
    assert!(!dir.path().join("m.eml").exists());
}

#[tokio::test]
async fn refusing_ses_throttles_and_keeps_nothing_until_it_accepts_again() {
    let (_dir, engines) = fresh().await;
    let ses = engines.aws().ses;
    engines.ses_refuse(true);
    let refused = send(&ses, &mail("m", "ana@example.org", "oi")).await.unwrap_err();
    assert_eq!(refused.code(), Some("Throttling"));
    assert_eq!(mails(&engines), Vec::<String>::new());
    engines.ses_refuse(false);
    send(&ses, &mail("m", "ana@example.org", "oi")).await.unwrap();
    assert_eq!(mails(&engines), ["m.eml"]);
}

#[tokio::test]
async fn the_addresses_of_the_mailbox_simulator_bounce_and_complain() {
    let (_dir, mut engines) = fresh().await;
    let mut events = engines.mail_events().unwrap();
    let ses = engines.aws().ses;
    for (id, to) in [
        ("m1", "ana@example.org"),
        ("m2", "bounce+x@simulator.amazonses.com"),
        ("m3", "complaint@simulator.amazonses.com"),
    ] {
        send(&ses, &mail(id, to, "oi")).await.unwrap();
    }
    let told: Vec<_> = std::iter::from_fn(|| events.try_recv().ok()).collect();
    let [MailEvent::Delivered(a), MailEvent::Bounced(b), MailEvent::Complained(c)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!([&a.mail_id, &b.mail_id, &c.mail_id], ["m1", "m2", "m3"]);
    assert_eq!(b.recipient, "bounce+x@simulator.amazonses.com");
    assert!(!format!("{told:?}").contains("example.org"));
}

#[tokio::test]
async fn a_message_that_ses_would_not_take_is_refused_in_its_words() {
    let (_dir, engines) = fresh().await;
    let ses = engines.aws().ses;
    let without_from = send(&ses, "To: ana@example.org\r\n\r\nx").await.unwrap_err();
    assert_eq!(without_from.code(), Some("InvalidParameterValue"));
    let other = ses.get_send_quota().send().await.unwrap_err();
    assert_eq!(other.code(), Some("InvalidAction"));
    assert_eq!(mails(&engines), Vec::<String>::new());
}

// ------------------------------------------------------------------- the relay

/// An SMTP server that takes mails, or refuses every recipient.
async fn smtp_server(takes: bool) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let conversation = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = Vec::new();
        let mut in_data = false;
        writer.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.split(' ').next().unwrap_or_default() {
                "." if in_data => "250 kept",
                _ if in_data => "",
                "EHLO" => "250 here",
                "RCPT" if !takes => "451 later",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            in_data = answer.starts_with("354") || (in_data && answer.is_empty());
            heard.push(line);
            if !answer.is_empty() && writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
            if answer.starts_with("221") || answer == "250 kept" {
                break;
            }
        }
        heard
    });
    (url, conversation)
}

#[tokio::test]
async fn a_relayed_mail_reaches_the_server_and_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let (url, conversation) = smtp_server(true).await;
    let engines =
        Engines::start(EngineOptions { data: dir.path().to_path_buf(), smtp: Some(url) }).await.unwrap();
    send(&engines.aws().ses, &mail("m", "ana@example.org", "oi")).await.unwrap();
    let heard = conversation.await.unwrap();
    assert!(heard.contains(&"RCPT TO:<ana@example.org>".to_owned()), "{heard:?}");
    assert!(heard.contains(&"Subject: oi".to_owned()), "{heard:?}");
    assert_eq!(mails(&engines), ["m.eml"]);
}

#[tokio::test]
async fn a_mail_that_the_relay_does_not_take_is_throttled_and_not_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (url, _conversation) = smtp_server(false).await;
    let engines =
        Engines::start(EngineOptions { data: dir.path().to_path_buf(), smtp: Some(url) }).await.unwrap();
    let refused = send(&engines.aws().ses, &mail("m", "ana@example.org", "oi")).await.unwrap_err();
    assert_eq!(refused.code(), Some("Throttling"));
    assert_eq!(mails(&engines), Vec::<String>::new());
}

#[tokio::test]
async fn an_smtp_address_that_cannot_be_used_is_said_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let options =
        EngineOptions { data: dir.path().to_path_buf(), smtp: Some("smtps://mail.example.org:465".into()) };
    assert!(matches!(Engines::start(options).await.err(), Some(EngineError::Smtp)));
}
