//! R12: many publish the same list at once, while transactions conflict.

use super::{AT_ONCE, GATEWAY};
use crate::scene::Scene;
use common::web::COOKIE;
use futures::stream::{self, StreamExt};
use http::StatusCode;
use journeys::lambda::Gateway;
use journeys::{Fault, Reply};
use serde_json::json;

/// Twenty at once publish an import, each under a key of their own.
async fn publish_at_once(scene: &Scene, gateway: &Gateway, import: &str) -> Vec<Reply> {
    let token = scene.organiser.cookie(COOKIE);
    let form = scene.organiser.clone().get(import).await.form("/publicar").fill("confirm", "true");
    let number: u32 = form.value("number").unwrap_or("3").parse().expect("a number");
    scene.proxy.fail_writes(Fault::Conflict, 30);
    let publish = |n: usize| {
        let program = scene.app.browser_by(gateway.router()).program(token.as_deref());
        let key = format!("publicar-{import}-{n}").replace('/', "-");
        let mut program = program.with_header("idempotency-key", &key);
        let path = format!("{import}/publicar");
        async move { program.post_json(&path, &json!({ "confirm": true, "number": number })).await }
    };
    let replies = stream::iter(0..20).map(publish).buffer_unordered(AT_ONCE).collect().await;
    scene.proxy.fail(Fault::None);
    replies
}

/// Sees that one of them won, and that all others were told so.
fn expect_one_winner(replies: &[Reply]) {
    let is_won = |r: &&Reply| r.status.is_success() || r.status.is_redirection();
    let is_lost = |r: &&Reply| r.status == StatusCode::CONFLICT;
    let other = replies.iter().filter(|r| !is_won(r) && !is_lost(r));
    let other: Vec<String> = other.map(|r| format!("{} {}", r.status, r.text())).collect();
    let (won, lost) = (replies.iter().filter(is_won).count(), replies.iter().filter(is_lost).count());
    assert_eq!((won, lost), (1, 19), "{other:?}");
}

pub(super) async fn raced(rounds: usize) {
    let mut scene = Scene::empty().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    for _ in 0..rounds {
        let import = scene.uploaded(3).await;
        scene.app.settle().await;
        expect_one_winner(&publish_at_once(&scene, &gateway, &import).await);
        scene.published_already(&import);
    }
    let faults = scene.proxy.failed();
    scene.finish().await;
    scene.expect_all_issued_once().await;
    println!(
        "R12 30 % conflicts, 20 publish the same list at once, {rounds} times: 1 winner and 19 x 409 each, 0 x 5xx, \
         {faults} faults"
    );
    assert!(faults > 0, "the faults happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_race_among_conflicts_has_one_winner() {
    raced(2).await;
}
