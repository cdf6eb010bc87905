//! A CPF that somebody else named first: what others issue to it opens to its account only once the account's owner has
//! proved to read mails at the address that these others gave.

use crate::house::people::NOBODYS_CPF;
use crate::participation::issued::{Issued, PASSWORD, cards, text};
use http::StatusCode;
use journeys::{Browser, Mail, TestApp};
use serde_json::json;

const CPF: &str = "184.207.635-35";
/// The address that the first institution gave, which is not the person's.
pub const WRONG: &str = "esperto@exemplo.com.br";
/// The person's own.
pub const REAL: &str = "ana.verdadeira@exemplo.com.br";

fn list(email: &str) -> Vec<u8> {
    format!("Nome;E-mail;CPF\nAna Lua;{email};{CPF}\n").into_bytes()
}

/// An organiser of another institution, in a house of their own view.
pub async fn second_institution(app: &TestApp) -> Browser {
    let event = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Escola do Vale", "name": "Rui Prado",
        "email": "rui@exemplo.com.br", "cpf": "111.444.777-35" });
    app.administer(event).await;
    app.settle().await;
    let mail = app.mail_to("rui@exemplo.com.br", "O seu acesso de organizador");
    let mut browser = app.browser();
    app.first_access(&mut browser, "111.444.777-35", &mail.after("Senha inicial:"), PASSWORD).await;
    browser
}

/// Creates an event and issues for a list.
async fn issue(house: &mut Issued, title: &str, list: Vec<u8>) {
    let page = house.organiser.get("/organizador/eventos/novo").await;
    let form = page.form("/organizador/eventos").fill("title", title).fill("first_day", "2026-10-05");
    let event = house.organiser.submit(form.fill("public_by_default", "true")).await.path;
    house.upload(&event, list).await;
}

/// The first institution has given the wrong address, and whoever reads it has taken the account; the second one has
/// given the right one. With the browser of the one and the mail to the other.
pub async fn two_institutions() -> (Issued, Browser, Mail) {
    let mut house = Issued::house().await;
    issue(&mut house, "Curso da primeira", list(WRONG)).await;
    let mut wrong = house.app.browser();
    let initial = house.app.mail_to(WRONG, "Seu certificado").after("Senha inicial:");
    house.app.first_access(&mut wrong, CPF, &initial, PASSWORD).await;
    house.organiser = second_institution(&house.app).await;
    issue(&mut house, "Curso da segunda", list(REAL)).await;
    let mail = house.app.mail_to(REAL, "Seu certificado está disponível: Curso da segunda");
    (house, wrong, mail)
}

pub fn link(mail: &Mail) -> String {
    mail.links("/confirmar/").remove(0)
}

/// The identifier of the certificate that a link is about.
pub fn certificate(link: &str) -> String {
    link["/confirmar/".len()..][..26].to_owned()
}

fn titles(cards: &[serde_json::Value]) -> Vec<&str> {
    let mut titles: Vec<&str> = cards.iter().map(|card| text(card, "title")).collect();
    titles.sort_unstable();
    titles
}

#[tokio::test]
async fn whoever_was_named_first_owns_nothing_of_what_others_issue() {
    let (house, mut wrong, mail) = two_institutions().await;
    assert_eq!(titles(&cards(&wrong).await), ["Curso da primeira"]);
    assert_eq!(titles(&cards(&house.visitor(CPF).await).await), ["Curso da primeira"], "nor do visitors");
    assert!(!house.app.mails_to(WRONG).iter().any(|mail| mail.text.contains("Curso da segunda")));
    let id = certificate(&link(&mail));
    for what in ["pdf", "previa.png", "linkedin"] {
        let answer = wrong.get(&format!("/certificados/{id}/{what}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
    }
    for (what, field, value) in [("publico", "public", "true"), ("link", "action", "renew")] {
        let answer = wrong.post(&format!("/certificados/{id}/{what}"), &[(field, value)]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{what}");
    }
    let made_up = format!("/confirmar/{id}{}99999", "7".repeat(26));
    assert_eq!(wrong.post(&made_up, &[]).await.status, StatusCode::GONE);
    assert_eq!(wrong.get(&made_up).await.status, StatusCode::GONE);
    let verified = house.app.browser().get(&format!("/v/{}", mail.after("pelo código"))).await;
    assert!(verified.text().contains("Curso da segunda"), "by its code it is verified as ever");
}

#[tokio::test]
async fn the_person_gets_to_it_by_the_mail_although_the_account_is_not_theirs() {
    let (house, _, mail) = two_institutions().await;
    assert!(
        mail.text.contains("Este certificado é seu?") && mail.text.contains("Escola do Vale"),
        "{}",
        mail.text
    );
    assert!(!mail.text.contains("Senha inicial") && !mail.text.contains("Token:"), "{}", mail.text);
    let mut real = house.app.browser();
    let page = real.get(&link(&mail)).await;
    assert!(
        page.text().contains("Ana Lua") && page.text().contains("escreva a Escola do Vale"),
        "{}",
        page.text()
    );
    let pdf = real.get(&page.link("Baixar PDF")).await;
    assert_eq!((pdf.status.as_u16(), &pdf.body[..5]), (200, b"%PDF-".as_slice()));
    assert_eq!(pdf.headers["cache-control"], "private, no-store");
    let answer = real.post(&link(&mail), &[]).await;
    assert_eq!(answer.headers["location"], "/entrar", "nothing is claimed by nobody");
}

#[tokio::test]
async fn after_the_administrator_took_the_account_back_its_owner_claims_what_is_theirs() {
    let (house, mut wrong, mail) = two_institutions().await;
    let back = json!({ "action": "correct_email", "cpf": CPF, "email": REAL, "even_if_used": true });
    house.app.administer(back).await;
    house.app.settle().await;
    assert_eq!(wrong.get("/certificados").await.path, "/entrar?next=/certificados");
    let initial = house.app.mail_to(REAL, "O seu acesso").after("Senha inicial:");
    let mut real = house.app.browser();
    house.app.first_access(&mut real, CPF, &initial, "outra rede na varanda 5").await;
    assert_eq!(titles(&cards(&real).await), ["Curso da primeira"]);
    let form = real.get(&link(&mail)).await.form(&link(&mail));
    assert_eq!(real.submit(form).await.status, StatusCode::OK);
    assert_eq!(titles(&cards(&real).await), ["Curso da primeira", "Curso da segunda"]);
}

#[tokio::test]
async fn who_reads_both_addresses_signs_in_on_the_page_of_the_link_and_confirms() {
    let (house, _, mail) = two_institutions().await;
    let mut owner = house.app.browser();
    let form = owner.get(&link(&mail)).await.form("/entrar");
    let wrong = owner.submit(form.clone().fill("identifier", CPF).fill("password", "não é esta senha")).await;
    assert!(!wrong.path.contains('?'), "no link in a query: {}", wrong.path);
    let form = wrong.form("/entrar").fill("identifier", CPF).fill("password", PASSWORD);
    let page = owner.submit(form).await;
    assert_eq!(page.path, link(&mail));
    let twice = page.form(&link(&mail));
    for _ in 0..2 {
        let answer = owner.submit_only(twice.clone()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "once more changes nothing: {}", answer.text());
        assert!(answer.headers["location"].to_str().expect("text").starts_with("/certificados#"));
    }
    assert_eq!(titles(&cards(&owner).await), ["Curso da primeira", "Curso da segunda"]);
    assert_eq!(titles(&cards(&house.visitor(CPF).await).await).len(), 2, "it is public as the event says");
    let mut stranger = house.app.browser();
    assert_eq!(stranger.get(&link(&mail)).await.status, StatusCode::GONE, "the link has served");
    assert_eq!(stranger.get(&format!("{}/pdf", link(&mail))).await.status, StatusCode::GONE);
    assert_eq!(
        owner.get(&link(&mail)).await.path,
        format!("/certificados#certificado-{}", certificate(&link(&mail)))
    );
}

#[tokio::test]
async fn who_signed_in_as_somebody_else_leaves_and_comes_back_to_the_certificate() {
    let (house, _, mail) = two_institutions().await;
    let mut other = house.organiser.clone();
    let page = other.get(&link(&mail)).await;
    assert!(page.text().contains("Sair e entrar com outra conta"), "{}", page.text());
    let offered = page.attributes("main form[action='/sair'] input[name=next]", "value");
    assert_eq!(offered, [link(&mail)]);
    let form = page.form("/sair").fill("next", &offered[0]);
    let left = other.submit(form).await;
    assert_eq!(left.path, link(&mail));
    assert!(left.text().contains("confirma que ele é seu"), "{}", left.text());
    let form = left.form("/entrar").fill("identifier", CPF).fill("password", PASSWORD);
    let back = other.submit(form).await;
    assert_eq!(back.path, link(&mail));
    assert!(back.find_form(&link(&mail)).is_some(), "{}", back.text());
    let away = other.post("/sair", &[("next", "//evil.example")]).await;
    assert_eq!(away.headers["location"], "/entrar", "nobody is led away from here");
}

#[tokio::test]
async fn somebody_elses_account_a_late_link_and_a_revoked_certificate_get_a_sentence() {
    let (mut house, mut wrong, mail) = two_institutions().await;
    let mut other = house.organiser.clone();
    let page = other.get(&link(&mail)).await;
    assert!(page.text().contains("Você entrou com a conta de outra pessoa"), "{}", page.text());
    let answer = other.post(&link(&mail), &[]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(answer.text().contains("foi emitido para outra pessoa"), "{}", answer.text());
    house.revoke(&certificate(&link(&mail)), "Lista errada").await;
    let page = wrong.get(&link(&mail)).await;
    assert!(
        page.text().contains("Lista errada") && page.find_form(&link(&mail)).is_none(),
        "{}",
        page.text()
    );
    assert_eq!(wrong.post(&link(&mail), &[]).await.status, StatusCode::GONE);
    house.app.advance(30 * 24 * 3600);
    assert_eq!(house.app.browser().get(&link(&mail)).await.status, StatusCode::GONE);
}

#[tokio::test]
async fn two_presses_at_once_take_it_in_once() {
    let (house, owner, mail) = two_institutions().await;
    let presses = (0..4).map(|_| {
        let (mut browser, path) = (owner.clone(), link(&mail));
        async move { browser.post(&path, &[]).await.status }
    });
    let statuses = futures::future::join_all(presses).await;
    assert!(statuses.iter().all(|status| *status == StatusCode::SEE_OTHER), "{statuses:?}");
    assert_eq!(cards(&owner).await.len(), 2);
    assert_eq!(house.app.administer(json!({ "action": "check" })).await["faults"], json!({}));
}

#[tokio::test]
async fn a_corrected_version_goes_to_the_address_of_its_list_and_ends_the_earlier_link() {
    let (mut house, wrong, first) = two_institutions().await;
    let event = house.organiser.get("/organizador").await.link("Curso da segunda");
    let corrected = format!("Nome;E-mail;CPF\nAna Lua Sá;nova@exemplo.com.br;{CPF}\n").into_bytes();
    house.upload(&event, corrected).await;
    assert_eq!(house.app.browser().get(&link(&first)).await.status, StatusCode::GONE);
    let second = house.app.mail_to("nova@exemplo.com.br", "Seu certificado tem uma nova versão");
    assert!(house.app.browser().get(&link(&second)).await.text().contains("Ana Lua Sá"));
    assert_eq!(cards(&wrong).await.len(), 1);
    let only = format!("Nome;E-mail;CPF\nAna Lua Sá;{REAL};{CPF}\n").into_bytes();
    house.upload(&event, only).await;
    assert_eq!(
        house.app.browser().get(&link(&second)).await.status,
        StatusCode::GONE,
        "only the address differs"
    );
    let third = house.app.mail_to(REAL, "Seu certificado tem uma nova versão");
    assert!(house.app.browser().get(&link(&third)).await.text().contains("Ana Lua Sá"));
    let own = format!("Nome;E-mail;CPF\nAna Lua Sá;{WRONG};{CPF}\n").into_bytes();
    house.upload(&event, own).await;
    assert_eq!(cards(&wrong).await.len(), 2, "the institution says itself that it is the account's address");
    assert_eq!(cards(&house.visitor(NOBODYS_CPF).await).await.len(), 0);
}

/// A worker of the version before would rewrite such a row without what it does not know: it must fail on it instead.
#[tokio::test]
async fn rows_that_an_earlier_version_would_damage_are_of_another_shape() {
    let (house, _, mail) = two_institutions().await;
    let apart = format!("CERT#{}", certificate(&link(&mail)));
    let mut shapes = Vec::new();
    for row in crate::house::restore::rows(&house.app, &house.app.app.config.tables.registry.clone()).await {
        let of = |name: &str| row.get(name).map(|value| format!("{value:?}")).unwrap_or_default();
        if of("type").contains("\"certificate\"") {
            shapes.push((of("pk").contains(&apart), of("v")));
        }
    }
    shapes.sort();
    assert_eq!(shapes, [(false, "N(\"1\")".to_owned()), (true, "N(\"2\")".to_owned())]);
}
