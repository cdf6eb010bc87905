//! R08: events that come several times, at once, and later.

use crate::scene::Scene;
use journeys::lambda::{Lambda, Outcome};
use serde_json::{Value, json};
use store::works::WorkKey;

/// Hands an event to five processes at the same time, and to a sixth later. Every one of them has to take it.
async fn six_times(lambda: &Lambda, step: &'static str, event: &Value) {
    let mut processes = Vec::new();
    for _ in 0..5 {
        let mut instance = lambda.start(step).await;
        instance.ready().await;
        let event = event.clone();
        processes.push(tokio::spawn(async move { instance.invoke(event).await }));
    }
    for process in processes {
        let outcome = process.await.expect("no panic");
        assert!(matches!(outcome, Outcome::Answered(_)), "{step}: {outcome:?}");
    }
    assert!(matches!(lambda.invoke(step, event.clone()).await, Outcome::Answered(_)), "{step}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_comes_six_times_has_one_effect() {
    let mut scene = Scene::empty().await;
    let import = scene.uploaded(8).await;
    let arrival = scene.arrival(&import).await;
    six_times(&scene.lambda, "import-participants", &arrival).await;
    scene.publish(&import).await;
    for step in ["issue-batch", "render-pdf", "send-mail"] {
        let records = scene.records(step).await;
        assert!(!records.is_empty(), "{step} has something to do");
        six_times(&scene.lambda, step, &json!({ "Records": records })).await;
        scene.sweep().await;
        scene.drain(step).await;
    }
    let tick: Value = serde_json::from_str(include_str!("../../../events/run-clock.json")).expect("JSON");
    six_times(&scene.lambda, "run-clock", &tick).await;
    scene.expect_all_issued_once().await;
    let mail = mails_of(&scene).await.remove(0);
    six_times(&scene.lambda, "track-mail", &news(&mail, "Bounce")).await;
    let work = scene.app.app.store.find_work(&mail).await.expect("a read").expect("the mail");
    assert!(format!("{:?}", work.state()).contains("ReturnedForGood"), "{:?}", work.state());
    let appointed = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Outra Casa", "name": "Rui Lopes",
        "email": "rui@exemplo.com.br", "cpf": "111.444.777-35" });
    // Two administrators at once: one of them may be told to do it again.
    let twins = [
        scene.lambda.invoke("administer", appointed.clone()),
        scene.lambda.invoke("administer", appointed.clone()),
    ];
    futures::future::join_all(twins).await;
    let answer = scene.lambda.invoke("administer", appointed).await.answer();
    assert_eq!(answer["new_account"], false, "the account is there");
    println!("R08 every event six times, five of them at once: one effect");
}

/// The mails of the first certificates, as the ledger names them.
pub async fn mails_of(scene: &Scene) -> Vec<WorkKey> {
    let mut mails = Vec::new();
    for person in scene.certificates().await {
        let id =
            person["certificate"].as_str().and_then(|p| p.rsplit('/').next()).expect("an id").to_uppercase();
        let id = domain::value::id::CertificateId::parse(&id).expect("a certificate");
        for work in scene.app.app.store.list_mails(&id).await.expect("mails") {
            let domain::work::Task::Mail { mail, .. } = work.task() else { continue };
            mails.push(WorkKey::of_item(&format!("CERT#{id}"), &format!("MAIL#{mail}")));
        }
    }
    mails
}

/// What SES tells of a mail, as the topic hands it over.
pub fn news(mail: &WorkKey, kind: &str) -> Value {
    let at = json!("2026-11-16T00:00:04.123Z");
    let message = json!({
        "eventType": kind,
        "delivery": { "timestamp": at },
        "bounce": { "bounceType": "Permanent", "timestamp": at },
        "complaint": { "timestamp": at },
        "mail": { "tags": { "ledger": [mail.ledger_tag()], "mail": [mail.sort().trim_start_matches("MAIL#")] } }
    });
    let mut event: Value =
        serde_json::from_str(include_str!("../../../events/track-mail.json")).expect("JSON");
    event["Records"][0]["Sns"]["Message"] = json!(message.to_string());
    event
}
