//! R11: the database answers late, or never.

use super::{AT_ONCE, verify_paths};
use crate::scene::Scene;
use common::web::COOKIE;
use futures::stream::{self, StreamExt};
use http::StatusCode;
use journeys::lambda::Gateway;
use journeys::{Fault, Reply};
use std::time::Duration;

/// What the gateway waits for a function that has 15 s.
const FUNCTION: Duration = Duration::from_secs(15);

/// Somebody who is signed in opens pages, and strangers verify, while each answer of the database takes so long. Whoever
/// is not served is told so by the function itself: the gateway's own 503 says nothing of when to come again.
async fn while_each_takes(scene: &Scene, gateway: &Gateway, ms: u64, requests: usize) -> usize {
    let verify = verify_paths(scene).await;
    let mut holder = scene.app.browser_by(gateway.router());
    holder.plant_cookie(COOKIE, &scene.organiser.cookie(COOKIE).expect("a session"));
    scene.proxy.fail_all(Fault::Slow(ms), 100);
    let ask = |n: usize| {
        let path = if n.is_multiple_of(2) { "/organizador" } else { verify[n % verify.len()].as_str() };
        let mut browser = holder.clone();
        async move { browser.get(path).await }
    };
    let replies: Vec<Reply> = stream::iter(0..requests).map(ask).buffer_unordered(AT_ONCE).collect().await;
    scene.proxy.fail(Fault::None);
    for reply in replies.iter().filter(|reply| !reply.status.is_success()) {
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{} {}", reply.path, reply.text());
        assert!(reply.headers.contains_key("retry-after"), "the gateway's own answer: {}", reply.path);
    }
    replies.iter().filter(|reply| !reply.status.is_success()).count()
}

pub(super) async fn slow(requests: usize) {
    let scene = Scene::published(3).await;
    scene.finish().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, FUNCTION);
    let late = while_each_takes(&scene, &gateway, 2_500, requests).await;
    let never = while_each_takes(&scene, &gateway, 4_000, requests).await;
    println!(
        "R11 each answer of the database takes 2.5 s or never comes: {late} and {never} of {requests} requests answered \
         503 with Retry-After within 15 s, none by the gateway"
    );
    assert_eq!(never, requests, "nothing is served without a database");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_hangs_is_answered_for_in_time() {
    slow(AT_ONCE).await;
}
