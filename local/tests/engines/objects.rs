//! S3.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_s3::primitives::ByteStream;
use local::engines::{Engines, ObjectCreated};
use tokio::sync::mpsc::UnboundedReceiver;

use crate::{fresh, start};

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
