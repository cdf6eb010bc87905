//! Many people who use the functions at the same time.

use super::{AT_ONCE, resend};
use crate::scene::Scene;
use futures::stream::{self, StreamExt};
use http::StatusCode;
use journeys::lambda::Gateway;
use journeys::{Browser, Reply};
use std::ops::Range;
use std::time::{Duration, Instant};

/// How often a client tries again what was answered with 503.
const TRIES: usize = 4;

/// What became of many requests.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) times_ms: Vec<u128>,
    pub(super) failed: Vec<String>,
    /// How many answers were 503 with `Retry-After`.
    pub(super) busy: usize,
}

impl Tally {
    pub(super) fn p99_ms(&mut self) -> u128 {
        self.times_ms.sort_unstable();
        self.times_ms[self.times_ms.len() * 99 / 100]
    }
}

/// The nth request of a crowd: mostly verifications, now and then a notification.
pub(super) async fn nth(browser: &Browser, verify: &[String], n: usize) -> (Reply, bool) {
    if n.is_multiple_of(5) {
        (resend(browser, n).await, true)
    } else {
        (browser.clone().program(None).get(&verify[n % verify.len()]).await, false)
    }
}

/// Sends the requests of these numbers, for as long as told; each is tried again when the answer says so.
pub(super) async fn crowd(
    gateway: &Gateway,
    scene: &Scene,
    verify: &[String],
    numbers: Range<usize>,
    seconds: u64,
) -> Tally {
    let (router, began) = (gateway.router(), Instant::now());
    let browsers: Vec<Browser> = (0..40).map(|_| scene.app.browser_by(router.clone())).collect();
    let browsers = &browsers;
    let until =
        stream::iter(numbers).take_while(|_| futures::future::ready(began.elapsed().as_secs() < seconds));
    let one = |n: usize| async move {
        let began = Instant::now();
        let (mut busy, mut last) = (0, String::new());
        for attempt in 0..TRIES {
            let (reply, is_resend) = nth(&browsers[n % browsers.len()], verify, n).await;
            if reply.status.is_success() {
                return (began.elapsed(), busy, None);
            }
            // One address may ask so often in an hour: that is not what is looked at here.
            if is_resend && reply.status == StatusCode::TOO_MANY_REQUESTS {
                return (began.elapsed(), busy, None);
            }
            last = format!("{} {}", reply.status, reply.path);
            busy += usize::from(
                reply.status == StatusCode::SERVICE_UNAVAILABLE && reply.headers.contains_key("retry-after"),
            );
            tokio::time::sleep(Duration::from_millis(100 << attempt)).await;
        }
        (began.elapsed(), busy, Some(last))
    };
    let mut tally = Tally::default();
    let mut answers = Box::pin(until.map(one).buffer_unordered(AT_ONCE));
    while let Some((time, busy, failed)) = answers.next().await {
        tally.times_ms.push(time.as_millis());
        tally.busy += busy;
        tally.failed.extend(failed);
    }
    tally
}
