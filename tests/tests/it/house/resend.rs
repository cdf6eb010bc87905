//! The notification again: the answer never tells whether an address is registered; only the mail does.

use crate::house::people::{begin_window, invited, seen};
use http::header::RETRY_AFTER;
use journeys::{Browser, Reply, TestApp};
use platform::config::Limits;
use serde_json::json;

const MARIA: &str = "maria@exemplo.com.br";
const NOBODY: &str = "ninguem@exemplo.com.br";

async fn ask(browser: &mut Browser, email: &str) -> Reply {
    let form = browser.get("/reenviar").await.form("/reenviar").fill("email", email);
    browser.submit_only(form).await
}

#[tokio::test]
async fn an_idempotency_key_has_8_to_128_characters() {
    let app = TestApp::start().await;
    let mut statuses = Vec::new();
    for length in [1, 7, 8, 128, 129, 4000] {
        let mut program = app.browser().program(None).with_header("idempotency-key", &"k".repeat(length));
        let sent = program.post_json("/reenviar", &json!({ "email": NOBODY })).await;
        statuses.push(sent.status.as_u16());
    }
    assert_eq!(statuses, [400, 400, 202, 202, 400, 400]);
}

/// A house with one invited person, whose welcome was already mailed.
async fn house(limits: Limits) -> TestApp {
    let app = TestApp::with_limits(limits).await;
    invited(&app, "529.982.247-25", MARIA).await;
    app.settle().await;
    begin_window(&app, 3600);
    app
}

/// Mails of one account that are sent at once wait for one another: the losers of a race come a little later.
async fn settle_all(app: &TestApp) {
    for _ in 0..6 {
        app.settle().await;
        app.advance(60);
    }
}

#[tokio::test]
async fn known_and_unknown_addresses_are_answered_alike_and_one_of_them_mailed() {
    let app = house(Limits::default()).await;
    let before = app.mails().len();
    let mut answers = Vec::new();
    for email in [MARIA, NOBODY, "Maria@Exemplo.com.br"] {
        answers.push(seen(&ask(&mut app.browser(), email).await, &[email]));
    }
    assert_eq!(answers[0].0, 202);
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    assert_eq!(app.mails().len(), before, "the work is queued, not done inline");
    settle_all(&app).await;
    assert_eq!(
        app.mails().len(),
        before + 2,
        "two for the address, whose case does not matter; none for nobody's"
    );
    assert!(app.mails_to(NOBODY).is_empty());
}

#[tokio::test]
async fn the_mail_carries_a_new_way_in_and_the_old_one_is_dead() {
    let app = house(Limits::default()).await;
    let old = app.mails_to(MARIA)[0].after("Senha inicial:");
    app.advance(600);
    ask(&mut app.browser(), MARIA).await;
    app.settle().await;
    let passwords: Vec<String> =
        app.mails_to(MARIA).iter().map(|mail| mail.after("Senha inicial:")).collect();
    let new = passwords.iter().find(|password| **password != old).expect("a new initial password");
    let try_it = async |password: &str| {
        crate::house::people::enter(&mut app.browser(), "529.982.247-25", password).await.status
    };
    assert_eq!(try_it(&old).await, 401);
    assert_eq!(try_it(new).await, 303);
}

#[tokio::test]
async fn the_fourth_within_the_hour_sends_nothing_and_says_why() {
    let app = house(Limits::default()).await;
    let before = app.mails_to(MARIA).len();
    let mut answers = Vec::new();
    for _ in 0..8 {
        answers.push(seen(&ask(&mut app.browser(), MARIA).await, &[]));
    }
    settle_all(&app).await;
    let statuses: Vec<u16> = answers.iter().map(|answer| answer.0).collect();
    assert_eq!(statuses, [202, 202, 202, 429, 429, 429, 429, 429]);
    assert!(answers[..3].iter().all(|answer| *answer == answers[0]));
    let sent = app.mails_to(MARIA).len() - before;
    assert_eq!(sent, 3);
}

#[tokio::test]
async fn one_source_cannot_ask_for_everybody() {
    let app = house(Limits::default()).await;
    let mut browser = app.browser();
    let mut last = ask(&mut browser, NOBODY).await;
    for i in 0..20 {
        last = ask(&mut browser, &format!("pessoa{i}@exemplo.com.br")).await;
    }
    assert_eq!(last.status, 429);
    assert!(last.headers.contains_key(RETRY_AFTER));
}

#[tokio::test]
async fn the_same_form_sent_twice_mails_once() {
    let app = house(Limits::default()).await;
    let before = app.mails_to(MARIA).len();
    let mut browser = app.browser();
    let form = browser.get("/reenviar").await.form("/reenviar").fill("email", MARIA);
    let both = [browser.submit_only(form.clone()).await, browser.submit_only(form.clone()).await];
    assert_eq!(seen(&both[0], &[]), seen(&both[1], &[]));
    let another = browser.submit_only(form.fill("email", NOBODY)).await;
    assert_eq!(another.status, 422, "the key belongs to the first request");
    app.settle().await;
    assert_eq!(app.mails_to(MARIA).len(), before + 1);
}

#[tokio::test]
async fn what_is_no_address_gets_a_sentence() {
    let app = house(Limits::default()).await;
    for wrong in ["", "maria", "maria@exemplo", "maria@@exemplo.com", "a,b@exemplo.com"] {
        let page = ask(&mut app.browser(), wrong).await;
        assert_eq!(page.status, 422, "{wrong}");
        assert_eq!(page.attributes("#email", "value"), [wrong]);
    }
    let problem = app.browser().program(None).post_json("/reenviar", &json!({ "email": "x" })).await;
    assert_eq!(problem.json()["errors"][0]["field"], "email");
}
