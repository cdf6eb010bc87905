//! What an organiser sees of a certificate before anything is issued.

use crate::participation::claims::second_institution;
use crate::participation::organiser::{event, program, upload};
use domain::value::code::VerifyCode;
use http::StatusCode;
use journeys::{Browser, TestApp};

const LIST: &[u8] = b"Nome;E-mail;CPF;Papel\nAna Lua;ana.lua@exemplo.com.br;184.207.635-35;\n\
    Maximiliana Wenceslau de Albuquerque Cavalcanti;max@exemplo.com.br;;palestrante\nDavi Reis;davi@exemplo.com.br;;\n";

/// Width and height of a PNG, from its first chunk.
fn extent(png: &[u8]) -> (u32, u32) {
    assert!(png.starts_with(b"\x89PNG"), "no PNG");
    let number = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    (number(16), number(20))
}

async fn text(browser: &mut Browser, path: &str) -> String {
    let file = browser.get(path).await;
    assert_eq!(
        (file.status, &file.headers["content-type"].to_str().ok()),
        (StatusCode::OK, &Some("application/pdf"))
    );
    let pdf = lopdf::Document::load_mem(&file.body).expect("a PDF");
    let pages: Vec<u32> = pdf.get_pages().into_keys().collect();
    pdf.extract_text(&pages).expect("text").split_whitespace().collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn an_event_is_drawn_before_anything_is_issued_with_it() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let page = organiser.get(&path).await;
    let pictures = page.attributes(".drawn img", "src");
    assert_eq!(pictures.len(), 1, "no programme, no back");
    assert_eq!(extent(&organiser.get(&pictures[0]).await.body), (1400, 990));
    assert_eq!(organiser.get(&format!("{path}/amostra/verso.png")).await.status, 404);
    assert_eq!(organiser.get(&format!("{path}/amostra/outra.png")).await.status, 404);
    let text = text(&mut organiser, &format!("{path}/amostra/certificado.pdf")).await;
    for part in ["Oficina de leitura", "AMOSTRA SEM VALIDADE", "Maria Aparecida da Conceição"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let scanned = app.browser().get(&format!("/v/{}", VerifyCode::of_sample().as_str())).await;
    assert_eq!(scanned.status, StatusCode::NOT_FOUND);
    assert!(scanned.text().contains("Isto é uma amostra"), "{}", scanned.text());
    let form =
        organiser.get(&format!("{path}/editar")).await.form("/editar").fill("programme", "# Dia 1\nAbertura");
    organiser.submit(form).await;
    let pictures = organiser.get(&path).await.attributes(".drawn img", "src");
    assert_eq!(pictures.len(), 2);
    assert_eq!(extent(&organiser.get(&pictures[1]).await.body), (1400, 990));
}

#[tokio::test]
async fn a_form_is_drawn_as_it_stands_and_nothing_is_stored() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let before = program(&organiser).get("/organizador").await.json();
    let mut program = program(&organiser);
    let form = serde_json::json!({ "title": "Semana da Ciência", "first_day": "2026-10-05", "programme": "Abertura" });
    for address in ["/organizador/eventos/desenho".to_owned(), format!("{path}/desenho")] {
        let front = program.post_json(&address, &form).await;
        assert_eq!((front.status, extent(&front.body)), (StatusCode::OK, (1400, 990)), "{address}");
        let back = program.post_json(&format!("{address}?parte=verso.png"), &form).await;
        assert_ne!(front.body, back.body);
        assert_eq!(program.post_json(&format!("{address}?parte=capa.png"), &form).await.status, 404);
    }
    let wrong = serde_json::json!({ "title": "", "first_day": "2026-10-05", "colour": "#ffee00" });
    let refused = program.post_json("/organizador/eventos/desenho", &wrong).await;
    assert_eq!(refused.status, 422);
    let fields: Vec<_> =
        refused.json()["errors"].as_array().expect("errors").iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["title", "colour"]);
    // While somebody is typing, an unfinished form is no error of which a browser would tell.
    let typing = "/organizador/eventos/desenho?digitando=true&parte=";
    let waiting = program.post_json(&format!("{typing}frente.png"), &wrong).await;
    assert_eq!(waiting.status, 200);
    assert_eq!(waiting.json()["waits_for"], refused.json()["errors"][0]["message"]);
    let one_side = program.post_json(&format!("{typing}verso-2.png"), &form).await;
    assert_eq!((one_side.status, &one_side.json()["waits_for"]), (StatusCode::OK, &serde_json::Value::Null));
    assert_eq!(extent(&program.post_json(&format!("{typing}frente.png"), &form).await.body), (1400, 990));
    assert_eq!(program.get("/organizador").await.json(), before, "nothing was made");
}

#[tokio::test]
async fn the_longest_name_of_a_list_is_shown_first_and_any_other_by_its_row() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    let preview = organiser.get(&import).await;
    let picture = &preview.attributes(".drawn img", "src")[0];
    assert_eq!(extent(&organiser.get(picture).await.body), (1400, 990));
    let page = organiser.get(&format!("{import}/amostra")).await;
    assert!(
        page.text().contains("Maximiliana Wenceslau de Albuquerque Cavalcanti, linha 3"),
        "{}",
        page.text()
    );
    assert!(page.text().contains("o nome mais longo da planilha"));
    let shown = text(&mut organiser, &format!("{import}/amostra/certificado.pdf?linha=3")).await;
    assert!(shown.contains("Maximiliana") && shown.contains("participou, como palestrante"), "{shown}");
    let next = organiser.get(&page.link("Próxima")).await;
    assert!(next.text().contains("Davi Reis, linha 4"), "{}", next.text());
    let shown = text(&mut organiser, &format!("{import}/amostra/certificado.pdf?linha=4")).await;
    assert!(shown.contains("Davi Reis") && !shown.contains(", como"), "{shown}");
    assert!(organiser.get(&format!("{import}/amostra?linha=9999")).await.text().contains("Davi Reis"));
}

#[tokio::test]
async fn a_list_that_was_published_has_certificates_instead_of_samples() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    crate::participation::organiser::publish(&app, &mut organiser, &import).await;
    let gone = organiser.get(&format!("{import}/amostra")).await;
    assert_eq!(gone.status, 404);
    assert!(gone.text().contains("Abrir a planilha"), "{}", gone.text());
}

#[tokio::test]
async fn the_samples_of_another_institution_are_not_found() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let import = upload(&app, &mut organiser, &path, LIST.to_vec()).await;
    let mut other = second_institution(&app).await;
    for address in [
        format!("{path}/amostra/frente.png"),
        format!("{import}/amostra"),
        format!("{import}/amostra/frente.png?linha=2"),
    ] {
        assert_eq!(other.get(&address).await.status, 404, "{address}");
        assert_eq!(organiser.get(&address).await.status, 200, "{address}");
    }
}

#[tokio::test]
async fn a_logo_may_be_a_webp_and_a_broken_one_is_refused_in_words() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let before = organiser.get(&format!("{path}/amostra/frente.png")).await.body;
    let webp = TestApp::fixture("logo-lossy-clear.webp");
    let form = organiser.get(&format!("{path}/editar")).await.form("/editar");
    organiser.submit(form.clone().attach("logo", "logo.webp", webp.clone())).await;
    let kept = organiser.get(&format!("{path}/imagens/logo")).await;
    assert_eq!(
        (kept.headers["content-type"].to_str().ok(), extent(&kept.body)),
        (Some("image/png"), (300, 80))
    );
    assert_ne!(organiser.get(&format!("{path}/amostra/frente.png")).await.body, before);
    let form = organiser.get(&format!("{path}/editar")).await.form("/editar");
    let broken = webp[..webp.len() / 2].to_vec();
    let refused = organiser.submit_only(form.attach("logo", "logo.webp", broken)).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().contains("A imagem está danificada"), "{}", refused.text());
}

#[tokio::test]
async fn an_event_whose_picture_cannot_be_looked_at_is_shown_all_the_same() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    let path = event(&mut organiser, "Oficina de leitura").await;
    let logo = include_bytes!("../../../../local/demo/logo.png").to_vec();
    let form = organiser.get(&format!("{path}/editar")).await.form("/editar").attach("logo", "l.png", logo);
    organiser.submit(form).await;
    assert_eq!(organiser.get(&format!("{path}/imagens/logo")).await.status, StatusCode::OK);
    let mut folders = vec![app.folder().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path())
        {
            if entry.is_dir() {
                folders.push(entry);
            } else if entry.components().any(|part| part.as_os_str() == "images") {
                std::fs::remove_file(entry).expect("removed");
            }
        }
    }
    assert_ne!(organiser.get(&format!("{path}/imagens/logo")).await.status, StatusCode::OK, "it is gone");
    let page = organiser.get(&path).await;
    assert_eq!((page.status, page.texts("h1")), (StatusCode::OK, vec!["Oficina de leitura".to_owned()]));
}
