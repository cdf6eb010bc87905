//! The people of an event for its organiser: found, filtered, with what became of each, and taken along as a table.

use crate::participation::claims::second_institution;
use crate::participation::issued::{ANA_CPF, ANA_EMAIL, Issued, cards, text};
use crate::participation::organiser::program;
use http::StatusCode;
use serde_json::{Value, json};

const MORE: &[u8] = "Nome;E-mail;Papel\nJoana d'Ávila;joana@exemplo.com.br;=1+1 palestrante\nÂngelo Sá;bounce@simulator.amazonses.com;\n".as_bytes();

/// A house with four people in an event of two lists.
async fn four() -> (Issued, String) {
    let mut house = Issued::house().await;
    let event = house.event("Oficina de gravura", &[]).await;
    house.upload(&event, MORE.to_vec()).await;
    (house, event)
}

async fn page(house: &Issued, path: &str) -> Value {
    let page = program(&house.organiser).get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.json()
}

fn names(page: &Value) -> Vec<&str> {
    page["people"].as_array().expect("people").iter().map(|person| text(person, "name")).collect()
}

#[tokio::test]
async fn everybody_is_there_once_by_name_with_what_became_of_the_certificate() {
    let (mut house, event) = four().await;
    house.upload(&event, crate::participation::issued::people("Ana Luá")).await;
    let listed = page(&house, &format!("{event}/pessoas")).await;
    assert_eq!(names(&listed), ["Ana Luá", "Ângelo Sá", "Davi Sá", "Joana d'Ávila"]);
    let ana = &listed["people"].as_array().expect("people")[0];
    assert_eq!(
        (&ana["state"]["label"], &ana["email"], &ana["opened"]),
        (&json!("Válido"), &json!(ANA_EMAIL), &json!(""))
    );
    let page = house.organiser.get(&format!("{event}/pessoas")).await;
    assert!(page.text().contains("4 pessoas") && page.text().contains("palestrante"), "{}", page.text());
    let pdf = house.organiser.get(ana["pdf"].as_str().expect("a path")).await;
    assert_eq!((pdf.status.as_u16(), &pdf.body[..5]), (200, b"%PDF-".as_slice()));
    let events = program(&house.organiser).get("/organizador").await.json();
    assert_eq!(events["events"][0]["certificates"], 4);
}

#[tokio::test]
async fn somebody_is_found_by_name_address_or_cpf_and_none_of_it_stands_in_an_address() {
    let (mut house, event) = four().await;
    let path = format!("{event}/pessoas");
    for (typed, found) in [("angelo", "Ângelo Sá"), ("joana@", "Joana d'Ávila"), (ANA_CPF, "Ana Lua")] {
        let form = house.organiser.get(&path).await.form("/pessoas").fill("busca", typed);
        let answer = house.organiser.submit(form).await;
        assert_eq!(answer.path, path, "nothing of it in the address");
        assert!(
            answer.text().contains(found) && answer.text().contains("1 pessoa"),
            "{typed}: {}",
            answer.text()
        );
        assert_eq!(answer.form("/pessoas").value("busca"), Some(typed));
    }
    let form = house.organiser.get(&path).await.form("/pessoas").fill("busca", "ninguém");
    assert!(house.organiser.submit(form).await.text().contains("0 pessoas"));
    let ignored = page(&house, &format!("{path}?busca=angelo")).await;
    assert_eq!(names(&ignored).len(), 4, "what stands in an address is not looked for");
}

#[tokio::test]
async fn who_did_not_get_the_mail_and_who_did_not_open_are_told_apart() {
    let (mut house, event) = four().await;
    let path = format!("{event}/pessoas");
    let unopened = page(&house, &format!("{path}?filtro=nao-abertos")).await;
    assert_eq!(names(&unopened).len(), 4);
    let mut ana = house.ana().await;
    let card = cards(&ana).await.remove(0);
    let visitor = house.visitor(crate::participation::issued::DAVI_CPF).await;
    let davis = cards(&visitor).await.remove(0);
    visitor.clone().get(text(&davis, "pdf_path")).await;
    ana.get(text(&card, "pdf_path")).await;
    let unopened = page(&house, &format!("{path}?filtro=nao-abertos")).await;
    assert!(!names(&unopened).contains(&"Ana Lua") && names(&unopened).contains(&"Davi Sá"), "{unopened}");
    let listed = page(&house, &path).await;
    assert_ne!(listed["people"][0]["opened"], "");
    house.revoke(text(&card, "id"), "Engano.").await;
    assert_eq!(names(&page(&house, &format!("{path}?filtro=revogados")).await), ["Ana Lua"]);
    let returned = page(&house, &format!("{path}?filtro=voltaram")).await;
    assert_eq!(names(&returned), ["Ângelo Sá"], "{returned}");
}

#[tokio::test]
async fn the_table_is_safe_in_a_spreadsheet() {
    let (mut house, event) = four().await;
    let table = house.organiser.get(&format!("{event}/pessoas.csv")).await;
    let text = String::from_utf8(table.body.to_vec()).expect("text");
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 5, "{text}");
    assert!(rows[0].starts_with("\u{feff}\"Nome\";\"E-mail\""), "{}", rows[0]);
    assert!(
        rows.iter().any(|row| row.contains("Ana Lua") && row.contains("https://selo.example/v/")),
        "{text}"
    );
    assert!(
        text.contains("\"'=1+1 palestrante\"") && !text.contains("\"=") && !text.contains("184.207"),
        "{text}"
    );
}

#[tokio::test]
async fn the_pdfs_come_in_one_file_byte_by_byte_as_they_were_issued() {
    let (mut house, event) = four().await;
    let listed = page(&house, &format!("{event}/pessoas")).await;
    assert_eq!(listed["parts"].as_array().expect("parts").len(), 1, "{listed}");
    assert_eq!(listed["parts"][0]["label"], "Os 4 PDFs (ZIP)");
    let path = listed["parts"][0]["path"].as_str().expect("a path").to_owned();
    let file = house.organiser.get(&path).await;
    assert_eq!(file.headers["content-type"], "application/zip");
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(file.body.to_vec())).expect("a ZIP");
    let names: Vec<String> = archive.file_names().map(|name| name.expect("a name").into_owned()).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names.contains(&"Oficina de gravura - Ângelo Sá.pdf".to_owned()), "{names:?}");
    let pdf = house.organiser.get(listed["people"][0]["pdf"].as_str().expect("a path")).await;
    let mut packed = archive.by_name("Oficina de gravura - Ana Lua.pdf").expect("Ana's");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut packed, &mut bytes).expect("read");
    assert_eq!(bytes, pdf.body.to_vec());
    assert_eq!(
        house.organiser.get(&format!("{event}/pessoas.zip?parte=2")).await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn a_stored_file_that_is_not_the_one_issued_is_not_handed_out() {
    let (mut house, event) = four().await;
    let listed = page(&house, &format!("{event}/pessoas")).await;
    let mut folders = vec![house.app.folder().join("objects")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.extension().is_some_and(|kind| kind == "pdf") {
                let bytes = std::fs::read(&entry).expect("read");
                let changed =
                    bytes.iter().enumerate().map(|(at, byte)| if at == 900 { byte ^ 1 } else { *byte });
                std::fs::write(&entry, changed.collect::<Vec<u8>>()).expect("written");
            }
        }
    }
    let pdf = listed["people"][0]["pdf"].as_str().expect("a path");
    for path in [pdf, listed["parts"][0]["path"].as_str().expect("a path")] {
        assert_eq!(house.organiser.get(path).await.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
    }
}

#[tokio::test]
async fn the_people_of_another_institution_are_not_found() {
    let (house, event) = four().await;
    let listed = page(&house, &format!("{event}/pessoas")).await;
    let pdf = listed["people"][0]["pdf"].as_str().expect("a path").to_owned();
    let mut other = second_institution(&house.app).await;
    for path in
        [format!("{event}/pessoas"), format!("{event}/pessoas.csv"), format!("{event}/pessoas.zip"), pdf]
    {
        assert_eq!(other.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let search = program(&other).post_json(&format!("{event}/pessoas"), &json!({ "busca": "ana" })).await;
    assert_eq!(search.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn events_are_found_by_words_of_their_titles() {
    let mut house = Issued::house().await;
    for title in ["Semana da Ciência", "Oficina de gravura", "Oficina de leitura"] {
        crate::participation::organiser::event(&mut house.organiser, title).await;
    }
    let titles = |page: &Value| -> Vec<String> {
        page["events"]
            .as_array()
            .expect("events")
            .iter()
            .map(|event| text(event, "title").to_owned())
            .collect()
    };
    assert_eq!(titles(&page(&house, "/organizador?busca=oficina%20GRAV").await), ["Oficina de gravura"]);
    assert_eq!(titles(&page(&house, "/organizador?busca=oficina").await).len(), 2);
    let none = house.organiser.get("/organizador?busca=dança").await;
    assert!(none.text().contains("Nenhum evento com “dança”"), "{}", none.text());
}
