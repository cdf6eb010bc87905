//! How people reach the issuer: the organiser says it, and it is shown wherever somebody may ask.

use crate::participation::issued::{ANA_EMAIL, Issued, header, only_card, text};
use http::StatusCode;
use journeys::TestApp;
use serde_json::json;

const DESK: [(&str, &str); 4] = [
    ("desk", "Secretaria de Cursos"),
    ("email", "secretaria@horizonte.example"),
    ("phone", "(11) 3333-4444, ramal 12"),
    ("page", "https://horizonte.example/contato"),
];

async fn set(house: &mut Issued, fields: &[(&str, &str)]) -> journeys::Reply {
    let form = house.organiser.get("/organizador/emissor").await.form("/organizador/emissor");
    let form = fields.iter().fold(form, |form, (name, value)| form.fill(name, value));
    house.organiser.submit(form).await
}

#[tokio::test]
async fn what_an_organiser_says_is_on_cards_mails_and_the_page_of_the_verification() {
    let mut house = Issued::house().await;
    let page = house.organiser.get("/organizador").await;
    assert!(page.html().contains("href=\"/organizador/emissor\""), "it is linked");
    let page = set(&mut house, &DESK).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    assert!(page.html().contains("Os contatos foram guardados"));
    house.event("Oficina de Gravura", &[]).await;

    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado está disponível");
    assert_eq!(mail.from_name, "Instituto Horizonte da Educação via Selo");
    assert_eq!(mail.from, "nao-responda@selo.example");
    assert_eq!(mail.reply_to, ["secretaria@horizonte.example"]);
    for said in
        ["Secretaria de Cursos", "secretaria@horizonte.example", "ramal 12", "horizonte.example/contato"]
    {
        assert!(mail.text.contains(said) && mail.html.contains(said), "{said} in\n{}", mail.text);
    }

    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    assert_eq!(card["options"]["contact"]["email"], "secretaria@horizonte.example");
    assert!(ana.get("/certificados").await.text().contains("Secretaria de Cursos"));

    let mut anybody = house.app.browser();
    let verify = text(&card, "verify_path");
    let found = anybody.get(verify).await;
    assert!(found.html().contains(&format!("href=\"{verify}/contato\"")), "{}", found.html());
    let page = anybody.get(&format!("{verify}/contato")).await;
    assert!(
        page.text().contains("Secretaria de Cursos") && page.text().contains("ramal 12"),
        "{}",
        page.text()
    );
    assert_eq!(header(&page, "x-robots-tag"), "noindex, nofollow");
    assert!(!page.text().contains("Ana Lua"), "whom to ask tells nothing of the person");
}

#[tokio::test]
async fn without_a_contact_there_is_a_sentence_and_one_that_is_taken_away_is_gone() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado está disponível");
    assert!(mail.reply_to.is_empty() && !mail.text.contains("Dúvidas sobre o que está"), "{}", mail.text);
    let ana = house.ana().await;
    let verify = text(&only_card(&ana).await, "verify_path").to_owned();
    let ask = format!("{verify}/contato");
    assert!(house.app.browser().get(&ask).await.text().contains("ainda não informou contatos"));

    set(&mut house, &DESK).await;
    // It is read when it is shown: what was issued before has it too.
    assert!(house.app.browser().get(&ask).await.text().contains("Secretaria de Cursos"));
    assert_eq!(only_card(&ana).await["options"]["contact"]["desk"], "Secretaria de Cursos");
    let empty = DESK.map(|(name, _)| (name, ""));
    set(&mut house, &empty).await;
    assert!(house.app.browser().get(&ask).await.text().contains("ainda não informou contatos"));
    assert!(only_card(&ana).await["options"]["contact"].is_null());
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost() {
    let mut house = Issued::house().await;
    let wrong = [
        ("desk", "Central"),
        ("email", "secretaria@"),
        ("phone", "ligue"),
        ("page", "http://horizonte.example"),
    ];
    let page = set(&mut house, &wrong).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for (name, typed) in wrong {
        assert_eq!(page.attributes(&format!("#{name}"), "value"), [typed]);
    }
    assert_eq!(page.texts(".summary li").len(), 3, "{}", page.text());
    let page = set(&mut house, &[("desk", "Central"), ("email", ""), ("phone", ""), ("page", "")]).await;
    assert!(page.text().contains("Informe ao menos um"), "{}", page.text());
    let shown = house.organiser.get("/organizador/emissor").await;
    assert_eq!(shown.attributes("#email", "value"), [""], "nothing was kept");
}

#[tokio::test]
async fn the_administrator_sets_it_too_and_repeats_nothing() {
    let app = TestApp::with_organiser().await;
    let contact = json!({ "email": "apoio@horizonte.example" });
    let again = json!({ "action": "create_issuer_with_organiser", "issuer_name": "Instituto Horizonte da Educação",
        "name": "Otília Amaral", "email": journeys::ORGANISER_EMAIL, "cpf": journeys::ORGANISER_CPF, "contact": contact });
    let issuer = app.administer(again).await["issuer"].clone();
    let set = |contact| json!({ "action": "set_issuer_contact", "issuer": issuer, "contact": contact });
    assert_eq!(app.administer(set(contact.clone())).await["changed"], false);
    assert_eq!(app.administer(set(json!({ "phone": "0800 123 4567" }))).await["changed"], true);
    for wrong in [
        json!({ "desk": "Central" }),
        json!({ "page": "javascript:alert(1)" }),
        json!({ "mail": "x@y.example" }),
    ] {
        assert!(serde_json::from_value::<administer::Request>(set(wrong.clone())).is_err(), "{wrong}");
    }
}

#[tokio::test]
async fn a_code_that_is_not_there_counts_with_the_misses_of_the_verification() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let mut statuses = Vec::new();
    for _ in 0..31 {
        statuses.push(browser.get("/v/0000-0000-0000-0000-0/contato").await.status.as_u16());
    }
    assert_eq!((statuses[0], statuses[30]), (404, 429));
}
