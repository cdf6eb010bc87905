//! Access without a password: everybody who is asked for looks alike, and nobody goes through the CPFs.

use crate::house::people::{
    NOBODYS_CPF, PASSWORD, begin_window, invited, is_in, seen, settled_in, signed_in,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::web::COOKIE;
use journeys::TestApp;
use platform::config::Limits;
use platform::digest::sha256_hex;
use serde_json::{Value, json};

const MARIA: &str = "529.982.247-25";
const JOAO: &str = "111.444.777-35";

/// What the script of the page does with a task.
pub fn solve(task: &Value) -> String {
    let (salt, hash) = (task["salt"].as_str().expect("a salt"), task["challenge"].as_str().expect("a hash"));
    let bound = task["maxnumber"].as_u64().expect("a bound");
    let number = (0..=bound).find(|n| sha256_hex(format!("{salt}{n}").as_bytes()) == hash).expect("a number");
    let answer = json!({
        "algorithm": task["algorithm"], "challenge": hash, "number": number, "salt": salt,
        "signature": task["signature"], "took": 400,
    });
    STANDARD.encode(answer.to_string())
}

#[tokio::test]
async fn whoever_is_asked_for_the_answers_are_alike() {
    let app = TestApp::start().await;
    let maria = invited(&app, MARIA, "maria@exemplo.com.br").await;
    let joao = settled_in(&app, JOAO, "joao@exemplo.com.br").await;
    let cases = [NOBODYS_CPF, MARIA, JOAO, &maria.token, &joao.token, "7Q2K-9XBM-4T8R-0"];
    let (mut answers, mut pages) = (Vec::new(), Vec::new());
    for typed in cases {
        let mut browser = app.browser();
        let form = browser.get("/visitante").await.form("/visitante").fill("identifier", typed);
        let answer = browser.submit_only(form).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        answers.push(seen(&answer, &[typed]));
        pages.push(seen(&browser.get("/certificados").await, &[]));
        assert!(!is_in(&browser).await, "a pass opens nothing else");
    }
    assert!(answers.windows(2).all(|pair| pair[0] == pair[1]), "{answers:#?}");
    assert!(pages.windows(2).all(|pair| pair[0] == pair[1]), "{pages:#?}");
    assert_eq!(pages[0].0, 200);
}

#[tokio::test]
async fn whoever_is_willing_to_work_does_not_go_through_the_cpfs_either() {
    let app =
        TestApp::with_limits(Limits { visitor_source: 1, visitor_source_working: 3, ..Limits::default() })
            .await;
    begin_window(&app, 3600);
    let mut program = app.browser().program(None);
    program.post_json("/visitante", &json!({ "identifier": NOBODYS_CPF })).await;
    let mut statuses = Vec::new();
    for _ in 0..4 {
        let task = program.get("/visitante").await.json()["challenge"].clone();
        let solved = json!({ "identifier": NOBODYS_CPF, "altcha": solve(&task) });
        statuses.push(program.post_json("/visitante", &solved).await.status.as_u16());
    }
    assert_eq!(statuses, [200, 200, 200, 429]);
}

#[tokio::test]
async fn what_is_no_cpf_gets_a_sentence_and_no_pass() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    for wrong in ["529.982.247-26", "", "maria"] {
        let form = browser.get("/visitante").await.form("/visitante").fill("identifier", wrong);
        let answer = browser.submit_only(form).await;
        assert_eq!(answer.status, 422);
        assert!(answer.attributes("#identifier", "value") == [wrong], "what was typed is kept");
        assert!(browser.cookie(COOKIE).is_none());
    }
}

#[tokio::test]
async fn after_ten_looks_an_hour_each_needs_a_proof_of_work_that_counts_once() {
    let app = TestApp::start().await;
    begin_window(&app, 3600);
    let mut program = app.browser().program(None);
    let body = json!({ "identifier": NOBODYS_CPF });
    let mut free = 0;
    for _ in 0..200 {
        free += u32::from(program.post_json("/visitante", &body).await.status == 200);
    }
    assert_eq!(free, 10);
    let refused = program.post_json("/visitante", &body).await;
    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["type"], "/problemas/desafio-necessario");

    let task = program.get("/visitante").await.json()["challenge"].clone();
    let solved = json!({ "identifier": NOBODYS_CPF, "altcha": solve(&task) });
    let typing_error = json!({ "identifier": "123", "altcha": solved["altcha"] });
    assert_eq!(
        program.post_json("/visitante", &typing_error).await.status,
        422,
        "nothing is used up by a slip"
    );
    assert_eq!(program.post_json("/visitante", &solved).await.status, 200);
    assert_eq!(program.post_json("/visitante", &solved).await.status, 429, "used up");
    let stale = program.get("/visitante").await.json()["challenge"].clone();
    let late = json!({ "identifier": NOBODYS_CPF, "altcha": solve(&stale) });
    app.advance(600);
    assert_eq!(program.post_json("/visitante", &late).await.status, 429, "its time is over");
}

#[tokio::test]
async fn a_browser_gets_the_task_with_the_form_and_goes_on() {
    let app = TestApp::with_limits(Limits { visitor_source: 1, ..Limits::default() }).await;
    begin_window(&app, 3600);
    let mut browser = app.browser();
    assert!(!browser.get("/visitante").await.html().contains("data-challenge"), "no task without need");
    assert_eq!(browser.post("/visitante", &[("identifier", NOBODYS_CPF)]).await.status, 303);
    let page = browser.post("/visitante", &[("identifier", NOBODYS_CPF)]).await;
    assert_eq!(page.status, 429);
    assert_eq!(page.attributes("#identifier", "value"), [NOBODYS_CPF]);
    let task: Value = serde_json::from_str(&page.attributes("form", "data-challenge")[0]).expect("a task");
    let form = page.form("/visitante").fill("altcha", &solve(&task));
    assert_eq!(browser.submit(form).await.path, "/certificados");
}

#[tokio::test]
async fn all_visitors_together_have_a_ceiling() {
    let app = TestApp::with_limits(Limits { visitor_all_min: 20, ..Limits::default() }).await;
    begin_window(&app, 60);
    let mut statuses = Vec::new();
    for _ in 0..50 {
        let mut program = app.browser().program(None);
        statuses.push(
            program.post_json("/visitante", &json!({ "identifier": NOBODYS_CPF })).await.status.as_u16(),
        );
    }
    let through = statuses.iter().filter(|s| **s == 200).count();
    assert!(statuses.iter().all(|s| *s == 200 || *s == 429));
    assert_eq!(through, 20);
}

#[tokio::test]
async fn going_on_as_a_visitor_ends_the_session_of_this_browser() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, MARIA, "maria@exemplo.com.br").await;
    let mut browser = signed_in(&app, &maria, PASSWORD).await;
    let kept = browser.clone();
    let page = browser.get("/visitante").await;
    assert!(page.text().contains("você sai da sua conta"));
    browser.submit(page.form("/visitante").fill("identifier", NOBODYS_CPF)).await;
    assert!(!is_in(&kept).await);
}

/// Limits and answers are counted by address, and no row names one: neither as it is nor as a hash that anybody can compute.
#[tokio::test]
async fn no_row_names_an_internet_address() {
    let app = TestApp::start().await;
    for address in ["203.0.113.77", "2001:db8:77::1"] {
        let mut knocking = app.browser_from(address);
        knocking.post("/entrar", &[("identifier", NOBODYS_CPF), ("password", "errada mesmo")]).await;
        knocking.post("/visitante", &[("identifier", NOBODYS_CPF)]).await;
        let key = [("email", "ninguem@exemplo.com.br"), ("idempotency_key", "uma chave qualquer")];
        assert_eq!(knocking.post("/reenviar", &key).await.status, 202);
        assert_eq!(knocking.get("/v/7Q2K9XBM4T8R7Q2K0").await.status, 404);
    }
    let tables = app.app.config.tables.clone();
    let mut counted = 0;
    for table in [&tables.registry, &tables.outbox, &tables.access] {
        for row in crate::house::restore::rows(&app, table).await {
            let text = format!("{row:?}");
            counted += usize::from(text.contains("LIMIT#") || text.contains("IDEM#"));
            for address in ["203.0.113.77", "2001:db8:77", "2001:0db8"] {
                let digest = sha256_hex(address.as_bytes());
                assert!(!text.contains(address) && !text.contains(&digest), "{text}");
            }
        }
    }
    assert!(counted >= 8, "{counted} rows count");
}
