//! R11 to R14 and R16: the database throttles, conflicts, loses its answers, is hot at one key, or shows old indexes,
//! while people use the functions through a gateway.

use crate::scene::Scene;
use common::documents::pdf_key;
use common::web::COOKIE;
use domain::id::CertificateId;
use futures::stream::{self, StreamExt};
use http::StatusCode;
use journeys::lambda::Gateway;
use journeys::{Browser, Fault, Reply};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// How many requests are under way at the same time.
const AT_ONCE: usize = 6;
/// How often a client tries again what was answered with 503.
const TRIES: usize = 4;
/// What the gateway waits for a function.
const GATEWAY: Duration = Duration::from_secs(29);

/// A house with certificates, and a gateway before its functions.
async fn busy_house(people: usize) -> (Scene, Gateway) {
    let scene = Scene::published(people).await;
    scene.finish().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    (scene, gateway)
}

/// What became of many requests.
#[derive(Default)]
struct Tally {
    times_ms: Vec<u128>,
    failed: Vec<String>,
    busy: usize,
}

impl Tally {
    fn p99_ms(&mut self) -> u128 {
        self.times_ms.sort_unstable();
        self.times_ms[self.times_ms.len() * 99 / 100]
    }
}

/// Asks for a notification under an idempotency key, as the nth person.
async fn resend(browser: &Browser, n: usize) -> Reply {
    let mut browser =
        browser.clone().program(None).with_header("idempotency-key", &format!("chave-de-teste-{n:08}"));
    browser.post_json("/reenviar", &json!({ "email": format!("alguem{n}@exemplo.com.br") })).await
}

/// The nth request of a crowd: mostly verifications, now and then a notification.
async fn nth(browser: &Browser, verify: &[String], n: usize) -> (Reply, bool) {
    if n.is_multiple_of(5) {
        (resend(browser, n).await, true)
    } else {
        (browser.clone().program(None).get(&verify[n % verify.len()]).await, false)
    }
}

/// Sends requests for as long as told, or so many; each is tried again when the answer says so.
async fn crowd(gateway: &Gateway, scene: &Scene, verify: &[String], many: usize, seconds: u64) -> Tally {
    let (router, began) = (gateway.router(), Instant::now());
    let browsers: Vec<Browser> = (0..40).map(|_| scene.app.browser_by(router.clone())).collect();
    let browsers = &browsers;
    let until =
        stream::iter(0..many).take_while(|_| futures::future::ready(began.elapsed().as_secs() < seconds));
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

async fn verify_paths(scene: &Scene) -> Vec<String> {
    let people = scene.certificates().await;
    people.iter().map(|p| p["verify"].as_str().expect("a path").to_owned()).collect()
}

/// R11: throttling, of a part and of everything.
async fn throttled(many: usize, seconds: u64) {
    let (scene, gateway) = busy_house(6).await;
    let verify = verify_paths(&scene).await;
    crowd(&gateway, &scene, &verify, 30, 60).await;
    scene.proxy.fail_all(Fault::Throttle, 30);
    let mut tally = crowd(&gateway, &scene, &verify, many, seconds).await;
    let (all, failed, p99) = (tally.times_ms.len(), tally.failed.len(), tally.p99_ms());
    println!(
        "R11 30 % throttled: {all} requests, {failed} failed for good, {} answers 503, p99 {} ms",
        tally.busy, p99
    );
    assert!(failed * 100 <= all, "{:?}", tally.failed);
    assert!(p99 < 5_000, "p99 {p99} ms");
    scene.proxy.fail_all(Fault::Throttle, 100);
    let ill = scene.app.browser_by(gateway.router());
    let mut refused = 0;
    for n in 0..6 {
        let began = Instant::now();
        let (reply, _) = nth(&ill, &verify, n).await;
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        assert!(
            reply.headers.contains_key("retry-after") && began.elapsed() < Duration::from_secs(9),
            "{:?}",
            began.elapsed()
        );
        refused += 1;
    }
    scene.proxy.fail(Fault::None);
    let began = Instant::now();
    let well = crowd(&gateway, &scene, &verify, 20, 10).await;
    println!(
        "R11 100 % throttled: {refused} of 6 answered 503 with Retry-After; well again after {} ms",
        began.elapsed().as_millis()
    );
    assert!(well.failed.is_empty(), "{:?}", well.failed);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_throttled_database_delays_and_tells_no_lies() {
    throttled(150, 60).await;
}

/// R12: many publish the same list at once, while transactions conflict.
async fn raced(rounds: usize) {
    let mut scene = Scene::empty().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    for _ in 0..rounds {
        let import = scene.uploaded(3).await;
        scene.app.settle().await;
        let token = scene.organiser.cookie(COOKIE);
        let form = scene.organiser.get(&import).await.form("/publicar").fill("confirm", "true");
        let number = form.value("number").unwrap_or("3").to_owned();
        scene.proxy.fail_writes(Fault::Conflict, 30);
        let publish = |n: usize| {
            let program = scene.app.browser_by(gateway.router()).program(token.as_deref());
            let mut program =
                program.with_header("idempotency-key", &format!("publicar-{import}-{n}").replace('/', "-"));
            let (path, number) = (format!("{import}/publicar"), number.clone());
            async move {
                program
                    .post_json(
                        &path,
                        &json!({ "confirm": true, "number": number.parse::<u32>().expect("a number") }),
                    )
                    .await
            }
        };
        let replies: Vec<Reply> = stream::iter(0..20).map(publish).buffer_unordered(AT_ONCE).collect().await;
        scene.proxy.fail(Fault::None);
        let won = replies.iter().filter(|r| r.status.is_success() || r.status.is_redirection()).count();
        let lost = replies.iter().filter(|r| r.status == StatusCode::CONFLICT).count();
        let other: Vec<String> = replies
            .iter()
            .filter(|r| {
                !r.status.is_success() && !r.status.is_redirection() && r.status != StatusCode::CONFLICT
            })
            .map(|r| format!("{} {}", r.status, r.text()))
            .collect();
        assert_eq!((won, lost), (1, 19), "{other:?}");
        scene.published_already(&import);
    }
    let faults = scene.proxy.failed();
    scene.finish().await;
    scene.expect_all_issued_once().await;
    println!(
        "R12 30 % conflicts, 20 publish the same list at once, {rounds} times: 1 winner and 19 x 409 each, 0 x 5xx, {faults} faults"
    );
    assert!(faults > 0, "the faults happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_race_among_conflicts_has_one_winner() {
    raced(2).await;
}

/// R13: a fifth of the writes is carried out and its answer lost.
async fn answers_lost(many: usize) {
    let scene = Scene::empty().await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    let browsers: Vec<Browser> = (0..many.div_ceil(4))
        .map(|n| scene.app.browser_from_by(gateway.router(), &format!("10.{}.{}.1", n / 200, n % 200)))
        .collect();
    scene.proxy.fail_writes(Fault::AnswerLost, 20);
    let one = |n: usize| {
        let browser = &browsers[n / 4];
        async move {
            let mut first: Option<Vec<u8>> = None;
            // Every request is sent twice, whatever the first answer was, as a client does that did not hear it.
            for attempt in 0..8 {
                let reply = resend(browser, n).await;
                if reply.status.is_success() {
                    match &first {
                        Some(first) => {
                            assert_eq!(first, &reply.body, "the first answer again");
                            return;
                        }
                        None => first = Some(reply.body),
                    }
                } else {
                    assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
                    tokio::time::sleep(Duration::from_millis(50 << attempt)).await;
                }
            }
            panic!("request {n} was not answered");
        }
    };
    stream::iter(0..many).map(one).buffer_unordered(AT_ONCE).collect::<Vec<()>>().await;
    scene.proxy.fail(Fault::None);
    let message = |r: &Value| r["dynamodb"]["NewImage"]["body"]["M"]["task"]["M"]["message"]["M"].clone();
    let asked: Vec<Value> = scene.records("send-mail").await.iter().map(message).collect();
    let asked: Vec<&Value> = asked.iter().filter(|m| m["message"]["S"] == "resend").collect();
    let to: BTreeSet<String> = asked.iter().map(|m| m["to"]["S"].to_string()).collect();
    println!(
        "R13 20 % of the answers lost after the commit: {many} requests sent twice, {} faults: {} pieces of work for {} people",
        scene.proxy.failed(),
        asked.len(),
        to.len()
    );
    assert_eq!((asked.len(), to.len()), (many, many), "nothing twice, nothing lost");
    assert!(scene.proxy.failed() as usize > many / 10, "the faults happened");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_lost_after_the_commit_is_given_again() {
    answers_lost(150).await;
}

/// R14: how a bulk issue spreads its writes over partition keys.
async fn spread(people: usize, at_most: f64) {
    let scene = Scene::published(people).await;
    scene.proxy.cool();
    scene.finish().await;
    let heat = scene.proxy.heat();
    println!(
        "R14 {people} issued, drawn and mailed: {} writes in {} s, {:.2} % of them ({}) under the hottest key, a {}",
        heat.writes,
        heat.over.as_secs(),
        heat.share() * 100.0,
        heat.hottest,
        heat.of_kind
    );
    assert!(heat.share() < at_most, "{heat:?}");
    scene.expect_all_issued_once().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bulk_issue_heats_no_key() {
    spread(100, 0.05).await;
}

/// R16: the indexes stand still. What is decided is decided by base keys.
#[tokio::test(flavor = "multi_thread")]
async fn old_indexes_delay_lists_and_decide_nothing() {
    let scene = Scene::published(3).await;
    let gateway = Gateway::before(&scene.lambda, AT_ONCE, GATEWAY);
    scene.proxy.fail_all(Fault::Stale, 100);
    for step in ["issue-batch", "render-pdf", "send-mail"] {
        scene.drain(step).await;
    }
    let mail = scene.app.mails_to("pessoa0@exemplo.com.br").remove(0);
    let mut holder = scene.app.browser_by(gateway.router());
    let initial = mail.after("Senha inicial:");
    scene.app.first_access(&mut holder, &journeys::cpf(0), &initial, "três jabutis lendo jornal").await;
    let person = scene.certificates().await.remove(0);
    let verify = person["verify"].as_str().expect("a path").to_owned();
    let page = scene.app.browser_by(gateway.router()).program(None).get(&verify).await.json();
    assert_eq!(page["status"], "valid", "a verification reads no index");
    let path = person["certificate"].as_str().expect("a path");
    let id = CertificateId::parse(path.rsplit('/').next().expect("an id")).expect("a certificate");
    let pdf = holder.get(&format!("/certificados/{}/pdf", id.as_str().to_lowercase())).await;
    assert_eq!(pdf.body, scene.app.app.documents.get(&pdf_key(&id, 1)).await.expect("the PDF"));
    let program = holder.clone().program(holder.cookie(COOKIE).as_deref());
    assert_eq!(program.clone().get("/certificados").await.json()["cards"], json!([]), "the index is behind");
    scene.proxy.fail(Fault::None);
    assert_eq!(program.clone().get("/certificados").await.json()["cards"].as_array().map(Vec::len), Some(1));
    // The mail that says that the password was chosen.
    scene.finish().await;
    scene.expect_all_issued_once().await;
    println!(
        "R16 indexes that stand still: issue, first access, download and verification pass; the list follows"
    );
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "takes minutes: make reliability"]
async fn r11_to_r14_at_length() {
    throttled(usize::MAX, 60).await;
    raced(20).await;
    answers_lost(3000).await;
    spread(1500, 0.02).await;
}
