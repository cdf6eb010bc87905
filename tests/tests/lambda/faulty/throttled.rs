//! R11: the database throttles.

use super::crowd::{crowd, nth};
use super::{asked_for, busy_house, verify_paths};
use crate::scene::Scene;
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

/// Everything is throttled: each answer says so, in time.
async fn everything(scene: &Scene, gateway: &Gateway, verify: &[String]) {
    scene.proxy.fail_all(Fault::Throttle, 100);
    let ill = scene.app.browser_by(gateway.router());
    for n in 0..6 {
        let began = Instant::now();
        let (reply, _) = nth(&ill, verify, n).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        let took = began.elapsed();
        assert!(reply.headers.contains_key("retry-after") && took < Duration::from_secs(9), "{took:?}");
    }
    scene.proxy.fail(Fault::None);
    let began = Instant::now();
    let well = crowd(gateway, scene, verify, 0..20, 10).await;
    println!(
        "R11 100 % throttled: 6 of 6 answered 503 with Retry-After; well again after {} ms",
        began.elapsed().as_millis()
    );
    assert!(well.failed.is_empty(), "{:?}", well.failed);
}

pub(super) async fn throttled(many: usize, seconds: u64) {
    let (scene, gateway) = busy_house(6).await;
    let verify = verify_paths(&scene).await;
    crowd(&gateway, &scene, &verify, 0..30, 60).await;
    a_part(&scene, &gateway, &verify, 1000..many.saturating_add(1000), seconds).await;
    everything(&scene, &gateway, &verify).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_database_delays_and_tells_no_lies() {
    throttled(150, 60).await;
}
