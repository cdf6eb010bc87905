//! A long day: everything that people, agents and the clock do.

use crate::issued::{ANA_CPF, ANA_EMAIL, DAVI_CPF, Issued, PASSWORD, as_json, only_card, people, text};
use crate::organiser::{program, publish, upload};
use axum::body::Body;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, CertificateId, MailId};
use domain::work::{Command, Message, Task, Work};
use http::Method;
use journeys::TestApp;
use platform::documents::ByteStream;
use platform::secrets::Keys;
use serde_json::json;
use store::Change;

/// All of it, one after another.
pub(super) async fn everything(app: TestApp) -> Issued {
    let mut house = Issued::within(app).await;
    let event = house.event("Encontro de tudo", &[("public_by_default", "true")]).await;
    organisers_day(&mut house, &event).await;
    holders_day(&house).await;
    strangers_day(&house).await;
    administrators_day(&mut house, &event).await;
    postmans_day(&mut house, &event).await;
    keepers_day(&house).await;
    clocks_day(&mut house, &event).await;
    house
}

async fn organisers_day(house: &mut Issued, event: &str) {
    let logo = include_bytes!("../../../../local/demo/logo.png");
    let form = house.organiser.get(&format!("{event}/editar")).await.form("/editar");
    house.organiser.submit(form.attach("logo", "logo.png", logo.to_vec())).await;
    house.organiser.get(&format!("{event}/imagens/logo")).await;
    house.organiser.get("/organizador").await;
    let import = upload(&house.app, &mut house.organiser, event, people("Ana Luz")).await;
    publish(&house.app, &mut house.organiser, &import).await;
    for path in [format!("{import}/linhas"), format!("{import}/problemas.csv")] {
        house.organiser.get(&path).await;
    }
    people_without_cpf(house, event).await;
    let strange = upload(&house.app, &mut house.organiser, event, b"Quem;E-mail\nAna;x\n".to_vec()).await;
    let form = house.organiser.get(&strange).await.form("/leitura").fill("column_0", "name");
    house.organiser.submit(form).await;
    house.app.settle().await;
    let thrown = upload(&house.app, &mut house.organiser, event, b"Nome;E-mail\nAna;x\n".to_vec()).await;
    house.organiser.get(&thrown).await;
    let form = house.organiser.get(&thrown).await.form("/descartar");
    house.organiser.submit(form).await;
    let listed = crate::organiser::people(&house.organiser, &import).await;
    let davi = listed.iter().find(|p| p["name"] == "Davi Sá").expect("Davi");
    let path = davi["certificate"].as_str().expect("a path").to_owned();
    let form = house.organiser.get(&path).await.form("/revogar").fill("reason", "Engano na lista");
    house.organiser.submit(form).await;
    let again = upload(&house.app, &mut house.organiser, event, people("Ana Luz")).await;
    house.organiser.get(&again).await;
}

/// Names and addresses that are corrected while somebody is choosing a password.
async fn people_without_cpf(house: &mut Issued, event: &str) {
    let lists = [
        ("Inez Lopez", "ines@exemplo.pr"),
        ("Inês Lopes", "ines@exemplo.pr"),
        ("Inês Lopes", "ines@exemplo.pt"),
    ];
    let mut import = String::new();
    for (name, email) in lists {
        let list = format!("Nome;E-mail\n{name};{email}\n").into_bytes();
        import = upload(&house.app, &mut house.organiser, event, list).await;
        let page = house.organiser.get(&import).await;
        if let Some(form) = page.find_form("/mesma-pessoa") {
            house.organiser.submit(form.fill("choice", "same")).await;
        }
        publish(&house.app, &mut house.organiser, &import).await;
        let mail = house.app.mails_to(email).pop().expect("a mail");
        let mut browser = house.app.browser();
        crate::people::enter(&mut browser, &mail.after("Token:"), &mail.after("Senha inicial:")).await;
    }
    let listed = crate::organiser::people(&house.organiser, &import).await;
    let page = house.organiser.get(listed[0]["certificate"].as_str().expect("a path")).await;
    house.organiser.submit(page.form("/endereco").fill("email", "ines.lopes@exemplo.pt")).await;
    house.app.settle().await;
}

async fn holders_day(house: &Issued) {
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    // Every page without a name in its path: a new step's asks are seen before anybody writes its day.
    let pages = local::routes().into_iter().flat_map(|routes| routes.operations().to_vec());
    for page in pages.filter(|page| page.method == Method::GET && !page.path.contains('{')) {
        ana.get(page.path).await;
    }
    for what in ["pdf_path", "verify_path", "linkedin_path"] {
        if let Some(path) = card[what].as_str().or(card["options"][what].as_str()) {
            ana.send(Method::GET, path, None, Body::empty()).await;
        }
    }
    let id = text(&card, "id");
    ana.get(&format!("/certificados/{id}/previa.png")).await;
    let form = ana.get("/certificados").await.form("/publico");
    ana.submit(form).await;
    let form = ana.get("/certificados").await.form("/publico");
    ana.submit(form).await;
    let form = ana.get("/certificados").await.form("/link");
    let link = ana.submit(form).await.attributes("#link", "value").remove(0);
    let link = link.strip_prefix(journeys::URL).expect("our own").to_owned();
    for path in [link.clone(), format!("{link}/pdf"), format!("{link}/previa.png")] {
        house.app.browser().get(&path).await;
    }
    ana.get("/perfil").await;
    let other = "tarde de chuva na serra 9";
    let form = ana.get("/senha").await.form("/senha");
    let form = form.fill("current_password", PASSWORD).fill("new_password", other).fill("repeated", other);
    assert!(ana.submit(form).await.status.is_success());
    house.app.settle().await;
    let mut wrong = house.app.browser();
    let form = wrong.get("/entrar").await.form("/entrar");
    wrong.submit(form.fill("identifier", ANA_CPF).fill("password", "errada mesmo 12")).await;
    let form = house.app.browser().get("/reenviar").await.form("/reenviar").fill("email", ANA_EMAIL);
    house.app.browser().submit(form).await;
    house.app.settle().await;
    let mail = house.app.mail_to(ANA_EMAIL, "O seu acesso aos certificados");
    let reset = mail.links("/senha/nova/").remove(0);
    let mut browser = house.app.browser();
    let form =
        browser.get(&reset).await.form(&reset).fill("new_password", PASSWORD).fill("repeated", PASSWORD);
    browser.submit(form).await;
    let form = browser.get("/perfil").await.form("/sair").fill("everywhere", "true");
    browser.submit(form).await;
}

async fn strangers_day(house: &Issued) {
    let visitor = house.visitor(ANA_CPF).await;
    let card = only_card(&visitor).await;
    as_json(&visitor).get(text(&card, "pdf_path")).await;
    house.visitor(DAVI_CPF).await;
    let mut stranger = house.app.browser();
    let verify = text(&card, "verify_path").to_owned();
    stranger.get(&verify).await;
    stranger.get("/v/0000000000000000").await;
    let sha = as_json(&stranger).get(&verify).await.json()["sha256"].clone();
    for digest in [sha, json!("0".repeat(64))] {
        stranger.clone().program(None).post_json("/verificar", &json!({ "sha256": digest })).await;
    }
    for path in ["/ajuda?busca=senha", "/privacidade", "/reenviar", "/health", "/openapi.json", "/nada"] {
        stranger.get(path).await;
        house.organiser.clone().get(path).await;
    }
    let form = stranger.get("/visitante").await.form("/visitante").fill("identifier", "7Q2K-9XBM-4T8R-0");
    stranger.submit(form).await;
    // Often enough for a task to be asked for, which is then solved.
    let mut program = stranger.clone().program(None);
    for _ in 0..12 {
        program.post_json("/visitante", &json!({ "identifier": DAVI_CPF })).await;
    }
    let task = program.get("/visitante").await.json()["challenge"].clone();
    let solved = json!({ "identifier": DAVI_CPF, "altcha": crate::visitor::solve(&task) });
    assert!(program.post_json("/visitante", &solved).await.status.is_success());
    let mut nobody = json!({ "email": "ninguem@exemplo.com.br" });
    let mut answer = program.post_json("/reenviar", &nobody).await;
    while answer.status.is_success() {
        answer = program.post_json("/reenviar", &nobody).await;
    }
    nobody["altcha"] = json!(crate::visitor::solve(&answer.json()["challenge"]));
    assert!(program.post_json("/reenviar", &nobody).await.status.is_success());
}

async fn administrators_day(house: &mut Issued, event: &str) {
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
}

/// Keys, an archive, and a check.
async fn keepers_day(house: &Issued) {
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
pub(super) async fn restorers_day(house: &mut Issued) {
    let tables = house.app.app.config.tables.clone();
    for table in [&tables.registry, &tables.outbox] {
        crate::restore::restored(&house.app, table).await;
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
async fn postmans_day(house: &mut Issued, event: &str) {
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

/// A PDF, a resend and a mail of an account: each is given up and tried once more.
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

fn every_kind_of_work() -> [Task; 3] {
    let (to, mail) =
        (EmailAddress::parse("x@exemplo.com.br").expect("an address"), MailId::from_bytes([9; 17]));
    let account = AccountId::from_bytes([9; 17]);
    [
        Task::DrawPdf { certificate: CertificateId::from_bytes([9; 17]), version: 1, notify: to.clone() },
        Task::Mail { mail: mail.clone(), message: Message::Resend { to } },
        Task::Mail { mail, message: Message::Welcome { account } },
    ]
}

/// What nobody delivered is armed again.
async fn clocks_day(house: &mut Issued, event: &str) {
    let form = house.organiser.get(event).await.form("/importacoes");
    let import = house.organiser.submit(form.attach("file", "mais.csv", people("Ana Lima"))).await;
    house.app.settle().await;
    let form = house.organiser.get(&import.path).await.form("/publicar").fill("confirm", "true");
    house.organiser.submit(form).await;
    revive_what_was_given_up(&house.app).await;
    house.app.advance(120);
    run_clock::handle(house.app.of_step("run-clock")).await.expect("a sweep");
    let dropped = format!("imports/{}/da-console.csv", event.rsplit('/').next().expect("an id"));
    let body = ByteStream::from(people("Ana Lima"));
    house.app.app.documents.put_import(&dropped, body).await.expect("an object");
    import_participants::handle(house.app.of_step("import-participants"), dropped).await.expect("read");
    // Ana is signed in while a list gives her another name.
    house.app.settle().await;
}
