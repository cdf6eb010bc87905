//! What every line has: the console, keys, mails, the clock.

use crate::participation::issued::{ANA_CPF, Issued, only_card, people, text};
use crate::participation::organiser::{program, publish, upload};
use domain::role::Duty;
use domain::value::code::TicketNumber;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccessRequestId, AccountId, CertificateId, EnrollmentId, EntitlementId, MailId};
use domain::work::{AccessNews, CaseNews, Command, Message, Task, TicketNews, Work};
use futures::future::LocalBoxFuture;
use journeys::authenticator::Authenticator;
use journeys::{COLLEAGUE_PASSWORD, Colleague, Reply, TestApp};
use platform::documents::ByteStream;
use platform::secrets::Keys;
use serde_json::{Value, json};
use store::Change;

pub(super) async fn administrators_day(house: &mut Issued, event: &str) {
    let app = &house.app;
    let csv = b"Nome;E-mail;CPF\nRita Sol;errado@exemplo.com.br;111.444.777-35\n".to_vec();
    let import = upload(app, &mut house.organiser, event, csv).await;
    publish(app, &mut house.organiser, &import).await;
    let address = "rita@exemplo.com.br";
    app.administer(json!({ "action": "correct_email", "cpf": "111.444.777-35", "email": address })).await;
    app.settle().await;
    let issuer = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Outra Casa", "name": "Rita Sol",
        "email": address, "cpf": "111.444.777-35" });
    app.administer(issuer).await;
    for action in ["status", "list_stuck"] {
        app.administer(json!({ "action": action })).await;
    }
    app.settle().await;
    let mail = app.mail_to(address, "O seu acesso de organizador");
    let mut rita = app.browser();
    app.first_access(&mut rita, "111.444.777-35", &mail.after("Senha inicial:"), "outro portão azul 12")
        .await;
    let issuer = program(&rita).get("/organizador").await.json();
    assert_eq!(issuer["issuer"], "Outra Casa");
    let id = keys_of(app).await.account_of_cpf(&Cpf::parse("111.444.777-35").expect("a CPF"));
    let issuer = app.app.store.get_account(&id).await.expect("an account").snapshot().roles.issuer().cloned();
    app.administer(
        json!({ "action": "appoint_organiser", "issuer": issuer, "name": "Rita Sol", "email": address,
        "cpf": "111.444.777-35" }),
    )
    .await;
    app.administer(json!({ "action": "dismiss_organiser", "cpf": "111.444.777-35" })).await;
    requests_for_help(app).await;
}

/// Somebody with a duty: both steps of signing in, the way in for whoever lost the telephone, and what the console does about
/// it. In boxes: one after another, the days are more than a thread's stack holds.
pub(super) fn colleagues_day(house: &Issued) -> LocalBoxFuture<'_, ()> {
    Box::pin(async {
        let app = &house.app;
        let colleague = app.colleague(Duty::Approver).await;
        recovered(app, &colleague).await;
        with_a_passkey(app, &colleague).await;
        let identifier = app.mail_to(&colleague.email, "O seu acesso de").after("Token:");
        app.administer(json!({ "action": "reset_second_factor", "identifier": identifier })).await;
        let dismissal =
            json!({ "action": "dismiss_from_duty", "duty": "approver", "identifier": colleague.cpf });
        app.administer(dismissal).await;
        app.settle().await;
    })
}

/// A code to recover, other codes, and their file.
fn recovered<'a>(app: &'a TestApp, colleague: &'a Colleague) -> LocalBoxFuture<'a, ()> {
    Box::pin(async {
        let (mut browser, _) = colleague.half_in(app).await;
        let form = browser.get("/duas-etapas/recuperar").await.form("/duas-etapas/recuperar");
        let means = browser.submit(form.fill("code", &colleague.recovery[0])).await;
        let shown = browser.submit(means.form("/codigos").fill("current_password", COLLEAGUE_PASSWORD)).await;
        browser.submit_only(shown.form("/codigos/arquivo")).await;
    })
}

/// A code of the application, a passkey in its place, and its end.
fn with_a_passkey<'a>(app: &'a TestApp, colleague: &'a Colleague) -> LocalBoxFuture<'a, ()> {
    Box::pin(async {
        let mut browser = colleague.again(app).await;
        assert_eq!(browser.get("/duas-etapas/ativar").await.status, 200);
        let (page, mut passkey) = (browser.get("/duas-etapas/chaves").await, Authenticator::es256());
        let form = page.form("/duas-etapas/chaves").fill("name", "Telefone");
        let form = form.fill("credential", &passkey.make(&asked(&page)));
        browser.submit(form.fill("current_password", COLLEAGUE_PASSWORD)).await;
        let (mut signing, page) = colleague.half_in(app).await;
        let credential = passkey.sign(&asked(&page));
        let means = signing.submit(page.form("/duas-etapas/chave").fill("credential", &credential)).await;
        assert!(means.status.is_success(), "{}", means.text());
        let removal = [("passkey", passkey.id()), ("current_password", COLLEAGUE_PASSWORD.to_owned())];
        let removal = removal.each_ref().map(|(name, value)| (*name, value.as_str()));
        assert_eq!(signing.post("/duas-etapas/meios/remover", &removal).await.status, 303);
    })
}

/// What a page asks of a passkey.
fn asked(page: &Reply) -> Value {
    let options = page.attributes("form[data-passkey]", "data-options");
    serde_json::from_str(options.first().map_or("", String::as_str)).expect("options as JSON")
}

/// One is answered and handed to its issuer, whose contact the administrator sets; its mail to whoever asked comes back.
async fn requests_for_help(app: &TestApp) {
    let mut program = app.browser().program(None).with_header("idempotency-key", "pedido de ajuda 1");
    let asking = json!({ "name": "Caio Rio", "email": "bounce@simulator.amazonses.com", "subject": "mail",
        "message": "Nada chegou." });
    let path = program.post_json("/ajuda/pedidos", &asking).await.json()["location"].clone();
    let number = program.get(path.as_str().expect("a path")).await.json()["number"].clone();
    let of_ticket = |action: &str| json!({ "action": action, "number": number });
    app.settle().await;
    app.administer(json!({ "action": "reopen_mailbox", "email": "bounce@simulator.amazonses.com" })).await;
    app.administer(of_ticket("show_ticket")).await;
    let issuer = app
        .administer(json!({ "action": "create_issuer_with_organiser", "issuer_name": "Outra Casa",
        "name": "Rita Sol", "email": "rita@exemplo.com.br", "cpf": "111.444.777-35" }))
        .await["issuer"]
        .clone();
    let contact = json!({ "email": "apoio@outra.example" });
    app.administer(json!({ "action": "set_issuer_contact", "issuer": issuer, "contact": contact })).await;
    let mut answer = of_ticket("answer_ticket");
    answer["text"] = json!("Enviamos de novo.");
    app.administer(answer).await;
    let mut pass_on = of_ticket("pass_on_ticket");
    pass_on["issuer"] = issuer;
    app.administer(pass_on).await;
    app.settle().await;
    app.administer(of_ticket("close_ticket")).await;
    app.administer(json!({ "action": "reopen_mailbox", "email": "bounce@simulator.amazonses.com" })).await;
    app.administer(json!({ "action": "dismiss_organiser", "cpf": "111.444.777-35" })).await;
}

/// Keys, an archive, and a check.
pub(super) async fn keepers_day(house: &Issued) {
    let app = &house.app;
    app.administer(json!({ "action": "rotate_keys", "follows": 1 })).await;
    app.administer(json!({ "action": "count_passwords" })).await;
    let export = |pages| json!({ "action": "export_archive", "name": "tudo", "pace": { "pages": pages } });
    let begun = app.administer(export(1)).await;
    let public = begun["public_pdfs"].as_u64().expect("a number");
    let mut ana = house.again(ANA_CPF).await;
    let form = ana.get("/certificados").await.form("/publico");
    ana.submit(form).await;
    let archive = app.administer(export(100)).await;
    assert_eq!(
        (&archive["finished"], &archive["public_pdfs"]),
        (&json!(true), &json!(public - 1)),
        "{archive}"
    );
    assert_eq!(app.administer(json!({ "action": "check" })).await["finished"], true);
}

/// Tables that were restored: rows that are gone go back, and rows that were changed.
pub(in crate::wiring) async fn restorers_day(house: &mut Issued) {
    let tables = house.app.app.config.tables.clone();
    for table in [&tables.registry, &tables.outbox] {
        crate::house::restore::restored(&house.app, table).await;
    }
    let ana = house.again(ANA_CPF).await;
    house.revoke(text(&only_card(&ana).await, "id"), "Engano").await;
    for table in ["registry", "outbox"] {
        for overwrite in [false, true] {
            let event = json!({ "action": "restore_rows", "table": table, "overwrite": overwrite });
            assert_eq!(house.app.administer(event).await["finished"], true);
        }
    }
}

/// Mails that come back: for a certificate, for an account, and asked for again.
pub(super) async fn postmans_day(house: &mut Issued, event: &str) {
    let app = &house.app;
    let csv = b"Nome;E-mail;CPF\nCaio Rio;bounce@simulator.amazonses.com;529.982.247-25\n".to_vec();
    let import = upload(app, &mut house.organiser, event, csv).await;
    publish(app, &mut house.organiser, &import).await;
    let reopen = json!({ "action": "reopen_mailbox", "email": "bounce@simulator.amazonses.com" });
    app.administer(reopen.clone()).await;
    let form = app.browser().get("/reenviar").await.form("/reenviar");
    app.browser().submit(form.fill("email", "bounce@simulator.amazonses.com")).await;
    app.settle().await;
    app.administer(reopen).await;
    let issuer = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Casa Fechada", "name": "Caio Rio",
        "email": "bounce@simulator.amazonses.com", "cpf": "529.982.247-25" });
    app.administer(issuer).await;
    app.settle().await;
}

async fn keys_of(app: &TestApp) -> Keys {
    app.app.secrets.keys().await.expect("keys")
}

/// A PDF, a resend, a mail of an account and one of a request for help: each is given up and tried once more.
async fn revive_what_was_given_up(app: &TestApp) {
    let now = app.app.clock.now();
    for task in every_kind_of_work() {
        let work = app.app.store.commit(Change::of(Work::new(task, None, now))).await.expect("work");
        let dead = work.apply(Command::GiveUp, now).expect("given up");
        app.app.store.commit(Change::of(dead)).await.expect("a commit");
    }
    let stuck = app.administer(json!({ "action": "list_stuck" })).await["works"].clone();
    for item in stuck.as_array().expect("works") {
        app.administer(json!({ "action": "revive_work", "pk": item["pk"], "sk": item["sk"] })).await;
    }
}

/// A piece of work of every ledger.
fn every_kind_of_work() -> Vec<Task> {
    let (to, bytes) = (EmailAddress::parse("x@exemplo.com.br").expect("an address"), [9; 17]);
    let pdf = Task::DrawPdf { certificate: CertificateId::from_bytes(bytes), version: 1, notify: to.clone() };
    let messages = [
        Message::Resend { to },
        Message::Welcome { account: AccountId::from_bytes(bytes) },
        Message::Ticket { ticket: TicketNumber::from_chance(2026, [9; 7]), news: TicketNews::Arrived },
        Message::Access { request: AccessRequestId::from_bytes(bytes), news: AccessNews::Waiting },
        Message::Assigned { unit: EntitlementId::from_bytes(bytes), assignment: 1 },
        Message::Case { case: EnrollmentId::from_bytes(bytes), news: CaseNews::Link },
    ];
    let mail = |message| Task::Mail { mail: MailId::from_bytes(bytes), message };
    std::iter::once(pdf).chain(messages.map(mail)).collect()
}

/// What nobody delivered is armed again.
pub(super) async fn clocks_day(house: &mut Issued, event: &str) {
    let form = house.organiser.get(event).await.form("/importacoes");
    let import = house.organiser.submit(form.attach("file", "mais.csv", people("Ana Lima"))).await;
    house.app.settle().await;
    let form = house.organiser.get(&import.path).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    revive_what_was_given_up(&house.app).await;
    super::access::forgotten(&house.app).await;
    house.app.advance(120);
    run_clock::handle(house.app.of_step("run-clock")).await.expect("a sweep");
    let dropped = format!("imports/{}/da-console.csv", event.rsplit('/').next().expect("an id"));
    let body = ByteStream::from(people("Ana Lima"));
    house.app.app.documents.put_import(&dropped, body).await.expect("an object");
    import_participants::handle(house.app.of_step("import-participants"), dropped).await.expect("read");
    // Ana is signed in while a list gives her another name.
    house.app.settle().await;
}
