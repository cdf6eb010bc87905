//! What is handed to the readers of a table's stream, and what becomes of what they could not take.

use super::template::{Template, referred, strings};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::value::email::EmailAddress;
use domain::value::id::{CertificateId, MailId};
use domain::work::{Command, Message, Task, Work};
use journeys::TestApp;
use journeys::lambda::{as_json, passes};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::Change;

#[test]
fn a_stream_has_at_most_two_readers_and_loses_nothing_silently() {
    let template = Template::read();
    let mut readers: BTreeMap<&str, u32> = BTreeMap::new();
    for function in template.functions() {
        for event in function.events("DynamoDB") {
            *readers.entry(referred(&event["Stream"])[0]).or_default() += 1;
            let step = function.step();
            assert_eq!(strings(&event["FunctionResponseTypes"]), ["ReportBatchItemFailures"], "{step}");
            assert_eq!(event["BisectBatchOnFunctionError"].as_bool(), Some(true), "{step}");
            assert!(event["MaximumRetryAttempts"].as_u64().is_some_and(|n| n <= 5), "{step}");
            let lost = &event["DestinationConfig"]["OnFailure"]["Destination"];
            assert_eq!(referred(lost), ["DeadLetters.Arn"], "{step}");
            assert_eq!(patterns(&template, step).len(), 1, "{step} has one filter");
        }
    }
    assert!(readers.values().all(|n| *n <= 2), "{readers:?}");
    assert_eq!(readers.len(), 2, "{readers:?}");
}

/// What SAM lets a reader do is not bound to a stream: the template takes the others away again, and nothing else.
#[test]
fn whoever_reads_a_stream_reads_no_other() {
    for function in Template::read().functions() {
        let own: Vec<&str> =
            function.events("DynamoDB").into_iter().flat_map(|event| referred(&event["Stream"])).collect();
        let denials = function.denials();
        assert_eq!(denials.len(), own.len(), "{}", function.step());
        for denial in denials {
            assert_eq!(referred(&denial["NotResource"]), own, "{}", function.step());
            let reading = ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"];
            assert_eq!(strings(&denial["Action"]), reading, "{}", function.step());
        }
    }
}

/// The filters of a step's stream.
pub(super) fn patterns(template: &Template, step: &str) -> Vec<Value> {
    let function = template.function(step);
    let filters = function
        .events("DynamoDB")
        .into_iter()
        .flat_map(|event| event["FilterCriteria"]["Filters"].as_sequence().cloned().unwrap_or_default());
    filters.map(|f| serde_json::from_str(f["Pattern"].as_str().expect("a pattern")).expect("JSON")).collect()
}

/// Everything in a table, as its stream would hand it over.
async fn records(app: &TestApp, table: &str) -> Vec<Value> {
    let rows = app.house.engines.aws().dynamodb.scan().table_name(table).send().await.expect("a scan");
    let image = |row| as_json(&AttributeValue::M(row))["M"].clone();
    rows.items
        .unwrap_or_default()
        .into_iter()
        .map(|row| json!({ "dynamodb": { "NewImage": image(row) } }))
        .collect()
}

#[tokio::test]
async fn the_filters_pass_what_the_store_writes_for_their_step_and_nothing_else() {
    let (app, template) = (TestApp::start().await, Template::read());
    let (to, now) = (EmailAddress::parse("ana@exemplo.com.br").expect("an address"), app.app.clock.now());
    let pdf =
        Task::DrawPdf { certificate: CertificateId::from_bytes([7; 17]), version: 1, notify: to.clone() };
    let mail = Task::Mail { mail: MailId::from_bytes([9; 17]), message: Message::Resend { to } };
    for task in [pdf, mail] {
        app.app.store.commit(Change::of(Work::new(task, None, now))).await.expect("work");
    }
    let outbox = &app.app.config.tables.outbox;
    let count = |records: &[Value], step: &str| {
        let pattern = &patterns(&template, step)[0];
        records.iter().filter(|record| passes(record, pattern)).count()
    };
    let written = records(&app, outbox).await;
    assert_eq!(written.len(), 2);
    let due = run_clock::due(&app.app, now).await.expect("what is due");
    for key in due.pdfs.iter().chain(&due.mails) {
        app.app.store.find_work(key).await.expect("work that can be read back").expect("the work");
    }
    for (step, passed) in [("render-pdf", 1), ("send-mail", 1), ("issue-batch", 0)] {
        assert_eq!(count(&written, step), passed, "{step}");
    }
    // A failed attempt waits: it must not be handed over at once. The sweep arms it, and then it is.
    let due = run_clock::due(&app.app, now).await.expect("what is due").mails.remove(0);
    let before = app.app.store.find_work(&due).await.expect("a read").expect("the work");
    let failed = before.apply(Command::Retry, now).expect("a retry");
    app.app.store.commit(Change::of(failed)).await.expect("a commit");
    assert_eq!(count(&records(&app, outbox).await, "send-mail"), 0, "failed work waits");
    app.advance(600);
    run_clock::handle(app.app.clone()).await.expect("the sweep");
    assert_eq!(count(&records(&app, outbox).await, "send-mail"), 1, "armed work is handed over");
}
