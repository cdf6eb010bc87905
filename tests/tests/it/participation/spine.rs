//! The main job from end to end, as its people do it: CSV, mail, sign-in, card, PDF, link, verification.

use crate::participation::issued::{ANA_EMAIL, Issued, PASSWORD};
use journeys::TestApp;
use platform::digest::sha256_hex;

#[tokio::test]
async fn from_a_csv_to_a_verified_certificate() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;

    // The mail: who issued what, and the way in.
    let mail = house.app.mail_to(ANA_EMAIL, "Seu certificado está disponível: Oficina de Gravura");
    assert!(mail.text.contains("Instituto Horizonte da Educação emitiu"), "{}", mail.text);
    let (token, initial) = (mail.after("Token:"), mail.after("Senha inicial:"));
    let verify = mail.links("/v/").remove(0);

    // The first sign-in, by token, replaces the initial password; afterwards it opens nothing.
    let mut ana = house.app.browser();
    house.app.first_access(&mut ana, &token, &initial, PASSWORD).await;
    let mut other = house.app.browser();
    let form =
        other.get("/entrar").await.form("/entrar").fill("identifier", &token).fill("password", &initial);
    assert_eq!(other.submit(form).await.status, 401);

    // The card, and the PDF: the same bytes each time, and the recorded ones.
    let cards = ana.get("/certificados").await;
    assert!(
        cards.text().contains("Oficina de Gravura") && cards.text().contains("Instituto Horizonte"),
        "{}",
        cards.text()
    );
    let pdf_path = cards.link("Ver certificado");
    let (first, second) = (ana.get(&pdf_path).await, ana.get(&pdf_path).await);
    assert!(first.body.starts_with(b"%PDF-") && first.body == second.body);
    let record = house.app.browser().program(None).get(&verify).await.json();
    assert_eq!(record["sha256"], sha256_hex(&first.body));
    assert_eq!(record["status"], "valid");
    assert_eq!(record["printed"]["name"], "Ana Lua");

    // Anybody verifies: by the link of the QR code, by careless typing, and by the file.
    let mut anybody = house.app.browser();
    let page = anybody.get(&verify).await;
    assert!(page.text().contains("Certificado válido") && page.text().contains("Ana Lua"), "{}", page.text());
    let code = verify.trim_start_matches("/v/").to_lowercase().replace('0', "o").replace('1', "l");
    let spaced: String =
        code.chars().enumerate().flat_map(|(i, c)| if i % 4 == 0 { vec![' ', c] } else { vec![c] }).collect();
    let form = anybody.get("/verificar").await.form("/verificar").fill("code", &spaced).fill("sha256", "");
    assert_eq!(anybody.submit(form).await.path, verify);
    let by_file = anybody.post("/verificar", &[("sha256", &sha256_hex(&first.body))]).await;
    assert!(by_file.status.is_redirection(), "{}", by_file.text());
    let mut changed = first.body.clone();
    let last = changed.len() / 2;
    changed[last] ^= 1;
    let by_file = anybody.post("/verificar", &[("sha256", &sha256_hex(&changed))]).await;
    assert!(by_file.status.is_client_error() && by_file.text().contains("não confere"), "{}", by_file.text());
}

#[tokio::test]
async fn what_is_on_the_disk_is_there_again_after_a_restart() {
    let mut house = Issued::house().await;
    house.event("Oficina de Gravura", &[]).await;
    let verify = house.app.mail_to(ANA_EMAIL, "Seu certificado").links("/v/").remove(0);
    let folder = house.app.folder().to_path_buf();
    let copy = tempfile::tempdir().expect("a folder");
    copy_all(&folder, copy.path());
    let again = TestApp::on_folder(copy).await;
    let page = again.browser().get(&verify).await;
    assert!(page.text().contains("Certificado válido"), "{}", page.text());
}

/// As `kill -9` leaves a folder: the files as they are at this moment.
fn copy_all(from: &std::path::Path, to: &std::path::Path) {
    for entry in std::fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            std::fs::create_dir_all(&target).expect("a folder");
            copy_all(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).expect("a file");
        }
    }
}
