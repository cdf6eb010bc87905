//! Requests for help: from the question to the answer, with mails both ways.

use crate::house::lock_out::worked;
use crate::participation::issued::{Issued, header, only_card, text};
use http::StatusCode;
use journeys::{Browser, Form, Mail, Reply, TestApp};
use platform::config::Limits;
use serde_json::{Value, json};

const TEAM: &str = "suporte@selo.example";
const RITA: &str = "rita@exemplo.com.br";
const QUESTION: &str = "A mensagem não chegou.\n\nJá olhei o spam.";

async fn filled(browser: &mut Browser, subject: &str, code: &str) -> Form {
    let form = browser.get("/ajuda").await.form("/ajuda/pedidos");
    let form = form.fill("name", "Rita Sol").fill("email", RITA).fill("subject", subject);
    form.fill("message", QUESTION).fill("code", code)
}

async fn opened(app: &TestApp, subject: &str, code: &str) -> (Reply, String) {
    let mut browser = app.browser();
    let form = filled(&mut browser, subject, code).await;
    let page = browser.submit(form).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    app.settle().await;
    let number = page.texts("h1 .code").remove(0);
    (page, number)
}

fn to_rita(app: &TestApp, begins: &str) -> Mail {
    app.mail_to(RITA, begins)
}

async fn admin(app: &TestApp, action: &str, number: &str) -> Value {
    app.administer(json!({ "action": action, "number": number })).await
}

#[tokio::test]
async fn a_question_gets_a_number_and_the_answer_reaches_whoever_asked() {
    let app = TestApp::with_organiser().await;
    let (page, number) = opened(&app, "mail", "").await;
    assert!(number.starts_with("20") && number.len() == 19, "{number}");
    assert!(page.text().contains("Aberto") && page.text().contains("Já olhei o spam."));
    assert!(!page.text().contains(RITA), "the page shows the address with most of its letters hidden");
    assert_eq!(header(&page, "x-robots-tag"), "noindex, nofollow");

    let confirmation = to_rita(&app, "Recebemos o seu pedido");
    assert!(confirmation.text.contains(&number), "{}", confirmation.text);
    assert!(
        !confirmation.text.contains("Rita") && !confirmation.text.contains("spam"),
        "it carries no message"
    );
    assert_eq!(confirmation.reply_to, [TEAM]);
    let link = confirmation.links("/ajuda/pedidos/").remove(0);
    assert_eq!(link, page.path);

    let asked = app.mail_to(TEAM, "Pedido de ajuda");
    assert_eq!(asked.reply_to, [RITA], "the team answers from its mailbox");
    assert!(asked.text.contains("Já olhei o spam.") && asked.text.contains("Rita Sol"), "{}", asked.text);
    assert!(asked.subject.contains(&number) && !asked.subject.contains("Rita"));

    let shown = admin(&app, "show_ticket", &number).await;
    assert_eq!((&shown["state"], &shown["text"]), (&json!("open"), &json!(QUESTION)));
    let answer =
        json!({ "action": "answer_ticket", "number": number, "text": "Enviamos de novo.\nVeja agora." });
    app.administer(answer.clone()).await;
    app.administer(answer).await;
    app.settle().await;
    let answered = to_rita(&app, "Resposta ao seu pedido");
    assert!(answered.text.contains("Enviamos de novo.") && answered.reply_to == [TEAM]);
    let page = app.browser().get(&link).await;
    assert!(page.text().contains("Respondido") && page.text().contains("Veja agora."), "{}", page.text());

    let mut browser = app.browser();
    let form = browser.get(&link).await.form(&link);
    let closed = browser.submit(form.clone()).await;
    assert!(closed.text().contains("Encerrado"), "{}", closed.text());
    assert!(browser.submit(form).await.text().contains("Encerrado"), "closing it twice is closing it");
}

#[tokio::test]
async fn what_a_certificate_says_is_handed_to_its_issuer_and_whoever_asked_is_told() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;
    let code = text(&only_card(&house.ana().await).await, "code").to_owned();
    let app = &house.app;
    let (page, number) = opened(app, "content", &code).await;
    assert!(page.text().contains("quem decide é Instituto Horizonte da Educação"), "{}", page.text());
    assert!(page.text().contains("ainda não informou contatos"));
    let pass_on = json!({ "action": "pass_on_ticket", "number": number });
    let request = serde_json::from_value(pass_on.clone()).expect("an event");
    let refused =
        administer::handle(app.of_step("administer"), request).await.expect_err("nobody would read it");
    assert!(refused.to_string().contains("no e-mail among its contacts"), "{refused}");

    let issuer = admin(app, "show_ticket", &number).await["issuer"].clone();
    let contact = json!({ "email": "secretaria@horizonte.example", "desk": "Secretaria" });
    app.administer(json!({ "action": "set_issuer_contact", "issuer": issuer, "contact": contact })).await;
    app.administer(pass_on).await;
    app.settle().await;
    let handed = app.mail_to("secretaria@horizonte.example", "Pedido de quem recebeu um certificado");
    assert_eq!(handed.reply_to, [RITA]);
    assert!(handed.text.contains(&code) && handed.text.contains("Já olhei o spam."), "{}", handed.text);
    let told = to_rita(app, "O seu pedido foi encaminhado");
    assert!(
        told.text.contains("Secretaria") && told.text.contains("secretaria@horizonte.example"),
        "{}",
        told.text
    );
    let page = app.browser().get(&page.path).await;
    assert!(page.text().contains("Encaminhado") && page.text().contains("secretaria@horizonte.example"));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let form = filled(&mut browser, "", "0000-0000-0000-0000-0").await;
    let form = form.fill("name", "123").fill("email", "rita@").fill("identifier", "12").fill("code", "ABC");
    let page = browser.submit(form).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(page.texts(".summary li").len(), 5, "{}", page.text());
    assert_eq!(page.attributes("#identifier", "value"), ["12"]);
    assert!(page.text().contains("Já olhei o spam."), "what was written is still there");
    // A code that nobody issued is told too, and opens nothing.
    let form = filled(&mut browser, "content", "0000-0000-0000-0000-0").await;
    let page = browser.submit(form).await;
    assert!(page.text().contains("Nenhum certificado emitido aqui tem este código"), "{}", page.text());
    app.settle().await;
    assert!(app.mails().is_empty());
}

#[tokio::test]
async fn the_same_form_twice_opens_one_request() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let form = filled(&mut browser, "mail", "").await;
    let first = browser.submit(form.clone()).await;
    let second = browser.submit(form).await;
    assert_eq!(first.path, second.path);
    app.settle().await;
    assert_eq!(app.mails_to(TEAM).len(), 1);
}

#[tokio::test]
async fn nobody_fills_a_mailbox_and_a_source_has_its_limit() {
    let app = TestApp::with_limits(Limits { support_source: 7, ..Limits::default() }).await;
    crate::house::people::begin_window(&app, 3600);
    let mut browser = app.browser();
    for detail in ["", "+1", "+2"] {
        let form = filled(&mut browser, "mail", "").await;
        let address = form.value("email").expect("an address").replace('@', &format!("{detail}@"));
        let form = form.fill("email", &address);
        assert_eq!(browser.submit(form).await.status, 200);
    }
    let form = filled(&mut browser, "mail", "").await;
    let page = browser.submit(form).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        page.html().contains("pequena conta") && page.text().contains("Já olhei o spam."),
        "{}",
        page.text()
    );
    let done = browser.submit(worked(&page, "/ajuda/pedidos")).await;
    assert_eq!(done.status, 200, "whoever works for it gets through: {}", done.text());
    let form = filled(&mut browser, "mail", "").await;
    let page = browser.submit(form).await;
    let page = browser.submit(worked(&page, "/ajuda/pedidos")).await;
    assert!(page.html().contains("Há poucos minutos já houve um pedido"), "{}", page.text());
    let form = filled(&mut browser, "mail", "").await.fill("email", "davi@exemplo.com.br");
    let page = browser.submit(form).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.html().contains("Houve pedidos demais a partir da sua conexão"), "{}", page.text());
    assert!(!page.headers.contains_key("location") && page.headers.contains_key("retry-after"));
}

#[tokio::test]
async fn a_made_up_link_opens_nothing_and_a_request_ends_after_two_years() {
    let app = TestApp::start().await;
    let (page, number) = opened(&app, "other", "").await;
    let mut browser = app.browser();
    let other: String = page
        .path
        .chars()
        .rev()
        .enumerate()
        .map(|(i, c)| if i == 0 { if c == '0' { '1' } else { '0' } } else { c })
        .collect();
    let other: String = other.chars().rev().collect();
    for path in [other.as_str(), "/ajuda/pedidos/0", &format!("/ajuda/pedidos/{}", number.replace('-', ""))] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    app.advance(729 * 24 * 3600);
    assert_eq!(browser.get(&page.path).await.status, StatusCode::OK);
    app.advance(2 * 24 * 3600);
    assert_eq!(browser.get(&page.path).await.status, StatusCode::NOT_FOUND);
    let gone = json!({ "action": "show_ticket", "number": number });
    let request = serde_json::from_value(gone).expect("an event");
    assert!(administer::handle(app.of_step("administer"), request).await.is_err());
}

#[tokio::test]
async fn a_mail_of_somebody_who_asked_that_comes_back_closes_their_mailbox_and_never_the_teams() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let form = filled(&mut browser, "mail", "").await.fill("email", "bounce@simulator.amazonses.com");
    browser.submit(form).await;
    app.settle().await;
    let keys = app.app.secrets.keys().await.expect("keys");
    let closed = async |address: &str| {
        let address = domain::value::email::EmailAddress::parse(address).expect("an address");
        let hash = keys.index(platform::secrets::Indexed::Email(&address));
        app.app.store.find_mailbox(&hash).await.expect("a mailbox").closed.is_some()
    };
    assert!(closed("bounce@simulator.amazonses.com").await && !closed(TEAM).await);
    assert_eq!(app.mails_to(TEAM).len(), 1, "what was asked has arrived all the same");
}

#[tokio::test]
async fn many_sources_do_not_fill_the_teams_mailbox_for_nothing() {
    let app = TestApp::start().await;
    crate::house::people::begin_window(&app, 3600);
    for number in 0..120 {
        let mut program = app.browser_from(&format!("203.0.113.{number}")).program(None);
        let asking = json!({ "name": "Rita Sol", "email": format!("rita{number}@exemplo.com.br"), "subject": "mail",
            "message": "Nada chegou." });
        assert_eq!(
            program.post_json("/ajuda/pedidos", &asking).await.status,
            StatusCode::CREATED,
            "{number}"
        );
    }
    let mut browser = app.browser_from("198.51.100.7");
    let form = filled(&mut browser, "mail", "").await;
    let page = browser.submit(form).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.html().contains("Há muitos pedidos de ajuda neste momento"), "{}", page.text());
    assert_eq!(browser.submit(worked(&page, "/ajuda/pedidos")).await.status, 200, "nobody is refused");
}
