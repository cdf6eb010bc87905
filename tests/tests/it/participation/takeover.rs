//! An issuer that wants what others issue: neither a list nor a corrected address moves an account that others know of.

use crate::house::people::enter;
use crate::participation::claims::second_institution;
use crate::participation::organiser::{event, people, publish, upload};
use journeys::{Browser, TestApp};

const THIEF: &str = "ladrao@exemplo.net";

async fn issue(app: &TestApp, organiser: &mut Browser, event: &str, list: &str) -> String {
    let import = upload(app, organiser, event, list.as_bytes().to_vec()).await;
    let page = organiser.get(&import).await;
    if let Some(form) = page.find_form("/mesma-pessoa") {
        organiser.submit(form.fill("choice", "same")).await;
    }
    publish(app, organiser, &import).await;
    import
}

/// No mail to the thief opens anything.
fn has_no_way_in(app: &TestApp) {
    for mail in app.mails_to(THIEF) {
        assert!(!mail.text.contains("Senha inicial"), "{}", mail.text);
    }
}

#[tokio::test]
async fn a_word_of_one_issuer_moves_no_account_that_another_one_named() {
    let app = TestApp::with_organiser().await;
    let mut honest = app.organiser().await;
    let first = event(&mut honest, "Curso da primeira").await;
    let list = "Nome;E-mail;Passaporte\nMaria Lindgren;maria@exemplo.se;SE1234567\n";
    issue(&app, &mut honest, &first, list).await;
    let mut other = second_institution(&app).await;
    let second = event(&mut other, "Curso da segunda").await;
    let bait = "Nome;E-mail;Passaporte\nMaria Lindgren;isca@exemplo.net;SE1234567\n";
    issue(&app, &mut other, &second, bait).await;
    issue(&app, &mut other, &second, &format!("Nome;E-mail\nMaria Lindgren;{THIEF}\n")).await;
    has_no_way_in(&app);
    let hers = app.mail_to("maria@exemplo.se", "Seu certificado está disponível");
    let answer = enter(&mut app.browser(), &hers.after("Token:"), &hers.after("Senha inicial:")).await;
    assert_eq!(answer.headers["location"], "/primeiro-acesso", "what was mailed to her still counts");
}

#[tokio::test]
async fn a_certificate_that_joined_by_its_corrected_address_protects_the_account() {
    const CPF: &str = "184.207.635-35";
    let app = TestApp::with_organiser().await;
    let mut first = app.organiser().await;
    let course = event(&mut first, "Curso da primeira").await;
    let list = |email: &str| format!("Nome;E-mail;CPF\nAna Lua;{email};{CPF}\n");
    let mine = issue(&app, &mut first, &course, &list("ana@exemplo.org")).await;
    let mut second = second_institution(&app).await;
    let course = event(&mut second, "Curso da segunda").await;
    let theirs = issue(&app, &mut second, &course, &list("ana@exemplo.orgg")).await;
    let page = |people: Vec<serde_json::Value>| people[0]["certificate"].as_str().expect("a page").to_owned();
    let path = page(people(&second, &theirs).await);
    let form = second.get(&path).await.form("/endereco").fill("email", "ana@exemplo.org");
    assert!(second.submit(form).await.status.is_success(), "it joins the account");
    let path = page(people(&first, &mine).await);
    let page = first.get(&path).await;
    let sent = first.post(&format!("{path}/endereco"), &[("email", THIEF)]).await;
    assert_eq!(sent.status, 422, "{} {}", page.text(), sent.text());
    app.settle().await;
    has_no_way_in(&app);
}
