//! The name that people are called by follows what their latest certificate prints.

use crate::participation::issued::{Issued, PASSWORD, cards, only_card, text};
use journeys::TestApp;
use serde_json::json;

const CPF: &str = "184.207.635-35";
const EMAIL: &str = "lia.reis@exemplo.com.br";

async fn event(house: &mut Issued, title: &str) -> String {
    let page = house.organiser.get("/organizador/eventos/novo").await;
    let form = page.form("/organizador/eventos").fill("title", title).fill("first_day", "2026-10-05");
    house.organiser.submit(form).await.path
}

fn list(name: &str, social: &str, email: &str) -> Vec<u8> {
    format!("Nome;Nome social;E-mail;CPF\n{name};{social};{email};{CPF}\n").into_bytes()
}

async fn in_capitals(app: &TestApp) -> bool {
    app.mails_to(EMAIL).iter().any(|mail| mail.text.contains("Olá, LEO") || mail.html.contains("Olá, LEO"))
}

#[tokio::test]
async fn a_social_name_reaches_profile_head_greeting_and_mails_at_once() {
    let mut house = Issued::house().await;
    let path = event(&mut house, "Curso de dança").await;
    house.upload(&path, list("LEO REIS", "", EMAIL)).await;
    let initial = house.app.mail_to(EMAIL, "Seu certificado está").after("Senha inicial:");
    let mut browser = house.app.browser();
    let form = browser.get("/entrar").await.form("/entrar");
    let page = browser.submit(form.fill("identifier", CPF).fill("password", &initial)).await;
    assert!(page.text().contains("Leo, escolha a sua senha"), "{}", page.text());
    let form = page.form("/primeiro-acesso").fill("new_password", PASSWORD).fill("repeated", PASSWORD);
    browser.submit(form).await;
    assert!(!in_capitals(&house.app).await);

    house.upload(&path, list("LEO REIS", "Lia Reis", EMAIL)).await;
    assert_eq!(text(&only_card(&browser).await, "name"), "Lia Reis");
    for path in ["/certificados", "/perfil"] {
        let page = browser.get(path).await.html();
        assert!(page.contains("Lia Reis") && !page.to_lowercase().contains("leo"), "{path}: {page}");
    }
    // Beside the body of the session, which says who it is of and what they may do: whoever issues writes nothing there.
    let rows = crate::house::restore::rows(&house.app, &house.app.app.config.tables.access.clone()).await;
    let named: Vec<_> = rows.iter().filter(|row| row.contains_key("name")).collect();
    assert_eq!(named.len(), 1, "the open session of the person");
    assert!(format!("{:?}", named[0]["body"]).contains("LEO REIS"), "the body is as it was");
    let mail = house.app.mail_to(EMAIL, "Seu certificado tem uma nova versão");
    assert!(mail.text.contains("Olá, Lia."), "{}", mail.text);
    let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", EMAIL);
    house.app.browser().submit(form).await;
    house.app.settle().await;
    let mail = house.app.mail_to(EMAIL, "O seu acesso");
    assert!(mail.text.contains("Olá, Lia.") && !mail.text.contains("eo"), "{}", mail.text);
    assert_eq!(house.app.administer(json!({ "action": "check" })).await["faults"], json!({}));
}

#[tokio::test]
async fn another_events_list_names_the_person_too_and_a_list_with_another_address_does_not() {
    let mut house = Issued::house().await;
    let path = event(&mut house, "Curso de dança").await;
    house.upload(&path, list("Dra. Leo Reis", "", EMAIL)).await;
    let initial = house.app.mail_to(EMAIL, "Seu certificado está").after("Senha inicial:");
    let mut browser = house.app.browser();
    house.app.first_access(&mut browser, CPF, &initial, PASSWORD).await;
    let path = event(&mut house, "Curso de canto").await;
    house.upload(&path, list("Leo Reis", "Lia Reis", EMAIL)).await;
    let path = event(&mut house, "Curso de teatro").await;
    house.upload(&path, list("Palhaço Reis", "", "outro@exemplo.com.br")).await;
    let profile = browser.get("/perfil").await;
    assert!(profile.text().contains("Lia Reis") && !profile.html().contains("Palhaço"), "{}", profile.text());
    assert_eq!(cards(&browser).await.len(), 2);
    assert!(profile.text().contains("Use “Reportar erro” nas opções do cartão"), "{}", profile.text());
}
