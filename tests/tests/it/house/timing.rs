//! What time tells a stranger: nothing. These tests measure, so they run alone and long: `make test-timing`.

use crate::house::people::{PASSWORD, invited, settled_in};
use futures::future::join_all;
use http::StatusCode;
use http::header::RETRY_AFTER;
use journeys::{Browser, Reply, TestApp};
use platform::config::Limits;
use serde_json::{Value, json};
use std::time::Instant;

const MARIA: &str = "529.982.247-25";
const JOAO: &str = "111.444.777-35";

/// No limit, so that only the work is measured.
fn unlimited() -> Limits {
    let most = u32::MAX;
    Limits {
        login_account_10_min: most,
        login_account_hour: most,
        login_source_min: most,
        visitor_source: most,
        visitor_source_working: most,
        visitor_all_min: most,
        verify_miss_source_min: most,
        resend_address: most,
        resend_source: most,
        support_source: most,
    }
}

/// A request that is measured: where to, and with what.
struct Case {
    name: &'static str,
    path: &'static str,
    body: Value,
    status: u16,
}

/// Milliseconds of `rounds` requests of each case, one after another in turn.
async fn measured(app: &TestApp, cases: &[Case], rounds: usize) -> Vec<Vec<f64>> {
    let mut times = vec![Vec::with_capacity(rounds); cases.len()];
    for round in 0..rounds + 10 {
        for (case, times) in cases.iter().zip(&mut times) {
            let mut program = app.browser_from("203.0.113.9").program(None);
            let before = Instant::now();
            let answer = program.post_json(case.path, &case.body).await;
            let took = before.elapsed().as_secs_f64() * 1000.0;
            assert_eq!(answer.status.as_u16(), case.status, "{}", case.name);
            if round >= 10 {
                times.push(took);
            }
        }
    }
    times
}

fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

/// The two-sided p of the Mann-Whitney test, by its normal approximation (both samples have hundreds of values).
fn mann_whitney(a: &[f64], b: &[f64]) -> f64 {
    let mut all: Vec<(f64, bool)> =
        a.iter().map(|t| (*t, true)).chain(b.iter().map(|t| (*t, false))).collect();
    all.sort_by(|x, y| x.0.total_cmp(&y.0));
    let rank_sum: f64 =
        (1_u32..).zip(&all).filter(|(_, (_, of_a))| *of_a).map(|(rank, _)| f64::from(rank)).sum();
    let (n, m) = (a.len() as f64, b.len() as f64);
    let u = rank_sum - n * (n + 1.0) / 2.0;
    let z = (u - n * m / 2.0) / (n * m * (n + m + 1.0) / 12.0).sqrt();
    1.0 - erf(z.abs() / std::f64::consts::SQRT_2)
}

/// The error function (Abramowitz and Stegun 7.1.26; to 1.5e-7).
fn erf(x: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.327_591_1 * x);
    let series = [0.254_829_592, -0.284_496_736, 1.421_413_741, -1.453_152_027, 1.061_405_429];
    1.0 - series.iter().rev().fold(0.0, |sum, a| (sum + a) * t) * (-x * x).exp()
}

/// Whether the first case cannot be told from the others: by the bytes never, by the time in at least one of three runs
/// (a busy machine may spoil one).
async fn cannot_be_told_apart(app: &TestApp, cases: &[Case], rounds: usize) {
    let mut told = Vec::new();
    for _ in 0..3 {
        let times = measured(app, cases, rounds).await;
        let first = median(&times[0]);
        told = times
            .iter()
            .zip(cases)
            .skip(1)
            .filter_map(|(other, case)| {
                let (off, p) = ((median(other) - first).abs(), mann_whitney(&times[0], other));
                println!(
                    "{} / {}: medians {first:.2} ms and {:.2} ms, p {p:.3}",
                    cases[0].name,
                    case.name,
                    median(other)
                );
                let differs = off > f64::max(5.0, first * 0.05) || p <= 0.01;
                differs.then_some(case.name)
            })
            .collect();
        if told.is_empty() {
            return;
        }
    }
    panic!("the time of three runs tells {} from {told:?}", cases[0].name);
}

#[tokio::test]
#[ignore = "measures for minutes: make test-timing"]
async fn a_wrong_password_takes_as_long_for_everybody_and_nobody() {
    let app = TestApp::with_limits(unlimited()).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    invited(&app, JOAO, "joao@exemplo.com.br").await;
    let case = |name, identifier: &str| {
        let body = json!({ "identifier": identifier, "password": "não é esta" });
        Case { name, path: "/entrar", body, status: 401 }
    };
    let cases = [
        case("a known CPF", MARIA),
        case("an unknown CPF", "016.727.808-88"),
        case("an unknown token", "7Q2K-9XBM-4T8R-0"),
        case("somebody invited", JOAO),
    ];
    cannot_be_told_apart(&app, &cases, 400).await;
}

#[tokio::test]
#[ignore = "measures for minutes: make test-timing"]
async fn a_visitor_waits_as_long_for_everybody_and_nobody() {
    let app = TestApp::with_limits(unlimited()).await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let case = |name, identifier: &str| Case {
        name,
        path: "/visitante",
        body: json!({ "identifier": identifier }),
        status: 200,
    };
    let cases = [
        case("a known CPF", MARIA),
        case("an unknown CPF", "016.727.808-88"),
        case("a known token", &maria.token),
        case("an unknown token", "7Q2K-9XBM-4T8R-0"),
    ];
    cannot_be_told_apart(&app, &cases, 200).await;
}

#[tokio::test]
#[ignore = "measures for minutes: make test-timing"]
async fn a_request_for_a_mail_takes_as_long_for_known_and_unknown_addresses() {
    let app = TestApp::with_limits(unlimited()).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let case =
        |name, email: &str| Case { name, path: "/reenviar", body: json!({ "email": email }), status: 202 };
    let cases =
        [case("a known address", "maria@exemplo.com.br"), case("an unknown one", "ninguem@exemplo.com.br")];
    cannot_be_told_apart(&app, &cases, 300).await;
}

/// Correlation of ranks between how much of the secret was right and how long the answer took.
fn spearman(lengths: &[usize], times: &[f64]) -> f64 {
    let ranks = |values: Vec<f64>| {
        let mut order: Vec<usize> = (0..values.len()).collect();
        order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
        let mut ranks = vec![0.0; values.len()];
        for group in order.chunk_by(|a, b| values[*a] == values[*b]) {
            let first = order.iter().position(|i| *i == group[0]).unwrap_or_default() as f64;
            group.iter().for_each(|i| ranks[*i] = first + (group.len() as f64 - 1.0) / 2.0);
        }
        ranks
    };
    let (a, b) = (ranks(lengths.iter().map(|l| *l as f64).collect()), ranks(times.to_vec()));
    let mean = (a.len() as f64 - 1.0) / 2.0;
    let dot = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    dot(&a, &b) / (dot(&a, &a) * dot(&b, &b)).sqrt()
}

#[tokio::test]
#[ignore = "measures for minutes: make test-timing"]
async fn a_secret_that_is_nearly_right_is_refused_no_later() {
    let app = TestApp::with_limits(unlimited()).await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    app.app.store.commit(store::Change::of(resend(&app, &maria.email))).await.expect("asked for");
    app.settle().await;
    let mails = app.mails_to(&maria.email);
    let link = mails.iter().flat_map(|mail| mail.links("/senha/nova/")).next().expect("a link");
    let (place, secret) = link.rsplit_once('/').expect("a link");
    let mut worst = f64::MAX;
    for _ in 0..3 {
        let (mut lengths, mut times) = (Vec::new(), Vec::new());
        for i in 0..10_000_usize {
            let right = (i * 7919) % secret.len();
            let wrong = if secret.as_bytes()[right] == b'A' { 'B' } else { 'A' };
            let guess =
                format!("{place}/{}{wrong}{}", &secret[..right], "A".repeat(secret.len() - right - 1));
            let mut browser: Browser = app.browser_from("203.0.113.9");
            let before = Instant::now();
            let status = browser.get(&guess).await.status;
            times.push(before.elapsed().as_secs_f64());
            lengths.push(right);
            assert_eq!(status, 410);
        }
        worst = f64::min(worst, spearman(&lengths, &times).abs());
        println!("|rho| {worst:.4}");
        if worst < 0.05 {
            return;
        }
    }
    panic!("the time follows the right prefix: |rho| {worst:.3}");
}

fn resend(app: &TestApp, email: &str) -> domain::transition::Transition<domain::work::Work> {
    use domain::work::{Message, Task, Work};
    let to = domain::value::email::EmailAddress::parse(email).expect("an address");
    let mail = domain::value::id::MailId::from_bytes(app.app.chance.bytes());
    Work::new(Task::Mail { mail, message: Message::Resend { to } }, None, app.app.clock.now())
}

#[tokio::test]
#[ignore = "measures memory, so it runs alone: make test-timing"]
async fn five_hundred_at_the_door_take_the_memory_of_as_many_hashes_as_cores() {
    let app = TestApp::with_limits(unlimited()).await;
    settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let look = json!({ "identifier": MARIA });
    let (looks, _) = crowd(&app, "/visitante", |_| look.clone()).await;
    assert!(looks.iter().all(|answer| answer.status == 200));

    let before = most_resident_mib();
    let passwords = ["não é esta", PASSWORD];
    let body = |i: usize| json!({ "identifier": MARIA, "password": passwords[i % 2] });
    let (answers, slowest) = crowd(&app, "/entrar", body).await;
    let grown = most_resident_mib() - before;
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    println!("grown by {grown:.1} MiB on {cores} cores; the slowest /health took {slowest:.1} ms");
    for answer in &answers {
        assert!([200, 401, 503].contains(&answer.status.as_u16()), "{}", answer.status);
        assert_eq!(
            answer.status == StatusCode::SERVICE_UNAVAILABLE,
            answer.headers.contains_key(RETRY_AFTER)
        );
    }
    assert!(grown <= cores * 19.0 * 1.2, "more than hashes of as many cores: {grown:.1} MiB");
    assert!(slowest < 200.0, "/health waited {slowest:.0} ms");
}

/// Five hundred requests at once, each from an address of its own, and the longest that `/health` took meanwhile, in
/// milliseconds.
async fn crowd(app: &TestApp, path: &'static str, body: impl Fn(usize) -> Value) -> (Vec<Reply>, f64) {
    let knock = |i: usize| {
        let mut program = app.browser_from(&format!("198.51.{}.{}", i / 250, i % 250)).program(None);
        let body = body(i);
        async move { program.post_json(path, &body).await }
    };
    let mut prober = app.browser().program(None);
    let all = join_all((0..500).map(knock));
    tokio::pin!(all);
    let mut slowest = 0_f64;
    loop {
        let begun = Instant::now();
        tokio::select! {
            biased;
            health = prober.get("/health") => {
                assert_eq!(health.status, 200);
                slowest = slowest.max(begun.elapsed().as_secs_f64() * 1000.0);
            }
            answers = &mut all => return (answers, slowest),
        }
        tokio::select! {
            biased;
            answers = &mut all => return (answers, slowest),
            () = tokio::task::yield_now() => {}
        }
    }
}

/// The most memory that this process ever had.
fn most_resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("0");
    line.trim().trim_end_matches(" kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
}
