//! R13: a fifth of the writes is carried out and its answer lost.

use super::{AT_ONCE, GATEWAY, asked_for, resend};
use crate::scene::Scene;
use futures::stream::{self, StreamExt};
use http::StatusCode;
use journeys::lambda::Gateway;
use journeys::{Browser, Fault};
use std::time::Duration;

/// Sends the nth request until it was answered twice, as a client does that did not hear the first answer.
async fn ask_twice(browser: &Browser, n: usize) {
    let mut first: Option<Vec<u8>> = None;
    for attempt in 0..8 {
        let reply = resend(browser, n).await;
        if !reply.status.is_success() {
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
            tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
            continue;
        }
        match &first {
            Some(first) => {
                assert_eq!(first, &reply.body, "the first answer again");
                return;
            }
            None => first = Some(reply.body),
        }
    }
    panic!("request {n} was not answered");
}

pub(super) async fn answers_lost(many: usize) {
    let scene = Scene::empty().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    let browsers: Vec<Browser> = (0..many.div_ceil(4))
        .map(|n| scene.app.browser_from_by(gateway.router(), &format!("10.{}.{}.1", n / 200, n % 200)))
        .collect();
    scene.proxy.fail_writes(Fault::AnswerLost, 20);
    let one = |n: usize| ask_twice(&browsers[n / 4], n);
    stream::iter(0..many).map(one).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    scene.proxy.fail(Fault::None);
    let (asked, addresses) = asked_for(&scene).await;
    println!(
        "R13 20 % of the answers lost after the commit: {many} requests sent twice, {} faults: {asked} pieces of work for \
         {addresses} people",
        scene.proxy.failed()
    );
    assert_eq!((asked, addresses), (many, many), "nothing twice, nothing lost");
    assert!(scene.proxy.failed() as usize > many / 10, "the faults happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_commit_is_given_again() {
    answers_lost(150).await;
}
