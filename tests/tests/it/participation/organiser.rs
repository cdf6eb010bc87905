//! What an organiser does by clicking, and what nobody else can do in their name. Here: events and files.

mod busy;
mod lists;
mod outsiders;
mod publishing;

use common::web::COOKIE;
use journeys::{Browser, Form, TestApp};
use serde_json::{Value, json};

/// The same person as a program that sends their token.
pub fn program(browser: &Browser) -> Browser {
    browser.clone().program(browser.cookie(COOKIE).as_deref())
}

/// Creates an event by its form, and returns the path of its page.
pub async fn event(organiser: &mut Browser, title: &str) -> String {
    let form = new_event(organiser).await.fill("title", title);
    let page = organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    page.path
}

async fn new_event(organiser: &mut Browser) -> Form {
    organiser
        .get("/organizador/eventos/novo")
        .await
        .form("/organizador/eventos")
        .fill("first_day", "2026-10-05")
}

/// Sends a file by the event's form, has it read, and returns the path of the import's page.
pub async fn upload(app: &TestApp, organiser: &mut Browser, event: &str, csv: Vec<u8>) -> String {
    let form = organiser.get(event).await.form("/importacoes").attach("file", "lista.csv", csv);
    let page = organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    app.settle().await;
    page.path
}

/// Publishes an import by its form and waits until all is drawn and sent.
pub async fn publish(app: &TestApp, organiser: &mut Browser, import: &str) {
    let form = organiser.get(import).await.form("/publicar").fill("confirm", "true");
    let page = organiser.submit(form).await;
    assert!(page.status.is_success(), "{}", page.text());
    app.settle().await;
}

/// The people of an import, as JSON.
pub async fn people(organiser: &Browser, import: &str) -> Vec<Value> {
    let page = program(organiser).get(&format!("{import}/linhas")).await.json();
    page["people"].as_array().expect("people").clone()
}

const TWO: &[u8] =
    b"Nome;E-mail;CPF\nAna Lua;ana.lua@exemplo.com.br;184.207.635-35\nDavi Reis;davi@exemplo.com.br;\n";

/// A small PNG, as an organiser may send it.
const PNG: &[u8] = include_bytes!("../../../../local/demo/logo.png");

#[tokio::test]
async fn an_event_shows_what_was_typed_and_its_pictures() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await;
    let form = form
        .fill("title", "Oficina de <b>leitura</b>")
        .fill("place", "Recife")
        .fill("workload", "1h30")
        .fill("signature_1_name", "Helena Prado")
        .fill("signature_1_post", "Diretora")
        .attach("logo", "logo.png", PNG.to_vec());
    let page = organiser.submit(form).await;
    let text = page.text();
    for part in [
        "Oficina de <b>leitura</b>",
        "Recife",
        "1 hora e 30 minutos",
        "em 5 de outubro de 2026",
        "Helena Prado, Diretora",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    let logo = organiser.get(&format!("{}/imagens/logo", page.path)).await;
    assert_eq!(logo.headers["content-type"], "image/png");
    assert!(logo.body.starts_with(b"\x89PNG"));
    assert_eq!(organiser.get(&format!("{}/imagens/assinatura-1", page.path)).await.status, 404);
    assert!(organiser.get("/organizador").await.text().contains("Oficina de <b>leitura</b>"));
}

#[tokio::test]
async fn a_form_with_errors_keeps_what_was_typed_and_says_that_files_must_be_chosen_again() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await;
    let form = form
        .fill("title", "Semana da Ciência")
        .fill("last_day", "2026-10-01")
        .fill("wording_kind", "propria")
        .fill("wording", "fez {{7*7}}")
        .attach("logo", "logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec());
    let page = organiser.submit_only(form).await;
    assert_eq!(page.status, 422);
    let text = page.text();
    for part in [
        "O último dia deve ser igual ao primeiro",
        "Não existe o campo",
        "SVG não é aceito",
        "escolhidos de novo",
    ] {
        assert!(text.contains(part), "{part:?} in {text}");
    }
    let again = page.form("/organizador/eventos");
    assert_eq!(again.value("title"), Some("Semana da Ciência"));
    assert_eq!(again.value("wording").map(str::trim), Some("fez {{7*7}}"));
    let page = organiser
        .submit(again.fill("last_day", "").fill("wording_kind", "participou").fill("wording", "").attach(
            "logo",
            "l.png",
            PNG.to_vec(),
        ))
        .await;
    assert!(page.text().contains("Semana da Ciência"), "{}", page.text());
}

#[tokio::test]
async fn nothing_is_fetched_and_no_strange_field_is_taken() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let mut program = program(&organiser);
    for logo in ["http://169.254.169.254/", "file:///etc/passwd", "http://[::1]/"] {
        let answer = program
            .post_json(
                "/organizador/eventos",
                &json!({ "title": "X", "first_day": "2026-10-05", "logo": logo }),
            )
            .await;
        assert_eq!(answer.status, 400, "{logo}");
    }
    let event = event(&mut organiser, "Alvo").await;
    let import = upload(&app, &mut organiser, &event, TWO.to_vec()).await;
    let targets = [
        "/organizador/eventos".to_owned(),
        format!("{event}/editar"),
        format!("{event}/importacoes"),
        format!("{import}/publicar"),
        format!("{import}/descartar"),
    ];
    let before = (program.get(&event).await.body, program.get(&import).await.body);
    for target in &targets {
        for field in [
            "role",
            "issuer",
            "issuerId",
            "public",
            "status",
            "state",
            "paid",
            "admin",
            "version_",
            "id",
            "__proto__",
            "edition",
        ] {
            let answer = program.post_json(target, &json!({ field: "1" })).await;
            assert_eq!(answer.status, 400, "{target} {field}: {}", answer.html());
        }
    }
    assert_eq!(before, (program.get(&event).await.body, program.get(&import).await.body));
}

#[tokio::test]
async fn whoever_saves_last_is_told_that_another_person_was_faster() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Jornada").await;
    let edit = format!("{event}/editar");
    let mine = organiser.get(&edit).await.form("/editar").fill("title", "Jornada pedagógica");
    let theirs = organiser.get(&edit).await.form("/editar").fill("place", "Olinda");
    assert_eq!(organiser.submit_only(theirs).await.status, 303);
    let page = organiser.submit_only(mine).await;
    assert_eq!(page.status, 409);
    assert!(page.text().contains("Outra pessoa salvou este evento"), "{}", page.text());
    let again = page.form("/editar");
    assert_eq!(again.value("title"), Some("Jornada pedagógica"));
    let page = organiser.submit(again).await;
    assert!(page.text().contains("Jornada pedagógica") && !page.text().contains("Olinda"), "{}", page.text());
}

#[tokio::test]
async fn the_same_request_twice_makes_one_thing() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await.fill("title", "Uma vez");
    let (first, second) =
        (organiser.submit_only(form.clone()).await, organiser.submit_only(form.clone()).await);
    assert_eq!((first.status.as_u16(), second.status.as_u16()), (303, 303));
    assert_eq!(first.headers["location"], second.headers["location"]);
    assert_eq!(organiser.submit_only(form.fill("title", "Outra coisa")).await.status, 422);
    let events = program(&organiser).get("/organizador").await.json();
    assert_eq!(events["events"].as_array().map(Vec::len), Some(1));

    let event = first.headers["location"].to_str().expect("a path").to_owned();
    let form = organiser.get(&event).await.form("/importacoes").attach("file", "l.csv", TWO.to_vec());
    let (mut one, mut other) = (organiser.clone(), organiser.clone());
    let (first, second) = tokio::join!(one.submit_only(form.clone()), other.submit_only(form));
    assert_eq!(first.headers["location"], second.headers["location"]);
    let page = program(&organiser).get(&event).await.json();
    assert_eq!(page["imports"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn an_upload_whose_file_was_lost_is_completed_by_its_repetition() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Queda").await;
    let form = organiser.get(&event).await.form("/importacoes").attach("file", "l.csv", TWO.to_vec());
    let import = organiser.submit(form.clone()).await.path;
    // As if the process had died between the row and the object.
    let id = import.rsplit('/').next().expect("an id");
    let key = format!("imports/{}/{id}.csv", event.rsplit('/').next().expect("an id"));
    let bucket = &app.app.config.buckets.imports;
    app.house.engines.aws().s3.delete_object().bucket(bucket).key(&key).send().await.expect("deleted");
    app.settle().await;
    assert_eq!(program(&organiser).get(&import).await.json()["state"], "received");
    assert_eq!(organiser.submit(form).await.path, import);
    app.settle().await;
    assert_eq!(program(&organiser).get(&import).await.json()["state"], "ready");
}

#[tokio::test]
async fn a_file_in_a_field_that_the_form_of_an_event_does_not_have_is_refused() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let form = new_event(&mut organiser).await.fill("title", "Com anexo");
    let strange = form.clone().attach("anexo", "a.png", PNG.to_vec());
    assert_eq!(organiser.submit_only(strange).await.status, 400);
    assert_eq!(program(&organiser).get("/organizador").await.json()["events"], json!([]));
    let event = organiser.submit(form).await.path;
    let form = organiser.get(&format!("{event}/editar")).await.form("/editar");
    let before = program(&organiser).get(&event).await.body;
    assert_eq!(organiser.submit_only(form.attach("anexo", "a.png", PNG.to_vec())).await.status, 400);
    assert_eq!(program(&organiser).get(&event).await.body, before);
}
