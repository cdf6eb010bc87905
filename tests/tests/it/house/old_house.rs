//! A data folder that an earlier version left: this one goes on with it.

use crate::participation::issued::{ANA_CPF, ANA_EMAIL, DAVI_CPF, DAVI_EMAIL, Issued, cards, people, text};
use journeys::{ORGANISER_CPF, ORGANISER_PASSWORD, TestApp};
use serde_json::json;
use std::path::Path;
use std::process::Command;
use store::RowType;
use store::key::Table;

/// The house of `tests/fixtures/house-of-2026-11.tar.gz`.
async fn old_house() -> Issued {
    let folder = tempfile::tempdir().expect("a folder");
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/house-of-2026-11.tar.gz");
    let unpacked = Command::new("tar").arg("-xzf").arg(archive).arg("-C").arg(folder.path()).status();
    assert!(unpacked.expect("tar").success());
    let app = TestApp::on_folder(folder).await;
    let mut organiser = app.browser();
    let form = organiser.get("/entrar").await.form("/entrar");
    let form = form.fill("identifier", ORGANISER_CPF).fill("password", ORGANISER_PASSWORD);
    assert_eq!(organiser.submit(form).await.status, 200, "the organiser signs in");
    Issued { app, organiser }
}

#[tokio::test]
async fn every_row_of_an_earlier_version_is_known_and_nothing_is_missing() {
    let house = old_house().await;
    let tables = house.app.app.config.tables.clone();
    let mut rows = 0;
    for table in [Table::Registry, Table::Outbox, Table::Access] {
        for row in crate::house::restore::rows(&house.app, table.name(&tables)).await {
            RowType::of_item(table, &row).expect("a known type");
            rows += 1;
        }
    }
    assert!(rows > 60, "{rows} rows");
    let checked = house.app.administer(json!({ "action": "check", "repair": false })).await;
    assert_eq!((&checked["faults"], &checked["unknown_rows"]), (&json!({}), &json!(0)), "{checked}");
    assert_eq!(checked["certificates"], 6);
}

#[tokio::test]
async fn people_of_an_earlier_version_sign_in_see_their_cards_and_download_the_same_bytes() {
    let house = old_house().await;
    house.app.settle().await;
    for email in [ANA_EMAIL, DAVI_EMAIL] {
        assert_eq!(house.app.mails_to(email).len(), 1, "the mail that was due is sent");
    }
    let davi = house.again(DAVI_CPF).await;
    let of_davi = cards(&davi).await;
    let mut states: Vec<&str> = of_davi.iter().map(|card| text(card, "status")).collect();
    states.sort_unstable();
    assert_eq!(states, ["ready", "ready", "revoked"]);
    let ana = house.again(ANA_CPF).await;
    for card in cards(&ana).await {
        let pdf = ana.clone().get(text(&card, "pdf_path")).await;
        assert_eq!((pdf.status.as_u16(), &pdf.body[..5]), (200, b"%PDF-".as_slice()));
    }
}

#[tokio::test]
async fn an_organiser_goes_on_where_an_earlier_version_stopped() {
    let mut house = old_house().await;
    let events = house.organiser.get("/organizador").await.text();
    assert!(events.contains("Oficina de Gravura") && events.contains("Roda de Leitura"), "{events}");
    let event = house.organiser.get("/organizador").await.link("Oficina de Gravura");
    // The list that was read and not published.
    let import = house.organiser.get(&event).await.link("mais.csv");
    let page = house.organiser.get(&import).await;
    let page = house.organiser.submit(page.form("/publicar").fill("confirm", "true")).await;
    assert!(page.status.is_success(), "{}", page.text());
    house.app.settle().await;
    assert_eq!(house.app.mails_to("bia.reis@exemplo.com.br").len(), 1);
    // One more version of a certificate that has two.
    house.upload(&event, people("Ana Lua Braga")).await;
    let ana = house.again(ANA_CPF).await;
    let names = cards(&ana).await;
    assert!(names.iter().any(|card| card.to_string().contains("Ana Lua Braga")), "{names:?}");
}
