//! Sessions that end while somebody is at work: they are told, and what they typed is there after the sign-in.

use crate::participation::issued::{ANA_CPF, DAVI_CPF, Issued, PASSWORD, as_json, only_card, text};
use common::web::Access;
use common::web::ended::OPEN_WITH_FILES;
use http::StatusCode;
use journeys::{Browser, ORGANISER_CPF, ORGANISER_PASSWORD, Reply};
use serde_json::json;

/// Longer than a session lasts without being used, in seconds.
const PAUSE: i64 = 31 * 60;

/// A house, and Ana's browser.
async fn house() -> (Issued, Browser) {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let ana = house.ana().await;
    (house, ana)
}

/// Signs in on the page that says that the session ended.
async fn sign_in(browser: &mut Browser, page: &Reply, cpf: &str, password: &str) -> Reply {
    let form = page.form("/entrar").fill("identifier", cpf).fill("password", password);
    browser.submit(form).await
}

#[tokio::test]
async fn a_page_says_that_the_session_ended_and_is_shown_after_the_sign_in() {
    let (house, mut ana) = house().await;
    assert!(
        !house.app.browser().get("/perfil").await.html().contains("A sua sessão terminou"),
        "there was none"
    );
    house.app.advance(PAUSE);
    let page = ana.get("/perfil").await;
    assert_eq!(page.path, "/entrar?next=/perfil");
    assert!(page.html().contains("A sua sessão terminou"), "{}", page.html());
    assert_eq!(sign_in(&mut ana, &page, ANA_CPF, PASSWORD).await.path, "/perfil");
}

#[tokio::test]
async fn a_switch_that_was_pressed_too_late_is_pressed_after_the_sign_in() {
    let (house, mut ana) = house().await;
    let form = ana.get("/certificados?busca=encontro").await.form("/publico?busca=encontro");
    house.app.advance(PAUSE);
    let ended = ana.submit(form).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert_eq!(ended.texts("h1"), ["A sua sessão terminou"]);
    let again = sign_in(&mut ana, &ended, ANA_CPF, "errada mesmo 12").await;
    assert_eq!(again.status, StatusCode::UNAUTHORIZED, "a mistyped password loses nothing");
    let resumed = sign_in(&mut ana, &again, ANA_CPF, PASSWORD).await;
    assert_eq!(resumed.texts("h1"), ["Continue de onde parou"]);
    assert_eq!(only_card(&ana).await["options"]["public"], true, "nothing is done before it is sent");
    let page = ana.submit(resumed.form("/publico?busca=encontro")).await;
    assert!(page.path.starts_with("/certificados?busca=encontro&"), "{}", page.path);
    assert_eq!(only_card(&ana).await["options"]["public"], false);
}

#[tokio::test]
async fn an_event_that_took_an_hour_to_write_is_not_lost() {
    let (mut house, _) = house().await;
    let form = house.organiser.get("/organizador/eventos/novo").await.form("/organizador/eventos");
    let programme = "# Módulo 1\r\nPor que avaliar & \"como\"";
    let form = form
        .fill("title", "Colóquio de Educação")
        .fill("first_day", "2026-10-05")
        .fill("programme", programme);
    let form = form.attach("logo", "logo.png", vec![1; 2000]);
    house.app.advance(60 * 60);
    let ended = house.organiser.submit(form).await;
    assert_eq!(ended.status, StatusCode::UNAUTHORIZED);
    assert!(ended.text().contains("será preciso escolhê-lo de novo"), "{}", ended.text());
    let resumed = sign_in(&mut house.organiser, &ended, ORGANISER_CPF, ORGANISER_PASSWORD).await;
    let form = resumed.form("/organizador/eventos");
    // A page has its ends of line as `\n`; the browser makes them `\r\n` again when it sends them.
    let shown = programme.replace("\r\n", "\n");
    assert_eq!(
        (form.value("programme"), form.value("title")),
        (Some(shown.as_str()), Some("Colóquio de Educação"))
    );
    let made = house.organiser.submit(form.clone()).await;
    assert_eq!(made.texts("h1"), ["Colóquio de Educação"]);
    assert_eq!(
        house.organiser.submit(form).await.path,
        made.path,
        "its key went along: sent twice, it is one event"
    );
}

#[tokio::test]
async fn whoever_signs_in_instead_changes_nothing_of_the_other() {
    let (house, mut ana) = house().await;
    house.davi().await;
    let form = ana.get("/certificados").await.form("/publico");
    house.app.advance(PAUSE);
    let ended = ana.submit(form).await;
    let resumed = sign_in(&mut ana, &ended, DAVI_CPF, PASSWORD).await;
    assert_eq!(ana.submit(resumed.form("/publico")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(only_card(&house.ana_again().await).await["options"]["public"], true);
}

#[tokio::test]
async fn passwords_are_not_carried_and_programs_are_told_as_before() {
    let (house, mut ana) = house().await;
    let secret = "passarinho na janela 7";
    let form = ana.get("/senha").await.form("/senha").fill("current_password", PASSWORD);
    let form = form.fill("new_password", secret).fill("repeated", secret);
    let id = text(&only_card(&ana).await, "id").to_owned();
    house.app.advance(PAUSE);
    let page = ana.submit(form).await;
    assert_eq!(page.path, "/entrar?next=/senha");
    assert!(page.attributes("input[name=carried]", "value").is_empty(), "no password goes along");
    let answer =
        as_json(&ana).post_json(&format!("/certificados/{id}/publico"), &json!({ "public": false })).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.json()["type"], "/problemas/entre-primeiro");
}

#[tokio::test]
async fn what_is_carried_goes_to_no_place_but_ours() {
    let (house, _) = house().await;
    let mut browser = house.app.browser();
    for target in ["https://evil.example/certificados", "//evil.example", "/sair", "javascript:alert(1)"] {
        let fields =
            [("identifier", ANA_CPF), ("password", PASSWORD), ("target", target), ("carried", "YT1i")];
        let answer = browser.post("/entrar", &fields).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{target}");
    }
}

#[test]
fn files_are_taken_from_whoever_signed_in_or_has_a_mailed_link() {
    // A form with files goes to its handler empty when nobody is signed in: see `Typed::aside`.
    let all = local::routes().into_iter().flat_map(|routes| routes.operations().to_vec());
    let with_files = all.filter(|operation| operation.op.input.is_some_and(|sent| sent.with_files.is_some()));
    for operation in with_files {
        let is_by_link = OPEN_WITH_FILES.iter().any(|path| operation.path.starts_with(path));
        let is_closed = matches!(operation.op.access, Access::Only(_));
        assert!(is_closed || is_by_link, "{} {}", operation.method, operation.path);
    }
}
