//! What a function makes of the events that it may be given, and of those that it may not.

use axum::body::Body;
use http::Method;
use journeys::TestApp;
use journeys::lambda::{Lambda, Outcome};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

const STREAMS: [&str; 3] = ["issue-batch", "render-pdf", "send-mail"];

fn events() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    let mut events: Vec<(String, Value)> = std::fs::read_dir(folder)
        .expect("events")
        .map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_stem().and_then(|s| s.to_str()).expect("a name").to_owned();
            (name, serde_json::from_slice(&std::fs::read(path).expect("an event")).expect("JSON"))
        })
        .collect();
    events.sort_by(|a, b| a.0.cmp(&b.0));
    events
}

/// The events of the console name things that are in no house: a function takes them and has nothing to do, or says in
/// a sentence what is missing.
#[tokio::test(flavor = "multi_thread")]
async fn every_event_is_answered_by_its_function() {
    let app = TestApp::with_organiser().await;
    let lambda = Lambda::of(&app).await;
    let mut answered = BTreeSet::new();
    for (name, event) in events() {
        let step = if name.starts_with("administer") { "administer" } else { &name };
        let outcome = lambda.invoke(step, event.clone()).await;
        match (&outcome, event["requestContext"].is_object()) {
            (Outcome::Answered(answer), true) => {
                // A function answers a stranger as the house does on one machine.
                let path = event["rawPath"].as_str().expect("a path");
                let there = app.browser().send(Method::GET, path, None, Body::empty()).await.status;
                assert_eq!(answer["statusCode"], there.as_u16(), "{name}: {answer}");
                assert!(there.is_success() || there.is_redirection() || name == "verify", "{name}: {answer}");
                answered.insert(name.clone());
            }
            (Outcome::Answered(answer), false) if STREAMS.contains(&step) => {
                assert_eq!(answer, &json!({ "batchItemFailures": [] }), "{name}");
            }
            (Outcome::Answered(_), false) => {}
            (Outcome::Failed(error), false) if step == "administer" => {
                let sentence = error["errorMessage"].as_str().unwrap_or_default();
                assert!(sentence.len() > 10 && !sentence.contains('{'), "{name}: {error}");
            }
            other => panic!("{name}: {other:?}"),
        }
    }
    let http = local::routes().iter().map(|routes| routes.step().to_owned()).collect();
    assert_eq!(answered, http, "every step that answers HTTP has an event of the console");
}

/// A limit that lets nobody through, or everybody, is refused before the first request.
#[tokio::test(flavor = "multi_thread")]
async fn a_limit_that_is_none_is_named() {
    let app = TestApp::with_organiser().await;
    for (n, wrong) in ["0", "-1", "many", "4294967296"].into_iter().enumerate() {
        let lambda = Lambda::of(&app).await.with("LIMIT_VERIFY_MISS_SOURCE_MIN", wrong);
        let mut started = lambda.start("verify").await;
        let ended = tokio::time::timeout(Duration::from_secs(20), started.ended()).await;
        assert!(!ended.unwrap_or_else(|_| panic!("{wrong} was taken")).success(), "{wrong}");
        let log = std::fs::read_to_string(lambda.log("verify")).expect("a log");
        let said = log.matches("LIMIT_VERIFY_MISS_SOURCE_MIN must be a whole number above 0").count();
        assert!(said > n, "{wrong}: {log}");
    }
}

/// An invocation that fails is tried again by Lambda and then kept in the dead-letter queue: nothing is taken for done.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_shape_is_refused() {
    let app = TestApp::with_organiser().await;
    let lambda = Lambda::of(&app).await;
    let shapes = [
        json!({}),
        json!({ "hello": "world" }),
        json!([1, 2]),
        json!("text"),
        json!(null),
        json!({ "Records": [{}] }),
        json!({ "source": "aws.s3", "detail-type": "Object Created", "detail": {} }),
    ];
    for step in [
        "import-participants",
        "issue-batch",
        "render-pdf",
        "send-mail",
        "track-mail",
        "administer",
        "run-clock",
    ] {
        for shape in &shapes {
            let outcome = lambda.invoke(step, shape.clone()).await;
            assert!(matches!(outcome, Outcome::Failed(_)), "{step} takes {shape}: {outcome:?}");
        }
    }
}

/// What fails as a whole has its event in the log too, so that a metric grows.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_is_measured() {
    let app = TestApp::with_organiser().await;
    let lambda = Lambda::of(&app).await;
    for step in ["import-participants", "issue-batch", "render-pdf", "send-mail", "track-mail"] {
        let mut shape = events().into_iter().find(|(name, _)| name == step).expect("its event").1;
        if STREAMS.contains(&step) {
            // Nobody's work, and no number to report it by.
            shape["Records"][0]["dynamodb"]["Keys"] = json!({});
            shape["Records"][0]["dynamodb"]["SequenceNumber"] = json!("");
        } else {
            shape["Records"] = json!([]);
        }
        let outcome = lambda.invoke(step, shape.clone()).await;
        assert!(matches!(outcome, Outcome::Failed(_)), "{step} takes {shape}: {outcome:?}");
        let log = std::fs::read_to_string(lambda.log(step)).expect("a log");
        let events: Vec<Value> = log
            .lines()
            .map(|line| serde_json::from_str(line).expect("JSON"))
            .filter(|line: &Value| line["records"].is_number())
            .collect();
        let event = &events[0];
        assert_eq!(
            (events.len(), &event["failed"], &event["WorkFailed"]),
            (1, &json!(1), &json!(1)),
            "{step}"
        );
    }
}

/// A record that is nobody's work is reported by its number, so that it alone ends in the dead-letter queue.
#[tokio::test(flavor = "multi_thread")]
async fn a_record_of_another_shape_is_reported_alone() {
    let app = TestApp::with_organiser().await;
    let lambda = Lambda::of(&app).await;
    for step in STREAMS {
        let known =
            events().into_iter().find(|(name, _)| name == step).expect("its event").1["Records"][0].clone();
        let mut strange = known.clone();
        strange["dynamodb"]["Keys"] = json!({ "id": { "N": "7" } });
        strange["dynamodb"]["SequenceNumber"] = json!("222");
        let answer = lambda.invoke(step, json!({ "Records": [known, strange] })).await.answer();
        assert_eq!(answer, json!({ "batchItemFailures": [{ "itemIdentifier": "222" }] }), "{step}");
    }
}

/// A function whose environment lacks something says what, and ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_missing_variable_is_named() {
    let app = TestApp::with_organiser().await;
    let lambda = Lambda::of(&app).await.with("SENDER", "");
    let mut instance = lambda.start("verify").await;
    assert!(!instance.ended().await.success());
    let log = std::fs::read_to_string(lambda.log("verify")).expect("a log");
    assert!(log.contains("the environment variable SENDER is not set"), "{log}");
}
