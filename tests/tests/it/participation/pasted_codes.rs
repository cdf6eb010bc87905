//! What people paste to verify, the verdict, and the picture beside it.

use crate::participation::issued::{Issued, as_json, cards, header, only_card, people, text};
use domain::value::code::VerifyCode;
use http::{Method, StatusCode};
use journeys::Browser;

/// A house with an event, and the path of the verification of Ana's certificate.
async fn house(more: &[(&str, &str)]) -> (Issued, String) {
    let mut house = Issued::house().await;
    house.event("Formação em avaliação", more).await;
    let card = only_card(&house.ana().await).await;
    let path = text(&card, "verify_path").to_owned();
    (house, path)
}

fn code(path: &str) -> VerifyCode {
    VerifyCode::parse(path.trim_start_matches("/v/")).expect("a code")
}

async fn typed(browser: &mut Browser, text: &str) -> journeys::Reply {
    let form = browser.get("/verificar").await.form("/verificar");
    browser.submit(form.fill("code", text)).await
}

#[tokio::test]
async fn what_people_paste_leads_to_the_one_code_in_it() {
    let (house, path) = house(&[]).await;
    let code = code(&path);
    let (grouped, bare) = (code.grouped(), code.as_str());
    let mut anybody = house.app.browser();
    for pasted in [
        format!("Código de verificação   {grouped}"),
        format!("código nº {grouped}."),
        format!("“{grouped}”"),
        grouped.replace('-', "\u{2212}"),
        grouped.replace('-', "\u{ad}"),
        grouped.replace('-', "/"),
        format!("<https://selo.example/v/{bare}>."),
        format!("HTTPS://SELO.EXAMPLE/V/{bare}"),
        format!("https://selo.example/v/{} {}", &bare[..6], &bare[6..]),
        format!("https://protecao.example/?url=https%3A%2F%2Fselo.example%2Fv%2F{bare}&data=05%7C01"),
        format!(
            "Confira em selo.example/verificar com o código\n{grouped}\nou em https://selo.example/v/{bare}"
        ),
    ] {
        assert_eq!(typed(&mut anybody, &pasted).await.path, path, "{pasted:?}");
    }
}

#[tokio::test]
async fn of_two_codes_the_page_asks_which_and_keeps_what_was_pasted() {
    let (house, path) = house(&[]).await;
    let (ours, other) = (code(&path), VerifyCode::from_chance([3; 10]));
    let pasted = format!("Turma A {other} e turma B {ours}");
    let mut anybody = house.app.browser();
    let page = typed(&mut anybody, &pasted).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("mais de um código"), "{}", page.text());
    assert_eq!(page.form("/verificar").value("code"), Some(pasted.as_str()));
    assert_eq!(page.link(&other.grouped()), format!("/v/{}", other.as_str()));
    assert_eq!(anybody.get(&page.link(&ours.grouped())).await.texts("h1"), ["Certificado válido"]);
    let page = typed(&mut anybody, "Certificamos que Ana Lua concluiu a formação em avaliação").await;
    assert!(page.text().contains("Não achamos um código"), "{}", page.text());
}

#[tokio::test]
async fn an_address_is_read_with_what_clings_to_it() {
    let (house, path) = house(&[]).await;
    let mut anybody = house.app.browser();
    for clinging in [")", ",", ".", ";", "%E2%80%9D", "%C2%AD", "%20", "%3E", "/"] {
        let page = anybody.get(&format!("{path}{clinging}")).await;
        assert_eq!(page.texts("h1"), ["Certificado válido"], "{clinging}");
    }
    let led = anybody.send(Method::GET, &format!("{path}/?sha256=0"), None, axum::body::Body::empty()).await;
    assert_eq!(
        (led.status, header(&led, "location")),
        (StatusCode::PERMANENT_REDIRECT, &*format!("{path}?sha256=0"))
    );
    let both = format!("{path}-e-{}", VerifyCode::from_chance([3; 10]).as_str());
    assert_eq!(
        anybody.get(&both).await.status,
        StatusCode::NOT_FOUND,
        "an address with two codes names none"
    );
}

#[tokio::test]
async fn the_verdict_says_who_issued_and_when_it_was_asked() {
    let (mut house, path) = house(&[("public_by_default", "true")]).await;
    let mut anybody = house.app.browser();
    let page = anybody.get(&path).await;
    let verdict = page.texts(".verdict").join(" ");
    assert!(verdict.contains("Emitido por Instituto Horizonte da Educação em"), "{verdict}");
    assert!(page.texts(".checked").join(" ").contains("horário de Brasília"), "{}", page.text());
    assert_eq!(page.link("Digitar outro código"), "/verificar");
    let id = text(&cards(&house.ana_again().await).await[0], "id").to_owned();
    house.revoke(&id, "Emitido para a turma errada").await;
    let verdict = anybody.get(&path).await.texts(".verdict").join(" ");
    assert!(
        verdict.contains("Instituto Horizonte da Educação") && verdict.contains("Não vale mais"),
        "{verdict}"
    );
}

#[tokio::test]
async fn the_picture_beside_it_is_without_a_name_and_marked_once_it_does_not_count() {
    let (mut house, path) = house(&[]).await;
    let mut anybody = house.app.browser();
    let page = anybody.get(&path).await;
    let picture = page.attributes(".preview img", "src").remove(0);
    assert_eq!(picture, format!("{path}/previa.png"));
    assert_eq!(page.texts(".preview text"), ["Ana Lua"]);
    let answer = anybody.get(&picture).await;
    assert_eq!((answer.status, header(&answer, "content-type")), (StatusCode::OK, "image/png"));
    assert_eq!(header(&answer, "x-robots-tag"), "noindex, nofollow");
    let ana = house.ana_again().await;
    let card = cards(&ana).await.remove(0);
    let of_card = ana.clone().get(text(&card, "preview_path")).await.body;
    assert_eq!(answer.body, of_card, "it is the picture of the edition, which nobody's name is on");
    let event = house.organiser.get("/organizador").await.attributes("main table a", "href").remove(0);
    house.upload(&event, people("Ana Luá")).await;
    let replaced = anybody.get(&path).await;
    assert_eq!(replaced.texts(".preview .across"), ["Substituído"]);
    house.revoke(text(&card, "id"), "Emitido para a turma errada").await;
    let revoked = anybody.get(text(&cards(&ana).await[0], "verify_path")).await;
    assert_eq!(revoked.texts(".preview .across"), ["Revogado"]);
    assert_eq!(as_json(&anybody).get(&path).await.json()["preview_path"], picture.as_str());
}

#[tokio::test]
async fn asking_for_a_picture_guesses_no_better_than_asking_for_a_page() {
    let (house, path) = house(&[]).await;
    let mut stranger = house.app.browser();
    let now = house.app.app.clock.now().as_second();
    house.app.advance(60 - now.rem_euclid(60));
    let unknown = |number: u8| format!("/v/{}/previa.png", VerifyCode::from_chance([number; 10]).as_str());
    for number in 1..=30 {
        assert_eq!(stranger.get(&unknown(number)).await.status, StatusCode::NOT_FOUND, "miss {number}");
    }
    assert_eq!(stranger.get(&unknown(31)).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(stranger.get("/v/nada").await.status, StatusCode::TOO_MANY_REQUESTS, "both count together");
    assert_eq!(
        stranger.get(&format!("{path}/previa.png")).await.status,
        StatusCode::OK,
        "a hit is never limited"
    );
}
