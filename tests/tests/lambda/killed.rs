//! R07: a function is killed in the middle of its work, again and again.

use crate::scene::{Scene, timed};
use journeys::lambda::Outcome;
use serde_json::{Value, json};
use std::time::Duration;

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
    for step in ["issue-batch", "render-pdf", "send-mail"] {
        let records = usual.records(step).await;
        times.push(timed(&usual.lambda, step, batch(&records[..1])).await);
        usual.drain(step).await;
    }
    let scene = Scene::published(tries).await;
    let chunk = batch(&scene.records("issue-batch").await);
    // The chunk is longer than the one that was timed.
    let issuing = kill(&scene, "issue-batch", &vec![chunk; tries], times[0] * 4).await;
    scene.sweep().await;
    scene.drain("issue-batch").await;
    let pdfs: Vec<Value> = scene.records("render-pdf").await.iter().map(|r| batch(&[r.clone()])).collect();
    let drawing = kill(&scene, "render-pdf", &pdfs, times[1]).await;
    scene.sweep().await;
    scene.drain("render-pdf").await;
    let mails: Vec<Value> = scene.records("send-mail").await.iter().map(|r| batch(&[r.clone()])).collect();
    let mailing = kill(&scene, "send-mail", &mails, times[2]).await;
    scene.sweep().await;
    scene.drain("send-mail").await;
    println!(
        "R07 {tries} certificates: killed {issuing} x issue-batch, {drawing} x render-pdf, {mailing} x send-mail; one sweep each, 0 stuck"
    );
    assert!(issuing > tries / 3 && drawing > tries / 3 && mailing > tries / 3, "the kills hit");
    scene.expect_all_issued_once().await;
}

/// Reads one list while its reader is killed.
async fn read_while_killed(rounds: usize) {
    let mut scene = Scene::empty().await;
    let import = scene.uploaded(400).await;
    let arrival = scene.arrival(&import).await;
    let mut other = Scene::empty().await;
    let twin = other.uploaded(400).await;
    let whole = timed(&other.lambda, "import-participants", other.arrival(&twin).await).await;
    let killed = kill(&scene, "import-participants", &vec![arrival.clone(); rounds * 9], whole).await;
    assert_eq!(scene.lambda.invoke("import-participants", arrival).await, Outcome::Answered(Value::Null));
    let page = scene
        .organiser
        .clone()
        .program(scene.organiser.cookie(common::web::COOKIE).as_deref())
        .get(&import)
        .await
        .json();
    println!(
        "R07 a list of 400 people: killed {killed} x import-participants; read once: {}",
        page["tally"]["ready"]
    );
    assert_eq!((&page["state"], &page["tally"]["ready"]), (&json!("ready"), &json!(400)), "{page}");
    assert!(killed > rounds * 3, "the kills hit");
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
