//! Somebody else's link, number and request: nothing is learned, and nothing changes.

use super::{INES, begun, confirmed, house, sent, waiting};
use crate::digital::approvers::approver;
use crate::house::lock_out::worked;
use crate::house::people::seen;
use crate::participation::issued::as_json;
use http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn a_link_that_is_wrong_in_one_sign_opens_nothing() {
    let app = house().await;
    let mut ines = app.browser();
    let path = sent(&mut ines).await.path.split('?').next().expect("a path").to_owned();
    let last = path.chars().last().expect("a sign");
    let wrong = format!("{}{}", &path[..path.len() - 1], if last == 'A' { 'E' } else { 'A' });
    let mut stranger = app.browser();
    for end in ["", "/documento", "/declaracao"] {
        assert_eq!(stranger.get(&format!("{wrong}{end}")).await.status, StatusCode::NOT_FOUND, "{end}");
    }
    for end in ["", "/enviar", "/corrigir", "/retirar", "/reenviar"] {
        let answer = stranger.post(&format!("{wrong}{end}"), &[]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{end}");
    }
    assert_eq!(as_json(&ines).get(&path).await.json()["state"], "submitted");
}

#[tokio::test]
async fn an_approver_sees_no_draft_and_nothing_whose_address_is_not_proved() {
    let app = house().await;
    let mut ines = app.browser();
    let path = sent(&mut ines).await.path;
    let id = &path["/acesso/pedidos/".len()..][..26];
    let mut teresa = approver(&app).await;
    for path in [format!("/aprovacao/{id}"), format!("/aprovacao/{id}/documento")] {
        assert_eq!(teresa.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let decided =
        as_json(&teresa).post_json(&format!("/aprovacao/{id}"), &json!({ "decision": "approve" })).await;
    assert_eq!(decided.status, StatusCode::NOT_FOUND);
    confirmed(&app, INES).await;
    assert_eq!(teresa.get(&format!("/aprovacao/{id}")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn fields_that_nobody_has_are_refused_and_change_nothing() {
    let app = house().await;
    let mut ines = app.browser();
    let path = begun(&mut ines, INES).await.path;
    let mut script = as_json(&ines);
    for field in
        ["state", "account", "by", "entity_id", "validated", "proof", "roles", "protocol", "sendings"]
    {
        let answer = script.post_json(&path, &json!({ "version": 1, field: "approved" })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}: {}", answer.text());
    }
    assert_eq!(script.get(&path).await.json()["version"], 1);
}

#[tokio::test]
async fn a_protocol_number_only_mails_the_link_and_the_answer_never_tells() {
    let app = house().await;
    let mut ines = app.browser();
    let page = begun(&mut ines, INES).await;
    let number = page.texts("h1 .code").remove(0);
    app.settle().await;
    let before = app.mails().len();
    let mut stranger = app.browser();
    let form = stranger.get("/acesso/protocolo").await.form("/acesso/protocolo");
    let unworked = stranger.submit_only(form.fill("protocol", &number)).await;
    assert_eq!(unworked.status, StatusCode::TOO_MANY_REQUESTS, "nothing is asked without the work");
    let ask = async |browser: &mut journeys::Browser, number: &str| {
        let page = browser.get("/acesso/protocolo").await;
        let form = worked(&page, "/acesso/protocolo").fill("protocol", number);
        (browser.submit_only(form.clone()).await, browser.submit_only(form).await)
    };
    let (known, again) = ask(&mut stranger, &number).await;
    assert_eq!(known.status, StatusCode::ACCEPTED, "{}", known.text());
    assert_eq!(again.status, StatusCode::TOO_MANY_REQUESTS, "an answer is taken once");
    let nobody = domain::digital::protocol::Protocol::from_chance([77; 8]);
    let (unknown, _) = ask(&mut stranger, nobody.as_str()).await;
    assert_eq!(seen(&known, &[&number]), seen(&unknown, &[nobody.as_str()]), "both are answered alike");
    assert!(!known.text().contains("camara"), "{}", known.text());
    app.settle().await;
    let mailed = app.mails();
    assert_eq!(mailed.len(), before + 1, "one mail, to the address of the request");
    let links: Vec<_> = app.mails_to(INES).iter().flat_map(|m| m.links("/acesso/pedidos/")).collect();
    assert!(links.iter().all(|link| *link == page.path), "{links:?}");
}

#[tokio::test]
async fn nobody_fills_a_mailbox_with_drafts() {
    let app = house().await;
    crate::house::people::begin_window(&app, 3600);
    let mut browser = app.browser();
    for _ in 0..3 {
        begun(&mut browser, INES).await;
    }
    let form = browser.get("/acesso").await.form("/acesso");
    let refused = browser.submit_only(form.fill("email", INES)).await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(refused.attributes("#email", "value"), [INES], "what was typed is still there");
    assert!(refused.html().contains("data-challenge"), "one more costs a proof of work");
}

#[tokio::test]
async fn hostile_text_is_text_on_every_page() {
    const HOSTILE: &str = "<img src=x onerror=alert(1)>\"{{7*7}}";
    let app = house().await;
    let mut ines = app.browser();
    let page = begun(&mut ines, INES).await;
    let form = super::filled(super::sending(&page)).fill("motive", HOSTILE).fill("post", HOSTILE).attach(
        "proof",
        "<b>.pdf",
        super::PDF.to_vec(),
    );
    let page = ines.submit(form).await;
    confirmed(&app, INES).await;
    let mut teresa = approver(&app).await;
    let case = waiting(&mut teresa).await;
    for html in [page.html(), teresa.get(&case).await.html()] {
        assert!(!html.contains("<img src=x") && html.contains("{{7*7}}"), "{html}");
    }
}
