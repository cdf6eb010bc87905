//! Several certificates in one file.

use crate::participation::issued::{ANA_CPF, Issued, as_json, cards, header, text};
use http::StatusCode;
use journeys::Browser;
use platform::documents::pdf_key;
use std::io::{Cursor, Read};

/// A house with three events, one of them not public.
async fn house() -> (Issued, Browser) {
    let mut house = Issued::house().await;
    for (title, public) in [("Paz: um começo", "true"), ("Paz: um começo", "true"), ("Reservado", "")] {
        house.event(title, &[("public_by_default", public)]).await;
    }
    let ana = house.ana().await;
    (house, ana)
}

fn unpacked(bytes: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a ZIP");
    let each = (0..archive.len()).map(|number| {
        let mut file = archive.by_index(number).expect("a file");
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).expect("its bytes");
        (file.name().expect("a name").into_owned(), bytes)
    });
    each.collect()
}

async fn chosen(browser: &Browser) -> (Vec<String>, String) {
    let ids: Vec<String> = cards(browser).await.iter().map(|card| text(card, "id").to_owned()).collect();
    let query = ids.iter().map(|id| format!("certificado={id}")).collect::<Vec<_>>().join("&");
    (ids, format!("/certificados/baixar?{query}"))
}

#[tokio::test]
async fn the_chosen_ones_come_as_they_were_issued_each_under_its_own_name() {
    let (_house, mut ana) = house().await;
    let page = ana.get("/certificados").await;
    let (ids, all) = chosen(&ana).await;
    assert_eq!(page.attributes("input[form=baixar]", "value"), ids);
    assert_eq!(page.link("Baixar todos desta página"), all);
    let answer = ana.get(&all).await;
    assert_eq!(header(&answer, "content-type"), "application/zip");
    assert_eq!(header(&answer, "cache-control"), "private, no-store");
    assert!(header(&answer, "content-disposition").starts_with("attachment; filename=\"certificados.zip\""));
    let files = unpacked(answer.body);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["Reservado - Ana Lua.pdf", "Paz um começo - Ana Lua.pdf", "Paz um começo - Ana Lua (2).pdf"]
    );
    for (id, (name, bytes)) in ids.iter().zip(files) {
        let single = ana.get(&format!("/certificados/{id}/pdf")).await.body;
        assert_eq!(single, bytes, "{name} is the file that was issued");
    }
}

#[tokio::test]
async fn nothing_of_anybody_else_is_in_it() {
    let (house, mut ana) = house().await;
    let (_, all) = chosen(&ana).await;
    assert_eq!(house.davi().await.get(&all).await.status, StatusCode::NOT_FOUND);
    assert_eq!(as_json(&house.app.browser()).get(&all).await.status, StatusCode::UNAUTHORIZED);
    let mut visitor = house.visitor(ANA_CPF).await;
    assert_eq!(visitor.get(&all).await.status, StatusCode::NOT_FOUND, "one of them is not public");
    let (public, some) = chosen(&visitor).await;
    assert_eq!(unpacked(visitor.get(&some).await.body).len(), public.len());
    assert_eq!(ana.get("/certificados/baixar?certificado=..%2Fetc").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn choosing_nothing_or_too_much_says_what_to_do() {
    let (_house, mut ana) = house().await;
    let page = ana.get("/certificados/baixar").await;
    assert!(
        page.path.starts_with("/certificados?") && page.text().contains("Marque os certificados"),
        "{}",
        page.text()
    );
    let many: Vec<String> = (0..25).map(|number| format!("certificado={number:026}")).collect();
    let page = ana.get(&format!("/certificados/baixar?{}", many.join("&"))).await;
    assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(
        page.text().contains("até 24 certificados") && page.text().contains("marque menos"),
        "{}",
        page.text()
    );
}

#[tokio::test]
async fn a_file_that_is_not_what_was_issued_spoils_the_whole_and_revoked_ones_are_named() {
    let (mut house, mut ana) = house().await;
    let (ids, all) = chosen(&ana).await;
    let id = domain::value::id::CertificateId::parse(&ids[0]).expect("an id");
    house
        .app
        .app
        .documents
        .put(&pdf_key(&id, 1), "application/pdf", b"%PDF-other".to_vec())
        .await
        .expect("put");
    assert_eq!(ana.get(&all).await.status, StatusCode::SERVICE_UNAVAILABLE);
    house.revoke(&ids[0], "Emitido para a turma errada").await;
    let page = ana.get(&all).await;
    assert_eq!(page.status, StatusCode::GONE);
    assert!(page.text().contains("foi revogado"), "{}", page.text());
    let listed = ana.get("/certificados").await.attributes("input[form=baixar]", "value");
    assert_eq!(listed, ids[1..], "what cannot be had cannot be chosen");
}
