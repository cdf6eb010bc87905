//! Whoever holds a certificate is told when it is revoked.

use crate::participation::claims::{REAL, WRONG, certificate, link, two_institutions};
use crate::participation::issued::{ANA_EMAIL, DAVI_EMAIL, Issued, only_card, people, text};
use crate::participation::organiser;
use journeys::URL;

const SUBJECT: &str = "Um certificado seu foi revogado";

#[tokio::test]
async fn the_holder_is_told_which_when_why_and_whom_to_ask() {
    let mut house = Issued::house().await;
    let form = house.organiser.get("/organizador/emissor").await.form("/organizador/emissor");
    house.organiser.submit(form.fill("email", "secretaria@horizonte.example")).await;
    house.event("Oficina de Gravura", &[]).await;
    let card = only_card(&house.ana().await).await;
    house.revoke(text(&card, "id"), "Nome de outra turma").await;
    house.app.settle().await;

    let mail = house.app.mail_to(ANA_EMAIL, SUBJECT);
    assert!(mail.subject.ends_with("Oficina de Gravura"));
    for said in [
        "Ana",
        "Oficina de Gravura",
        "Nome de outra turma",
        text(&card, "code"),
        "secretaria@horizonte.example",
    ] {
        assert!(mail.text.contains(said), "{said} in\n{}", mail.text);
    }
    let today =
        domain::value::calendar::day(domain::value::calendar::brasilia(house.app.app.clock.now()).date());
    assert!(mail.text.contains(&today), "{today} in\n{}", mail.text);
    assert_eq!(mail.links("/v/"), [text(&card, "verify_path")]);
    assert_eq!(mail.from_name, "Instituto Horizonte da Educação via Selo");
    assert_eq!(mail.reply_to, ["secretaria@horizonte.example"]);
    assert!(!mail.text.contains("Senha") && !mail.text.contains("Token"), "no key goes with it");
    assert!(house.app.mails_to(DAVI_EMAIL).iter().all(|mail| !mail.subject.starts_with(SUBJECT)));

    let page = house.organiser.get(&format!("/organizador/certificados/{}", text(&card, "id"))).await;
    assert!(
        page.text().contains("Revogado, versão 1"),
        "the organiser sees that it went out: {}",
        page.text()
    );
    assert!(house.app.browser().get(text(&card, "verify_path")).await.text().contains("Nome de outra turma"));
    assert!(mail.text.contains(URL));
}

#[tokio::test]
async fn of_a_certificate_that_stands_apart_the_address_of_its_line_is_told() {
    let (mut house, _, mail) = two_institutions().await;
    house.revoke(&certificate(&link(&mail)), "Emitido por engano").await;
    house.app.settle().await;
    let told = house.app.mail_to(REAL, SUBJECT);
    assert!(told.text.contains("Emitido por engano") && told.from_name.starts_with("Escola do Vale via"));
    // Whoever took the account is not told of what never was in it.
    assert!(house.app.mails_to(WRONG).iter().all(|mail| !mail.subject.starts_with(SUBJECT)));
}

#[tokio::test]
async fn two_presses_mail_once_and_what_was_issued_again_meanwhile_is_not_mourned() {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de Gravura", &[]).await;
    let card = only_card(&house.ana().await).await;
    let path = format!("/organizador/certificados/{}", text(&card, "id"));
    let form = house.organiser.get(&path).await.form("/revogar").fill("reason", "Engano");
    house.app.house.engines.ses_refuse(true);
    house.organiser.submit(form.clone()).await;
    house.organiser.submit(form).await;
    house.app.settle().await;
    // A later list issues it again before the mail goes out.
    let import = organiser::upload(&house.app, &mut house.organiser, &event, people("Ana Lua Sá")).await;
    let form =
        house.organiser.get(&import).await.form("/publicar").fill("confirm", "true").fill("revives", "true");
    assert!(house.organiser.submit(form).await.status.is_success());
    house.app.settle().await;
    house.app.house.engines.ses_refuse(false);
    for _ in 0..4 {
        house.app.advance(120);
        house.app.settle().await;
    }
    let subjects: Vec<_> = house.app.mails_to(ANA_EMAIL).into_iter().map(|mail| mail.subject).collect();
    assert!(!subjects.iter().any(|subject| subject.starts_with(SUBJECT)), "{subjects:?}");
    assert!(subjects.iter().any(|subject| subject.contains("nova versão")), "{subjects:?}");
}
