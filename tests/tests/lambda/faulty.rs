//! R11 to R14 and R16: the database throttles, is slow, conflicts, loses its answers, is hot at one key, or shows old
//! indexes, while people use the functions through a gateway.

mod conflicts;
mod crowd;
mod heat;
mod lost;
mod slow;
mod stale;
mod throttled;

use crate::scene::Scene;
use journeys::lambda::Gateway;
use journeys::{Browser, Reply};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

/// How many requests are under way at the same time.
const AT_ONCE: usize = 6;
/// What the gateway waits for a function.
const GATEWAY: Duration = Duration::from_secs(29);

/// A house with certificates, and a gateway before its functions.
async fn busy_house(people: usize) -> (Scene, Gateway) {
    let scene = Scene::published(people).await;
    scene.finish().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    (scene, gateway)
}

async fn verify_paths(scene: &Scene) -> Vec<String> {
    let people = scene.certificates().await;
    people.iter().map(|p| p["verify"].as_str().expect("a path").to_owned()).collect()
}

/// Asks for a notification under an idempotency key, as the nth person.
async fn resend(browser: &Browser, n: usize) -> Reply {
    let mut browser =
        browser.clone().program(None).with_header("idempotency-key", &format!("chave-de-teste-{n:08}"));
    browser.post_json("/reenviar", &json!({ "email": format!("alguem{n}@exemplo.com.br") })).await
}

/// How many notifications were asked for, and for how many addresses: each request has an address of its own.
async fn asked_for(scene: &Scene) -> (usize, usize) {
    let message = |r: &Value| r["dynamodb"]["NewImage"]["body"]["M"]["task"]["M"]["message"]["M"].clone();
    let asked: Vec<Value> = scene.records("send-mail").await.iter().map(message).collect();
    let asked: Vec<&Value> = asked.iter().filter(|m| m["message"]["S"] == "resend").collect();
    let to: BTreeSet<String> = asked.iter().map(|m| m["to"]["S"].to_string()).collect();
    (asked.len(), to.len())
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make reliability"]
async fn r11_to_r14_at_length() {
    throttled::throttled(usize::MAX, 60, 60).await;
    slow::slow(12).await;
    conflicts::raced(20).await;
    lost::answers_lost(10_000).await;
    heat::spread(1500, 0.02).await;
}
