//! What is kept of a list: nothing once it was discarded, the lines of those who have a certificate once it was published,
//! and nothing else for longer than three months.

use crate::participation::organiser::{event, people, program, publish, upload};
use aws_sdk_dynamodb::types::AttributeValue;
use journeys::{Browser, TestApp};
use store::row::Item;

/// In a column that is not read, in one that is, and in a line with an error.
const CELLS: [&str; 3] = ["alergia a amendoim", "Rita Barbosa", "rita sem arroba"];

async fn read_list() -> (TestApp, Browser, String) {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Oficina de azulejos").await;
    let list = format!(
        "Nome;E-mail;Saúde\n{};rita@exemplo.com.br;{}\nDavi Reis;{};nada\n",
        CELLS[1], CELLS[0], CELLS[2]
    );
    let import = upload(&app, &mut organiser, &event, list.into_bytes()).await;
    (app, organiser, import)
}

/// The rows in which one of these cells stands.
async fn rows_with(app: &TestApp, cell: &str) -> Vec<Item> {
    let rows = crate::house::restore::rows(app, &app.app.config.tables.registry.clone()).await;
    rows.into_iter().filter(|row| format!("{row:?}").contains(cell)).collect()
}

fn end(row: &Item) -> Option<i64> {
    row.get("expires_at").and_then(|end: &AttributeValue| end.as_n().ok()?.parse().ok())
}

#[tokio::test]
async fn a_discarded_list_leaves_none_of_its_cells() {
    let (app, mut organiser, import) = read_list().await;
    for cell in CELLS {
        let rows = rows_with(&app, cell).await;
        let ninety_days = app.app.clock.now().as_second() + 90 * 86_400;
        assert!(!rows.is_empty(), "{cell} was read");
        assert!(rows.iter().all(|row| end(row).is_some_and(|end| end <= ninety_days)), "{cell}: {rows:?}");
    }
    let form = organiser.get(&import).await.form("/descartar");
    assert!(organiser.submit(form).await.status.is_success());
    for cell in CELLS {
        assert!(rows_with(&app, cell).await.is_empty(), "{cell}");
    }
    assert!(organiser.get(&import).await.text().contains("Planilha descartada"));
}

#[tokio::test]
async fn a_published_list_keeps_its_people_and_loses_what_was_not_read() {
    let (app, mut organiser, import) = read_list().await;
    publish(&app, &mut organiser, &import).await;
    assert!(rows_with(&app, CELLS[0]).await.is_empty(), "the column that was not read");
    let lines: Vec<Item> = rows_with(&app, "rita@exemplo.com.br").await;
    let is_lines = |row: &&Item| format!("{row:?}").contains("LINES#");
    assert!(lines.iter().filter(is_lines).all(|row| end(row).is_none()), "who has a certificate stays");
    assert_eq!(lines.iter().filter(is_lines).count(), 1);
    assert!(rows_with(&app, CELLS[2]).await.iter().all(|row| end(row).is_some()), "an error ends");

    app.advance(91 * 86_400);
    app.house.tidy().round(app.app.clock.now()).await.expect("tidied");
    let mut organiser = app.organiser_again().await;
    assert!(rows_with(&app, CELLS[2]).await.is_empty());
    assert_eq!(people(&organiser, &import).await.len(), 1);
    let page = organiser.get(&import).await;
    assert!(page.text().contains("foram apagados 90 dias depois do envio"), "{}", page.text());
    assert_eq!(organiser.get(&format!("{import}/problemas.csv")).await.status, 410);
}

#[tokio::test]
async fn a_list_that_waited_too_long_says_so_and_is_not_published() {
    let (app, organiser, import) = read_list().await;
    let json = program(&organiser).get(&import).await.json();
    app.advance(61 * 86_400);
    let mut organiser = app.organiser_again().await;
    let page = organiser.get(&import).await;
    assert!(page.text().contains("esperou mais de dois meses"), "{}", page.text());
    assert!(page.find_form("/publicar").is_none());
    let said = serde_json::json!({ "confirm": true, "number": json["tally"]["to_issue"] });
    let answer = program(&organiser).post_json(&format!("{import}/publicar"), &said).await;
    assert_eq!(answer.status, 409);
    assert_eq!(organiser.get(&format!("{import}/linhas")).await.status, 410);
    assert!(organiser.submit(page.form("/descartar")).await.status.is_success());
}
