//! R11: the database throttles.

use super::crowd::{crowd, nth};
use super::{AT_ONCE, asked_for, busy_house, verify_paths};
use crate::scene::Scene;
use futures::future::join_all;
use http::StatusCode;
use journeys::Fault;
use journeys::lambda::Gateway;
use std::ops::Range;
use std::time::{Duration, Instant};

/// A part of everything is throttled: a crowd waits a little longer, and nothing is done twice.
async fn a_part(scene: &Scene, gateway: &Gateway, verify: &[String], numbers: Range<usize>, seconds: u64) {
    scene.proxy.fail_all(Fault::Throttle, 30);
    let mut tally = crowd(gateway, scene, verify, numbers, seconds).await;
    let (all, failed, p99) = (tally.times_ms.len(), tally.failed.len(), tally.p99_ms());
    let (asked, addresses) = asked_for(scene).await;
    println!(
        "R11 30 % throttled: {all} requests, {failed} failed for good, {} answers 503, p99 {p99} ms; {asked} pieces of \
         work for {addresses} keys",
        tally.busy
    );
    assert!(failed * 100 <= all, "{:?}", tally.failed);
    assert!(p99 < 5_000, "p99 {p99} ms");
    assert_eq!(asked, addresses, "one piece of work for each idempotency key");
    assert!(asked > 0, "notifications were asked for");
}

/// Asks one thing after another until the time is up, and at least one: each answer says so, and soon. How many answers.
async fn refused(gateway: &Gateway, scene: &Scene, verify: &[String], first: usize, until: Instant) -> usize {
    let ill = scene.app.browser_by(gateway.router());
    for n in first.. {
        let began = Instant::now();
        let (reply, _) = nth(&ill, verify, n).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        let took = began.elapsed();
        assert!(reply.headers.contains_key("retry-after") && took < Duration::from_secs(9), "{took:?}");
        if Instant::now() >= until {
            return n + 1 - first;
        }
    }
    0
}

/// Everything is throttled: nothing is done, each answer says so, and afterwards all is well at once.
async fn everything(scene: &Scene, gateway: &Gateway, verify: &[String], seconds: u64) {
    let before = asked_for(scene).await;
    scene.proxy.fail_all(Fault::Throttle, 100);
    let until = Instant::now() + Duration::from_secs(seconds);
    let person = |person: usize| refused(gateway, scene, verify, 1_000_000 * (person + 1) + person, until);
    let answers: usize = join_all((0..AT_ONCE).map(person)).await.into_iter().sum();
    assert_eq!(asked_for(scene).await, before, "what was refused was not done");
    scene.proxy.fail(Fault::None);
    let began = Instant::now();
    let well = crowd(gateway, scene, verify, 0..20, 10).await;
    println!(
        "R11 100 % throttled: {answers} of {answers} answered 503 with Retry-After; well again after {} ms",
        began.elapsed().as_millis()
    );
    assert!(well.failed.is_empty(), "{:?}", well.failed);
}

pub(super) async fn throttled(many: usize, seconds: u64, wholly: u64) {
    let (scene, gateway) = busy_house(6).await;
    let verify = verify_paths(&scene).await;
    crowd(&gateway, &scene, &verify, 0..30, 60).await;
    a_part(&scene, &gateway, &verify, 1000..many.saturating_add(1000), seconds).await;
    everything(&scene, &gateway, &verify, wholly).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_database_delays_and_tells_no_lies() {
    throttled(150, 60, 0).await;
}
