//! The code of the first sign-in: by mail or as a short message, five tries, ten minutes, of one session.

use super::{INES, INES_NIF, confirmed, house, sent, waiting};
use crate::digital::approvers::approver;
use crate::participation::issued::as_json;
use http::StatusCode;
use journeys::{Browser, TestApp};

const PASSWORD: &str = "sete andorinhas azuis";

/// Inês, approved and with a password, in a browser that waits for her code.
async fn waiting_for_a_code() -> (TestApp, Browser) {
    let app = house().await;
    sent(&mut app.browser()).await;
    confirmed(&app, INES).await;
    let mut teresa = approver(&app).await;
    let case = waiting(&mut teresa).await;
    let form = teresa.get(&case).await.form(&case);
    teresa.submit(form).await;
    app.settle().await;
    let link = app.mail_to(INES, "O seu pedido foi aprovado").links("/senha/nova/").remove(0);
    let mut ines = app.browser();
    let form = ines.get(&link).await.form(&link);
    ines.submit(form.fill("new_password", PASSWORD).fill("repeated", PASSWORD)).await;
    (app, ines)
}

async fn ask(app: &TestApp, browser: &mut Browser, channel: &str) {
    let form = browser.get("/entrar/codigo").await.form("/entrar/codigo/enviar");
    browser.submit(form.fill("channel", channel)).await;
    app.settle().await;
}

async fn type_code(browser: &mut Browser, code: &str) -> (StatusCode, String, String) {
    let form = browser.get("/entrar/codigo").await.form("/entrar/codigo");
    let page = browser.submit(form.fill("code", code)).await;
    (page.status, page.path.clone(), page.text())
}

/// The last code that went to the telephone.
fn by_sms(app: &TestApp) -> Vec<String> {
    let texts = app.mails().into_iter().filter(|m| m.to == ["+351912345678@sms.selo.example"]);
    texts.map(|m| m.after("código").trim_end_matches('.').to_owned()).collect()
}

#[tokio::test]
async fn a_code_comes_as_a_short_message_to_whoever_chooses_it() {
    let (app, mut ines) = waiting_for_a_code().await;
    ask(&app, &mut ines, "sms").await;
    let codes = by_sms(&app);
    assert_eq!(codes.len(), 1);
    assert!(codes[0].len() == 6 && codes[0].bytes().all(|b| b.is_ascii_digit()), "{codes:?}");
    let page = ines.get("/entrar/codigo").await.text();
    assert!(page.contains("••• 678") && !page.contains("912345678"), "{page}");
    let (_, path, text) = type_code(&mut ines, &format!("{} {}", &codes[0][..3], &codes[0][3..])).await;
    assert_eq!(path, "/acesso/meus-pedidos", "{text}");
}

#[tokio::test]
async fn a_code_takes_five_tries_and_ten_minutes_and_is_of_one_session() {
    let (app, mut ines) = waiting_for_a_code().await;
    ask(&app, &mut ines, "mail").await;
    let code = app.mail_to(INES, "O seu código").after("Código:");
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let mut elsewhere = app.browser();
    let form = elsewhere.get("/entrar").await.form("/entrar");
    elsewhere.submit(form.fill("identifier", INES_NIF).fill("password", PASSWORD)).await;
    ask(&app, &mut elsewhere, "mail").await;
    let (status, ..) = type_code(&mut elsewhere, &code).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the code of another session");
    for _ in 0..5 {
        let (status, _, text) = type_code(&mut ines, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(text.contains("não é o código"), "{text}");
    }
    let (status, _, text) = type_code(&mut ines, &code).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the right one comes too late");
    assert!(text.contains("cinco vezes"), "{text}");
    ask(&app, &mut ines, "sms").await;
    let fresh = by_sms(&app).remove(0);
    app.advance(10 * 60 + 1);
    let answer = ines.post("/entrar/codigo", &[("code", &fresh)]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text().contains("venceu"), "{}", answer.text());
}

#[tokio::test]
async fn codes_are_not_sent_without_end_and_nothing_is_open_before() {
    let (app, mut ines) = waiting_for_a_code().await;
    let mut refused = 0;
    for _ in 0..8 {
        let answer = ines.post("/entrar/codigo/enviar", &[("channel", "sms")]).await;
        refused += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 2, "six an hour");
    for path in ["/perfil", "/senha", "/certificados", "/aprovacao"] {
        let answer = as_json(&ines).get(path).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(app.browser().get("/entrar/codigo").await.path, "/entrar", "a stranger is led to the door");
}
