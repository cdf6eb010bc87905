//! Nobody keeps a holder out: not by wrong passwords from many addresses, not by asking for all of their mails.

use crate::house::people::{NOBODYS_CPF, PASSWORD, begin_window, enter, is_in, seen, settled_in};
use crate::house::visitor::solve;
use journeys::{Browser, Form, Reply, TestApp};
use serde_json::{Value, json};

const MARIA: &str = "529.982.247-25";
const EMAIL: &str = "maria@exemplo.com.br";

/// The form of a page with what its script would add: the answer to the task.
pub fn worked(page: &Reply, action: &str) -> Form {
    let task = page.attributes(&format!("form[action='{action}']"), "data-challenge").remove(0);
    let task: Value = serde_json::from_str(&task).expect("a task");
    page.form(action).fill("altcha", &solve(&task))
}

/// A house in which somebody tries wrong passwords for a CPF from thirty addresses, ten from each.
async fn besieged(cpf: &str) -> TestApp {
    let app = TestApp::start().await;
    settled_in(&app, MARIA, EMAIL).await;
    app.settle().await;
    begin_window(&app, 3600);
    for i in 0..30 {
        let mut stranger = app.browser_from(&format!("198.51.100.{i}"));
        for _ in 0..10 {
            assert_eq!(enter(&mut stranger, cpf, "não é esta").await.status, 401);
        }
    }
    app
}

async fn ask(browser: &mut Browser, email: &str) -> Reply {
    let form = browser.get("/reenviar").await.form("/reenviar").fill("email", email);
    browser.submit_only(form).await
}

/// Asks for the mail again until nothing more is given, by every way there is.
async fn spend_the_resends(app: &TestApp, email: &str) {
    let mut stranger = app.browser_from("198.51.100.200");
    for _ in 0..4 {
        let page = ask(&mut stranger, email).await;
        if page.status == 429 && page.html().contains("data-challenge") {
            stranger.submit_only(worked(&page, "/reenviar")).await;
        }
        app.settle().await;
    }
}

#[tokio::test]
async fn with_thirty_addresses_against_her_the_holder_gets_in_by_her_password() {
    let app = besieged(MARIA).await;
    spend_the_resends(&app, EMAIL).await;
    let began = app.app.clock.now();
    let mut hers = app.browser();
    let page = enter(&mut hers, MARIA, PASSWORD).await;
    assert_eq!(page.status, 429);
    assert!(page.html().contains("Houve muitas tentativas para este CPF ou token."), "{}", page.text());
    assert!(page.html().contains("Esqueci a senha"), "and what to do without the script");
    assert_eq!(page.attributes("#identifier", "value"), [MARIA]);
    let page = hers.submit(worked(&page, "/entrar").fill("password", PASSWORD)).await;
    assert_eq!(page.path, "/certificados", "{}", page.text());
    assert!(app.app.clock.now().duration_since(began).as_secs() < 120);
}

#[tokio::test]
async fn with_all_resends_spent_the_holder_gets_in_by_mail() {
    let app = besieged(MARIA).await;
    spend_the_resends(&app, EMAIL).await;
    // The links of the stranger's requests are dead, and the hour is not over.
    app.advance(31 * 60);
    let (began, before) = (app.app.clock.now(), app.mails_to(EMAIL).len());
    let mut hers = app.browser();
    let page = ask(&mut hers, EMAIL).await;
    assert_eq!(page.status, 429, "{}", page.text());
    let page = hers.submit_only(worked(&page, "/reenviar")).await;
    assert_eq!(page.status, 202, "{}", page.text());
    app.settle().await;
    let mails = app.mails_to(EMAIL);
    assert_eq!(mails.len(), before + 1);
    let links: Vec<String> = mails.iter().flat_map(|mail| mail.links("/senha/nova/")).collect();
    let other = "quatro araras jogando xadrez";
    let mut opened = 0;
    for link in links {
        let page = hers.get(&link).await;
        if let Some(form) = page.find_form(&link) {
            hers.submit(form.fill("new_password", other).fill("repeated", other)).await;
            opened += 1;
        }
    }
    assert_eq!(opened, 1, "the newest link counts, and no other");
    assert!(is_in(&hers).await);
    assert!(app.app.clock.now().duration_since(began).as_secs() < 120);
}

#[tokio::test]
async fn who_asks_a_moment_later_does_not_make_the_holders_link_dead() {
    let app = TestApp::start().await;
    settled_in(&app, MARIA, EMAIL).await;
    app.settle().await;
    begin_window(&app, 3600);
    let mut hers = app.browser();
    ask(&mut hers, EMAIL).await;
    app.settle().await;
    let link = app.mail_to(EMAIL, "O seu acesso aos certificados").links("/senha/nova/").remove(0);
    let page = hers.get(&link).await;
    spend_the_resends(&app, EMAIL).await;
    let form = page.form(&link).fill("new_password", "quatro araras jogando xadrez");
    hers.submit(form.fill("repeated", "quatro araras jogando xadrez")).await;
    assert!(is_in(&hers).await);
}

#[tokio::test]
async fn no_request_for_a_mail_is_silent_and_no_mailbox_is_filled() {
    let app = TestApp::start().await;
    settled_in(&app, MARIA, EMAIL).await;
    app.settle().await;
    begin_window(&app, 3600);
    let before = app.mails_to(EMAIL).len();
    for quarter in 0..4 * 2 {
        let mut stranger = app.browser_from(&format!("198.51.100.{quarter}"));
        for _ in 0..4 {
            let page = ask(&mut stranger, EMAIL).await;
            let page = match page.status.as_u16() {
                429 => stranger.submit_only(worked(&page, "/reenviar")).await,
                _ => page,
            };
            let says = page.html();
            assert!(
                page.status == 202 || says.contains("a mensagem mais recente traz um acesso que ainda vale")
            );
        }
        // Mails of one account that are sent at once wait for one another.
        for _ in 0..5 {
            app.settle().await;
            app.advance(3 * 60);
        }
    }
    app.settle().await;
    assert_eq!(app.mails_to(EMAIL).len() - before, 2 * 7, "seven an hour, whatever is tried");
}

/// Status, headers and text of an answer. How long to wait is counted down.
fn told(page: &Reply, email: &str) -> (u16, Vec<String>, String) {
    let (status, headers, _) = seen(page, &[email]);
    let header = |header: String| header.split("retry-after: ").next().unwrap_or_default().to_owned();
    (status, headers.into_iter().map(header).collect(), page.text())
}

#[tokio::test]
async fn above_the_limits_too_nobody_learns_who_exists() {
    let app = TestApp::start().await;
    settled_in(&app, MARIA, EMAIL).await;
    app.settle().await;
    begin_window(&app, 3600);
    let mut answers = Vec::new();
    for email in [EMAIL, "ninguem@exemplo.com.br"] {
        let mut browser = app.browser();
        let mut of_this = Vec::new();
        for _ in 0..5 {
            let page = ask(&mut browser, email).await;
            of_this.push(told(&page, email));
            if page.status == 429 {
                of_this.push(told(&browser.submit_only(worked(&page, "/reenviar")).await, email));
            }
        }
        answers.push(of_this);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn a_program_gets_the_task_with_the_problem_and_goes_on() {
    let app = besieged(NOBODYS_CPF).await;
    let nobody = json!({ "identifier": NOBODYS_CPF, "password": PASSWORD });
    let mut program = app.browser().program(None);
    let problem = program.post_json("/entrar", &nobody).await;
    assert_eq!(
        (problem.status.as_u16(), &problem.json()["type"]),
        (429, &json!("/problemas/desafio-necessario"))
    );
    let altcha = solve(&problem.json()["challenge"]);
    let solved = json!({ "identifier": NOBODYS_CPF, "password": PASSWORD, "altcha": altcha });
    assert_eq!(
        program.post_json("/entrar", &solved).await.status,
        401,
        "who is nobody is told what all are told"
    );
    assert_eq!(program.post_json("/entrar", &solved).await.status, 429, "an answer is used up");
    let mut program = app.browser().program(None);
    let maria = json!({ "identifier": MARIA, "password": PASSWORD });
    assert_eq!(program.post_json("/entrar", &maria).await.status, 200, "the others are not concerned");
}
