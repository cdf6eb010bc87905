//! What the steps measure while an event is issued, its mails come back, and strangers knock.

use crate::participation::issued::{ANA_CPF, ANA_EMAIL, Issued, people};
use crate::participation::organiser::upload;
use journeys::TestApp;
use serde_json::{Value, json};
use std::sync::Arc;
use tempfile::NamedTempFile;
use tracing::instrument::WithSubscriber;

/// What a step has measured since it was last asked, as its next event says it.
async fn told(app: &TestApp, step: &str) -> Value {
    let app = app.of_step(step);
    let lines = logged(async move { app.meter.tell(app.clock.now(), &json!({}), &[]) }).await;
    let mut root = lines.into_iter().next().expect("an event");
    let members = root.as_object_mut().expect("an object");
    for name in ["timestamp", "level", "_aws", "Stage", "Step"] {
        members.remove(name);
    }
    root
}

/// The events that are logged meanwhile.
pub async fn logged(work: impl Future<Output = ()>) -> Vec<Value> {
    let log = NamedTempFile::new().expect("a file");
    let writer = Arc::new(log.reopen().expect("the file"));
    work.with_subscriber(platform::telemetry::subscriber("error,event=info", None, writer)).await;
    let text = std::fs::read_to_string(log.path()).expect("text");
    text.lines().map(|line| serde_json::from_str(line).expect("an object")).collect()
}

async fn sweep(app: &TestApp) -> Value {
    run_clock::handle(app.of_step("run-clock")).await.expect("a sweep");
    told(app, "run-clock").await
}

/// Whether so many seconds were measured, or a few more on a slow machine.
fn near(measured: &Value, seconds: i64) -> bool {
    measured.as_i64().is_some_and(|measured| (seconds..seconds + 25).contains(&measured))
}

fn at_rest() -> Value {
    json!({ "OldestDuePdfSeconds": 0, "OldestDueMailSeconds": 0, "OldestDueImportSeconds": 0, "WorkArmed": 0 })
}

#[tokio::test]
async fn each_step_measures_what_it_did() {
    let (app, _) = TestApp::witnessed().await;
    let mut house = Issued::within(app).await;
    house.app.settle().await;
    told(&house.app, "send-mail").await;
    told(&house.app, "track-mail").await;
    house.event("Encontro medido", &[]).await;
    assert_eq!(told(&house.app, "issue-batch").await, json!({ "CertificatesIssued": 2 }));
    assert_eq!(told(&house.app, "render-pdf").await, json!({ "PdfsDrawn": 2 }));
    assert_eq!(told(&house.app, "send-mail").await, json!({ "MailsSent": 2 }));
    assert_eq!(told(&house.app, "track-mail").await, json!({ "MailsDelivered": 2 }));
    assert_eq!(sweep(&house.app).await, at_rest());
}

#[tokio::test]
async fn strangers_are_counted() {
    let (app, _) = TestApp::witnessed().await;
    let house = Issued::within(app).await;
    told(&house.app, "login").await;
    let mut stranger = house.app.browser();
    for _ in 0..11 {
        let form = stranger.get("/entrar").await.form("/entrar");
        stranger.submit(form.fill("identifier", ANA_CPF).fill("password", "errada mesmo 12")).await;
    }
    house.visitor(ANA_CPF).await;
    assert_eq!(
        told(&house.app, "login").await,
        json!({ "LoginFailures": 10, "LimitReached": 1, "VisitorLookups": 1 })
    );
}

#[tokio::test]
async fn what_waits_is_measured_from_when_it_was_written() {
    let (app, _) = TestApp::witnessed().await;
    let mut house = Issued::within(app).await;
    let event = house.event("Encontro à espera", &[]).await;
    house.app.house.engines.ses_refuse(true);
    let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", ANA_EMAIL);
    house.app.browser().submit(form).await;
    let again = upload(&house.app, &mut house.organiser, &event, people("Ana Luz")).await;
    let form = house.organiser.get(&again).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    house.app.advance(30);
    let early = sweep(&house.app).await;
    assert!(
        near(&early["OldestDueMailSeconds"], 30) && near(&early["OldestDueImportSeconds"], 30),
        "{early}"
    );
    assert_eq!(early["WorkArmed"], 0, "nothing is overdue yet");
    house.app.advance(570);
    let late = sweep(&house.app).await;
    assert!(near(&late["OldestDueMailSeconds"], 600) && near(&late["OldestDueImportSeconds"], 600), "{late}");
    assert_eq!((&late["WorkArmed"], &late["OldestDuePdfSeconds"]), (&json!(2), &json!(0)));
    house.app.advance(5);
    let armed = sweep(&house.app).await;
    assert!(
        near(&armed["OldestDueMailSeconds"], 605) && armed["WorkArmed"] == 0,
        "armed is not done: {armed}"
    );
}

#[tokio::test]
async fn the_event_of_a_request_carries_its_metrics_and_no_path() {
    let (app, _) = TestApp::witnessed().await;
    let mut stranger = app.browser();
    let requests = async {
        stranger.get("/v/7Q2K9XBM4T8R0ABCD").await;
        stranger.get("/c/segredo-na-url").await;
    };
    let events = logged(requests).await;
    let seen = |event: &Value| {
        [&event["Step"], &event["route"], &event["status"], &event["ServerErrors"]].map(Value::to_string)
    };
    assert_eq!(
        events.iter().map(seen).collect::<Vec<_>>(),
        [
            [r#""verify""#, r#""/v/{code}""#, "404", "0"],
            [r#""show-certificates""#, r#""/c/{link}""#, "404", "0"]
        ]
    );
    assert!(events.iter().all(|event| event["Requests"] == 1 && event["DurationMs"].is_u64()));
}

#[tokio::test]
async fn news_of_mails_are_counted_by_what_they_say() {
    let (app, _) = TestApp::witnessed().await;
    let mut house = Issued::within(app).await;
    let event = house.event("Encontro das notícias", &[]).await;
    told(&house.app, "track-mail").await;
    let lines = ["Um Sol;bounce+1", "Dois Sol;full+1", "Tres Sol;complaint+1"]
        .map(|line| format!("{line}@simulator.amazonses.com"));
    house.upload(&event, format!("Nome;E-mail\n{}\n", lines.join("\n")).into_bytes()).await;
    assert_eq!(told(&house.app, "track-mail").await, json!({ "MailsBounced": 2, "MailsComplained": 1 }));
    house
        .upload(&event, "Nome;E-mail;CPF\nOutro Sol;bounce+1@simulator.amazonses.com;52998224725\n".into())
        .await;
    assert_eq!(told(&house.app, "send-mail").await["MailsWithheld"], 1);
}

#[tokio::test]
async fn what_is_given_up_is_counted() {
    let (app, _) = TestApp::witnessed().await;
    let mut house = Issued::within(app).await;
    house.app.settle().await;
    house.app.house.engines.ses_refuse(true);
    house.event("Encontro sem correio", &[]).await;
    told(&house.app, "send-mail").await;
    house.app.advance(73 * 60 * 60);
    house.app.settle().await;
    assert_eq!(told(&house.app, "send-mail").await["WorkGivenUp"], 2);
}
