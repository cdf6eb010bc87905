//! What the operator does at the console: everything can be done again, and a slip confirms nothing.

use crate::participation::organiser::program;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::{Command, Message, Task, Work};
use journeys::{ORGANISER_CPF, ORGANISER_EMAIL, TestApp, URL};
use serde_json::{Value, json};
use store::Change;

async fn refused(app: &TestApp, event: Value) -> String {
    let request = serde_json::from_value(event).expect("an event of administer");
    administer::handle(app.app.clone(), request).await.expect_err("refused").to_string()
}

#[tokio::test]
async fn an_address_is_confirmed_once_and_only_the_one_in_use() {
    let app = TestApp::start().await;
    let slip = refused(&app, json!({ "action": "confirm_public_url", "url": "https://selo.exemple" })).await;
    assert!(slip.contains(URL), "{slip}");
    assert_eq!(app.administer(json!({ "action": "status" })).await["can_publish"], false);
    for _ in 0..2 {
        let answer =
            app.administer(json!({ "action": "confirm_public_url", "url": format!("{URL}/") })).await;
        assert_eq!(answer, json!({ "done": "public_url_confirmed", "url": URL }));
    }
    let status = app.administer(json!({ "action": "status" })).await;
    assert_eq!((&status["can_publish"], &status["confirmed_url"]), (&json!(true), &json!(URL)));
}

#[tokio::test]
async fn the_same_appointment_twice_makes_one_issuer_and_one_account() {
    let app = TestApp::with_organiser().await;
    let event = json!({
        "action": "create_issuer_with_organiser",
        "issuer_name": "INSTITUTO HORIZONTE DA EDUCACAO",
        "name": "Otília Amaral", "email": ORGANISER_EMAIL, "cpf": ORGANISER_CPF,
    });
    let again = app.administer(event).await;
    assert_eq!(again["new_account"], false);
    app.settle().await;
    let mails = app.mails_to(ORGANISER_EMAIL);
    assert_eq!(mails.len(), 2, "who is appointed again is told again");
    let mut browser = app.browser();
    app.first_access(
        &mut browser,
        ORGANISER_CPF,
        &mails[0].after("Senha inicial:"),
        "vento norte na janela 8",
    )
    .await;
    assert_eq!(
        program(&browser).get("/organizador").await.json()["issuer"],
        "Instituto Horizonte da Educação"
    );
}

/// Somebody who gets a certificate of an event at an address; their CPF.
async fn imported(app: &TestApp, event: &str, name: &str, address: &str) -> String {
    let mut organiser = app.organiser().await;
    let event = crate::participation::organiser::event(&mut organiser, event).await;
    let cpf = journeys::cpf(7);
    let csv = format!("Nome;E-mail;CPF\n{name};{address};{cpf}\n").into_bytes();
    let import = crate::participation::organiser::upload(app, &mut organiser, &event, csv).await;
    crate::participation::organiser::publish(app, &mut organiser, &import).await;
    cpf
}

#[tokio::test]
async fn a_wrong_address_is_corrected_until_its_owner_has_signed_in() {
    let app = TestApp::with_organiser().await;
    let cpf = imported(&app, "Endereços", "Ana Lua", "errado@exemplo.com.br").await;
    let dead = app.mails_to("errado@exemplo.com.br")[0].after("Senha inicial:");
    let correction = |email: &str| json!({ "action": "correct_email", "cpf": cpf, "email": email });
    assert_eq!(app.administer(correction("certo@exemplo.com.br")).await["done"], "email_corrected");
    app.settle().await;
    let mail = app.mails_to("certo@exemplo.com.br").pop().expect("a notification");
    let mut browser = app.browser();
    let form = browser.get("/entrar").await.form("/entrar").fill("identifier", &cpf).fill("password", &dead);
    assert_eq!(browser.submit(form).await.status, 401, "what went to the wrong address opens nothing");
    app.first_access(&mut browser, &cpf, &mail.after("Senha inicial:"), "folha de outono no rio 3").await;
    assert!(browser.get("/certificados").await.text().contains("Endereços"));
    let late = refused(&app, correction("outra@exemplo.com.br")).await;
    assert!(late.contains("state does not allow"), "{late}");
    let form = app.browser().get("/reenviar").await.form("/reenviar").fill("email", "errado@exemplo.com.br");
    browser.submit(form).await;
    app.settle().await;
    assert_eq!(app.mails_to("errado@exemplo.com.br").len(), 1, "the old address finds nothing any more");
}

#[tokio::test]
async fn whoever_was_imported_with_a_strangers_address_gets_the_account_back_and_issues_for_nobody_before() {
    let app = TestApp::with_organiser().await;
    let cpf = imported(&app, "Isca", "Rosa Vaz", "estranho@exemplo.com.br").await;
    let mut stranger = app.browser();
    let initial = app.mails_to("estranho@exemplo.com.br")[0].after("Senha inicial:");
    app.first_access(&mut stranger, &cpf, &initial, "folha de outono no rio 3").await;
    let appointment = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Universidade",
        "name": "Rosa Vaz", "email": "rosa@exemplo.com.br", "cpf": cpf });
    assert!(refused(&app, appointment.clone()).await.contains("another address"));
    let taken = json!({ "action": "correct_email", "cpf": cpf, "email": "rosa@exemplo.com.br", "even_if_used": true });
    app.administer(taken).await;
    app.settle().await;
    assert_eq!(
        stranger.get("/certificados").await.path,
        "/entrar?next=/certificados",
        "the stranger's session ended"
    );
    let form = stranger.get("/entrar").await.form("/entrar").fill("identifier", &cpf);
    let again = stranger.submit(form.fill("password", "folha de outono no rio 3")).await;
    assert_eq!(again.status, 401, "and so did the stranger's password");
    app.administer(appointment).await;
    app.settle().await;
    let mail = app.mail_to("rosa@exemplo.com.br", "O seu acesso de organizador");
    let mut rosa = app.browser();
    app.first_access(&mut rosa, &cpf, &mail.after("Senha inicial:"), "outro portão azul 12").await;
    assert_eq!(program(&rosa).get("/organizador").await.json()["issuer"], "Universidade");
    assert_eq!(app.mails_to("estranho@exemplo.com.br").len(), 1);
}

#[tokio::test]
async fn one_more_organiser_shares_the_events_and_nobody_unknown_is_dismissed() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    crate::participation::organiser::event(&mut organiser, "De todos").await;
    let keys = app.app.secrets.keys().await.expect("keys");
    let account = keys.account_of_cpf(&domain::value::cpf::Cpf::parse(ORGANISER_CPF).expect("a CPF"));
    let issuer =
        app.app.store.get_account(&account).await.expect("the account").snapshot().roles.issuer().cloned();
    app.administer(json!({
        "action": "appoint_organiser", "issuer": issuer.expect("an issuer"),
        "name": "Rui Lopes", "email": "rui@exemplo.com.br", "cpf": "111.444.777-35",
    }))
    .await;
    app.settle().await;
    let (mut colleague, mail) = (app.browser(), app.mail_to("rui@exemplo.com.br", "O seu acesso"));
    app.first_access(
        &mut colleague,
        "111.444.777-35",
        &mail.after("Senha inicial:"),
        "mesa de pedra clara 5",
    )
    .await;
    assert!(colleague.get("/organizador").await.text().contains("De todos"));
    let event = json!({ "action": "dismiss_organiser", "cpf": "529.982.247-25" });
    assert!(refused(&app, event).await.contains("nobody"));
}

#[tokio::test]
async fn work_that_was_given_up_is_found_and_done_after_all() {
    let app = TestApp::with_organiser().await;
    let (store, now) = (&app.app.store, app.app.clock.now());
    let to = EmailAddress::parse(ORGANISER_EMAIL).expect("an address");
    let mail = MailId::from_bytes([9; 17]);
    let work = Work::new(Task::Mail { mail, message: Message::Resend { to } }, None, now);
    let work = store.commit(Change::of(work)).await.expect("work");
    store.commit(Change::of(work.apply(Command::GiveUp, now).expect("given up"))).await.expect("a commit");
    let before = app.mails_to(ORGANISER_EMAIL).len();
    app.settle().await;
    assert_eq!(app.mails_to(ORGANISER_EMAIL).len(), before, "nobody tries it by itself");
    let stuck = app.administer(json!({ "action": "list_stuck" })).await["works"].clone();
    assert_eq!(stuck.as_array().map(Vec::len), Some(1));
    let revive = json!({ "action": "revive_work", "pk": stuck[0]["pk"], "sk": stuck[0]["sk"] });
    assert_eq!(app.administer(revive.clone()).await, json!({ "done": "work_revived" }));
    app.settle().await;
    assert_eq!(app.mails_to(ORGANISER_EMAIL).len(), before + 1);
    assert_eq!(app.administer(json!({ "action": "list_stuck" })).await["works"], json!([]));
    assert!(refused(&app, revive).await.contains("state"), "what is done stays done");
}
