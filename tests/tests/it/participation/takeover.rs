//! An issuer that wants what others issue: neither a list nor a corrected address moves an account that others know of.

use crate::house::people::enter;
use crate::participation::claims::second_institution;
use crate::participation::organiser::{event, people, publish, upload};
use domain::people::account::Command;
use domain::transition::Actor;
use domain::value::email::EmailAddress;
use journeys::{Browser, TestApp};
use serde_json::json;
use store::Change;
use store::people::accounts::Indexes;

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

/// A worker that corrects the address and dies before it ends the sessions leaves whoever reads the wrong one at the door of
/// the first access: they do not get through it.
#[tokio::test]
async fn a_session_begun_at_the_wrong_address_chooses_no_password() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let course = event(&mut organiser, "Curso de canto").await;
    let list = format!("Nome;E-mail\nAna Lua;{THIEF}\n");
    issue(&app, &mut organiser, &course, &list).await;
    let mail = app.mail_to(THIEF, "Seu certificado está disponível");
    let mut thief = app.browser();
    let form = thief.get("/entrar").await.form("/entrar").fill("identifier", &mail.after("Token:"));
    let page = thief.submit(form.fill("password", &mail.after("Senha inicial:"))).await;
    let keys = app.app.secrets.keys().await.expect("keys");
    let page_of_accounts = app.app.store.walk_accounts(None, 200).await.expect("accounts");
    let hers = page_of_accounts.items.into_iter().find(|account| account.snapshot().email.as_str() == THIEF);
    let hers = hers.expect("her account");
    let issuer = hers.snapshot().received_from.clone().expect("known").remove(0);
    let from = Indexes::of(&keys, &hers);
    let email = EmailAddress::parse("ana@exemplo.org").expect("an address");
    let step = Actor::Step("issue-batch".to_owned());
    let moved = hers.apply(Command::Readdress { issuer, email }, step, app.app.clock.now()).expect("legal");
    let to = Indexes::of(&keys, moved.after());
    app.app.store.commit(Change::of(moved).moving(&from, &to)).await.expect("committed");
    let form = page.form("/primeiro-acesso").fill("new_password", "rede varanda domingo 3");
    let answer = thief.submit(form.fill("repeated", "rede varanda domingo 3")).await;
    assert_eq!(answer.status, 409, "{}", answer.text());
    assert!(answer.text().contains("foi corrigido"), "{}", answer.text());
}

/// Where the administrator corrected an address, the issuer that gave the wrong one does not give it again.
#[tokio::test]
async fn what_the_administrator_corrected_no_issuer_moves_back() {
    const CPF: &str = "184.207.635-35";
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let course = event(&mut organiser, "Curso de canto").await;
    let list = format!("Nome;E-mail;CPF\nAna Lua;{THIEF};{CPF}\n");
    let import = issue(&app, &mut organiser, &course, &list).await;
    let correct = json!({ "action": "correct_email", "cpf": CPF, "email": "ana@exemplo.org" });
    app.administer(correct).await;
    app.settle().await;
    let path = people(&organiser, &import).await[0]["certificate"].as_str().expect("a page").to_owned();
    let before = app.mails_to(THIEF).len();
    let sent = organiser.post(&format!("{path}/endereco"), &[("email", THIEF)]).await;
    assert_eq!(sent.status, 422, "{}", sent.text());
    app.settle().await;
    assert_eq!(app.mails_to(THIEF).len(), before);
}
