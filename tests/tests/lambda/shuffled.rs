//! R09: events that come in any order.

use crate::repeated::{mails_of, news};
use crate::scene::Scene;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use store::works::WorkKey;

/// What may be told of one mail; the last but one outweighs the others.
const NEWS: [&str; 5] = ["Delivery", "Bounce", "Delivery", "Complaint", "Bounce"];

/// Hands the records of a step over shuffled, some of them twice, by three processes at once.
async fn shuffle(scene: &Scene, step: &'static str, chance: &mut StdRng) {
    let mut records = scene.records(step).await;
    let twice: Vec<Value> = records.iter().filter(|_| chance.random_range(0..5) == 0).cloned().collect();
    records.extend(twice);
    records.shuffle(chance);
    let batches: Vec<Vec<Value>> = records.chunks(4).map(<[Value]>::to_vec).collect();
    let mut processes = Vec::new();
    for share in batches.chunks(batches.len().div_ceil(3).max(1)) {
        let (mut instance, share) = (scene.lambda.start(step).await, share.to_vec());
        processes.push(tokio::spawn(async move {
            for batch in share {
                instance.invoke(json!({ "Records": batch })).await.answer();
            }
        }));
    }
    for process in processes {
        process.await.expect("no panic");
    }
}

async fn expect_unwanted(scene: &Scene, mails: &[WorkKey]) {
    for mail in mails {
        let work = scene.app.app.store.find_work(mail).await.expect("a read").expect("the mail");
        assert!(format!("{:?}", work.state()).contains("Unwanted"), "{:?}", work.state());
    }
}

/// Issues a list in any order; then tells what became of the mails in any order.
async fn shuffled(people: usize, seed: u64) {
    let scene = Scene::published(people).await;
    let mut chance = StdRng::seed_from_u64(seed);
    for step in ["issue-batch", "render-pdf", "send-mail"] {
        shuffle(&scene, step, &mut chance).await;
    }
    scene.finish().await;
    scene.expect_all_issued_once().await;
    let mails = mails_of(&scene).await;
    let mut all: Vec<Value> = mails.iter().flat_map(|mail| NEWS.map(|kind| news(mail, kind))).collect();
    all.shuffle(&mut chance);
    let mut track = scene.lambda.start("track-mail").await;
    for event in &all {
        track.invoke(event.clone()).await.answer();
    }
    expect_unwanted(&scene, &mails).await;
    println!("R09 seed {seed}: {people} flows in any order, {} pieces of news: one final state", all.len());
}

/// Tells of one mail after the other, each time in the order of another seed.
async fn orders_of_news(seeds: usize) {
    let scene = Scene::published(seeds).await;
    scene.finish().await;
    let mails = mails_of(&scene).await;
    assert_eq!(mails.len(), seeds, "a mail for each seed");
    let mut track = scene.lambda.start("track-mail").await;
    for (mail, seed) in mails.iter().zip(0..) {
        let mut order = NEWS;
        order.shuffle(&mut StdRng::seed_from_u64(seed));
        for kind in order {
            track.invoke(news(mail, kind)).await.answer();
        }
    }
    expect_unwanted(&scene, &mails).await;
    println!("R09 {seeds} seeded orders of {} pieces of news of one mail: one final state", NEWS.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn events_in_any_order_end_in_one_state() {
    shuffled(20, 1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make reliability"]
async fn r09_at_length() {
    for seed in 1..=10 {
        shuffled(50, seed).await;
    }
    println!(
        "R09 10 seeds of 50 flows: 500 flows, each step's deliveries shuffled and a fifth of them twice"
    );
    orders_of_news(500).await;
}
