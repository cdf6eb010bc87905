//! The stream is stopped for the whole of an import: only what the sweep arms is ever delivered.

use crate::scene::Scene;
use journeys::lambda::keys_of;
use serde_json::{Value, json};
use std::collections::HashSet;

const STEPS: [&str; 3] = ["issue-batch", "render-pdf", "send-mail"];

/// Issues a list with the sweep alone. Answers how many sweeps it took.
async fn by_the_sweep_alone(people: usize) -> usize {
    let scene = Scene::published(people).await;
    for sweeps in 1..=200 {
        // What the stream holds is lost: nobody was there to take it.
        let lost: HashSet<String> =
            waiting(&scene).await.into_iter().map(|(_, record)| seen(&record)).collect();
        scene.sweep().await;
        let armed: Vec<(&str, Value)> =
            waiting(&scene).await.into_iter().filter(|(_, record)| !lost.contains(&seen(record))).collect();
        for step in STEPS {
            let of_step: Vec<&Value> = armed.iter().filter(|(s, _)| *s == step).map(|(_, r)| r).collect();
            let mut instance = scene.lambda.start(step).await;
            for batch in of_step.chunks(10) {
                let answer = instance.invoke(json!({ "Records": batch })).await.answer();
                assert_eq!(answer["batchItemFailures"], json!([]));
            }
        }
        if scene.due().await == 0 {
            scene.expect_all_issued_once().await;
            return sweeps;
        }
    }
    panic!("{} pieces are still due", scene.due().await);
}

async fn waiting(scene: &Scene) -> Vec<(&'static str, Value)> {
    let mut all = Vec::new();
    for step in STEPS {
        all.extend(scene.records(step).await.into_iter().map(|record| (step, record)));
    }
    all
}

/// A record, as one change of one item.
fn seen(record: &Value) -> String {
    format!("{} {}", keys_of(record), record["dynamodb"]["NewImage"]["version"])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sweep_alone_issues_a_list() {
    let sweeps = by_the_sweep_alone(60).await;
    println!("60 people by the sweep alone: {sweeps} sweeps");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make reliability"]
async fn a_thousand_by_the_sweep_alone() {
    let sweeps = by_the_sweep_alone(1000).await;
    println!(
        "R27 the stream stopped for an import of 1,000: 1,000 certificates and mails after {sweeps} sweeps"
    );
}
