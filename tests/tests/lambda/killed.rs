//! R07: a function is killed in the middle of its work, again and again.

use crate::repeated::{mails_of, news};
use crate::scene::{Scene, timed};
use journeys::lambda::Outcome;
use serde_json::{Value, json};
use std::time::Duration;

const STEPS: [&str; 3] = ["issue-batch", "render-pdf", "send-mail"];

/// Kills an invocation at one tenth of its time after another; answers how many of them had not answered yet.
async fn kill(scene: &Scene, step: &str, events: &[Value], whole: Duration) -> usize {
    let mut killed = 0;
    for (n, event) in events.iter().enumerate() {
        let mut instance = scene.lambda.start(step).await;
        instance.ready().await;
        let after = whole * (n % 9 + 1) as u32 / 10;
        killed += usize::from(instance.invoke_and_kill(event.clone(), after).await == Outcome::Died);
    }
    killed
}

/// Issues a list of so many people while each of its steps is killed `rounds` times at each tenth of its time.
async fn issue_while_killed(rounds: usize) {
    let tries = rounds * 9;
    // How long each step takes when nobody kills it.
    let usual = Scene::published(3).await;
    let batch = |records: &[Value]| json!({ "Records": records });
    let mut times = Vec::new();
    for step in STEPS {
        let records = usual.records(step).await;
        times.push(timed(&usual.lambda, step, batch(&records[..1])).await);
        usual.drain(step).await;
    }
    let scene = Scene::with_lists(tries, 3).await;
    let mut killed = Vec::new();
    for (step, whole) in STEPS.into_iter().zip(times) {
        let events: Vec<Value> =
            scene.records(step).await.iter().map(|r| batch(std::slice::from_ref(r))).collect();
        killed.push(kill(&scene, step, &events, whole).await);
        scene.sweep().await;
        assert_eq!(scene.drain(step).await, 0);
        assert!(scene.records(step).await.is_empty(), "{step}: nothing is stuck after one sweep");
    }
    println!(
        "R07 {} certificates: killed {} x issue-batch, {} x render-pdf, {} x send-mail; one sweep each, 0 stuck",
        scene.people, killed[0], killed[1], killed[2]
    );
    assert!(killed.iter().all(|n| *n > tries / 3), "the kills hit: {killed:?}");
    scene.expect_all_issued_once().await;
}

/// Reads lists while their reader is killed.
async fn read_while_killed(rounds: usize) {
    let (mut scene, mut imports, mut events) = (Scene::empty().await, Vec::new(), Vec::new());
    let usual = scene.uploaded(100).await;
    let whole = timed(&scene.lambda, "import-participants", scene.arrival(&usual).await).await;
    for _ in 0..rounds * 9 {
        imports.push(scene.uploaded(100).await);
        events.push(scene.arrival(imports.last().expect("an import")).await);
    }
    let killed = kill(&scene, "import-participants", &events, whole).await;
    for (import, event) in imports.iter().zip(events) {
        assert_eq!(scene.lambda.invoke("import-participants", event).await, Outcome::Answered(Value::Null));
        let page = scene.program().get(import).await.json();
        assert_eq!((&page["state"], &page["tally"]["ready"]), (&json!("ready"), &json!(100)), "{page}");
    }
    println!("R07 {} lists of 100 people: killed {killed} x import-participants; each read once", rounds * 9);
    assert!(killed > rounds * 3, "the kills hit: {killed}");
}

/// Tells of mails while their tracker is killed.
async fn track_while_killed(rounds: usize) {
    let scene = Scene::published(rounds * 9 + 1).await;
    scene.finish().await;
    let mails = mails_of(&scene).await;
    let events: Vec<Value> = mails.iter().map(|mail| news(mail, "Bounce")).collect();
    let whole = timed(&scene.lambda, "track-mail", events[0].clone()).await;
    let killed = kill(&scene, "track-mail", &events[1..], whole).await;
    for (mail, event) in mails.iter().zip(events) {
        scene.lambda.invoke("track-mail", event).await.answer();
        let work = scene.app.app.store.find_work(mail).await.expect("a read").expect("the mail");
        assert!(format!("{:?}", work.state()).contains("ReturnedForGood"), "{:?}", work.state());
    }
    println!("R07 {} pieces of news: killed {killed} x track-mail; each told again and recorded", rounds * 9);
    assert!(killed > rounds * 3, "the kills hit: {killed}");
}

/// Kills the sweep while it arms an import and the works of another.
async fn sweep_while_killed(rounds: usize) {
    let scene = Scene::with_lists(2, 10).await;
    scene.drain("issue-batch").await;
    scene.let_time_pass().await;
    let tick: Value = serde_json::from_str(include_str!("../../../events/run-clock.json")).expect("JSON");
    let mut whole = Duration::MAX;
    // Other tests may hold a measurement up: the shortest counts.
    for _ in 0..3 {
        scene.let_time_pass().await;
        whole = whole.min(timed(&scene.lambda, "run-clock", tick.clone()).await);
    }
    let mut killed = 0;
    for n in 0..rounds * 9 {
        scene.let_time_pass().await;
        let mut instance = scene.lambda.start("run-clock").await;
        instance.ready().await;
        let after = whole * (n % 9 + 1) as u32 / 10;
        killed += usize::from(instance.invoke_and_kill(tick.clone(), after).await == Outcome::Died);
    }
    scene.finish().await;
    scene.expect_all_issued_once().await;
    println!("R07 killed {killed} x run-clock while 20 pieces of work were due: each was done once");
    assert!(killed > rounds * 3, "the kills hit: {killed}");
}

/// Appoints organisers while `administer` is killed; the operator does it again.
async fn appoint_while_killed(rounds: usize) {
    let scene = Scene::empty().await;
    let address = |n: usize| format!("organizador{n}@exemplo.com.br");
    let appointment = |n: usize| {
        json!({ "action": "create_issuer_with_organiser", "issuer_name": format!("Casa {n}"), "name": "Rui Lopes",
            "email": address(n), "cpf": journeys::cpf(5_000 + n as u32) })
    };
    let whole = timed(&scene.lambda, "administer", appointment(0)).await;
    let numbers = 1..=rounds * 9;
    let events: Vec<Value> = numbers.clone().map(appointment).collect();
    let killed = kill(&scene, "administer", &events, whole).await;
    for event in events {
        scene.lambda.invoke("administer", event).await.answer();
    }
    scene.finish().await;
    for n in numbers {
        // Who is appointed again before they ever signed in may be mailed their way in again.
        let mails = scene.app.mails_to(&address(n)).len();
        assert!((1..=2).contains(&mails), "organiser {n} is welcomed by {mails} mails");
    }
    println!("R07 {} organisers: killed {killed} x administer; each was welcomed", rounds * 9);
    assert!(killed > rounds * 3, "the kills hit: {killed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_tracker_sweep_or_administrator_is_followed_by_one_that_ends_it() {
    track_while_killed(1).await;
    sweep_while_killed(1).await;
    appoint_while_killed(1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_step_is_finished_by_the_next_one() {
    issue_while_killed(2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_reader_is_followed_by_one_that_reads_the_list_once() {
    read_while_killed(1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make reliability"]
async fn r07_at_length() {
    issue_while_killed(20).await;
    read_while_killed(20).await;
    track_while_killed(20).await;
    sweep_while_killed(20).await;
    appoint_while_killed(20).await;
}

/// A function that takes too long is killed by Lambda, and its work is done later.
#[tokio::test(flavor = "multi_thread")]
async fn a_step_that_times_out_loses_nothing() {
    let scene = Scene::published(5).await;
    scene.drain("issue-batch").await;
    scene.proxy.fail_all(journeys::Fault::Slow(400), 100);
    let records = scene.records("render-pdf").await;
    let mut slow = scene.lambda.start("render-pdf").await;
    let outcome = slow.invoke_within(json!({ "Records": records }), Duration::from_millis(900)).await;
    assert_eq!(outcome, Outcome::TimedOut);
    scene.proxy.fail(journeys::Fault::None);
    scene.finish().await;
    scene.expect_all_issued_once().await;
}
