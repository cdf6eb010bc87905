//! Lists that are no CSV: workbooks of Excel and LibreOffice, and cells that were copied out of one.

use crate::participation::organiser::{event, people, program, publish, upload};
use journeys::{Browser, TestApp};
use serde_json::json;

async fn refusal(app: &TestApp, organiser: &mut Browser, event: &str, file: Vec<u8>) -> String {
    let import = upload(app, organiser, event, file).await;
    assert_eq!(program(organiser).get(&import).await.json()["state"], "unreadable");
    organiser.get(&import).await.text()
}

#[tokio::test]
async fn a_workbook_is_the_same_list_as_its_csv() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Planilhas").await;
    let csv = upload(&app, &mut organiser, &event, TestApp::fixture("participantes.csv")).await;
    publish(&app, &mut organiser, &csv).await;
    for name in ["participantes.xlsx", "participantes.ods"] {
        let import = upload(&app, &mut organiser, &event, TestApp::fixture(name)).await;
        let tally = program(&organiser).get(&import).await.json()["tally"].clone();
        assert_eq!((&tally["ready"], &tally["unchanged"]), (&json!(25), &json!(25)), "{name}: {tally}");
    }
}

#[tokio::test]
async fn cells_that_were_copied_are_pasted_in_place_of_a_file() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Células").await;
    let cells = "Nome\tE-mail\tPapel\r\nAna Luz\tana@exemplo.com.br\touvinte\r\n\"Davi\nReis\"\tdavi@exemplo.com.br\t\r\n";
    let form = organiser.get(&event).await.form("/importacoes");
    let both = form.clone().attach("file", "lista.csv", b"Nome;E-mail\n".to_vec()).fill("pasted", cells);
    let page = organiser.submit_only(both).await;
    assert!(page.status == 422 && page.text().contains("os dois ao mesmo tempo"), "{}", page.text());
    assert_eq!(
        page.form("/importacoes").value("pasted").map(str::trim),
        Some(cells.replace('\r', "").trim())
    );
    let page = organiser.submit(form.fill("pasted", cells)).await;
    app.settle().await;
    let names: Vec<_> = people(&organiser, &page.path).await.iter().map(|p| p["name"].clone()).collect();
    assert_eq!(names, ["Ana Luz", "Davi Reis"]);
    assert!(organiser.get(&page.path).await.text().contains("Células coladas"));
}

#[tokio::test]
async fn a_workbook_that_is_not_read_says_what_to_do() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Antigas").await;
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.resize(4096, 0);
    let text = refusal(&app, &mut organiser, &event, old.clone()).await;
    assert!(text.contains("formato antigo do Excel"), "{text}");
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    let text = refusal(&app, &mut organiser, &event, old).await;
    assert!(text.contains("protegida por senha"), "{text}");
}

#[tokio::test]
async fn the_model_is_read_as_it_is_downloaded() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let event = event(&mut organiser, "Modelos").await;
    for model in ["/organizador/modelo.xlsx", "/organizador/modelo.csv"] {
        let file = organiser.get(model).await;
        let import = upload(&app, &mut organiser, &event, file.body.to_vec()).await;
        let names: Vec<_> = people(&organiser, &import).await.iter().map(|p| p["name"].clone()).collect();
        assert_eq!(
            names,
            ["Maria Aparecida da Conceição", "João Guimarães d'Ávila", "Nguyễn Thị Ánh"],
            "{model}"
        );
    }
}
