//! A draft saves itself, resumes elsewhere, and loses nothing.

use super::{ENTITY, INES, PDF, begun, confirmed, filled, house, sending, sent};
use crate::participation::issued::as_json;
use http::StatusCode;
use serde_json::json;

#[tokio::test]
async fn the_landing_page_says_what_to_have_and_the_three_steps() {
    let app = house().await;
    let text = app.browser().get("/acesso").await.text();
    for part in ["O que ter à mão", "Passo 1.", "Passo 2.", "Passo 3.", "declaração do seu superior"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn a_draft_is_kept_and_goes_on_elsewhere_by_the_mailed_link() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, INES).await;
    assert_eq!(page.attributes("#email", "value"), [INES], "the address is filled in");
    let path = page.path.clone();
    let kept = browser.submit(page.form(&path).fill("name", "Inês").fill("person", "12")).await;
    assert!(kept.html().contains("Guardado. Pode continuar"), "{}", kept.html());
    app.settle().await;
    let link = app.mail_to(INES, "O link do seu pedido de acesso").links("/acesso/pedidos/").remove(0);
    assert_eq!(link, path);
    let elsewhere = app.browser().get(&link).await;
    assert_eq!(elsewhere.attributes("#name", "value"), ["Inês"]);
    assert_eq!(elsewhere.attributes("#person", "value"), ["12"], "what is not right yet is kept too");
    assert!(elsewhere.text().contains("9 algarismos do NIF"), "and told: {}", elsewhere.text());
    assert_eq!(elsewhere.headers["x-robots-tag"], "noindex, nofollow");
}

#[tokio::test]
async fn a_script_saves_field_by_field_and_an_answer_that_was_lost_is_repeated() {
    let app = house().await;
    let mut browser = app.browser();
    let path = begun(&mut browser, INES).await.path;
    let mut script = as_json(&browser);
    let first = script.post_json(&path, &json!({ "version": "1", "name": "Inês" })).await;
    assert_eq!((first.status, &first.json()["version"]), (StatusCode::OK, &json!(2)));
    let again = script.post_json(&path, &json!({ "version": "1", "name": "Inês" })).await;
    assert_eq!(
        (again.status, &again.json()["version"]),
        (StatusCode::OK, &json!(2)),
        "the same is no conflict"
    );
    let next = script.post_json(&path, &json!({ "version": 2, "post": "Chefe" })).await.json();
    assert_eq!((&next["typed"]["name"], &next["typed"]["post"]), (&json!("Inês"), &json!("Chefe")));
}

#[tokio::test]
async fn of_two_tabs_the_second_is_shown_both_versions_and_nothing_is_lost() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, INES).await;
    let path = page.path.clone();
    let (first, second) = (page.form(&path), page.form(&path));
    browser.submit(first.fill("post", "Chefe de Divisão").fill("name", "Inês Sol")).await;
    let conflict = browser.submit_only(second.fill("post", "Diretora").fill("motive", "Selo")).await;
    assert_eq!(conflict.status, StatusCode::PRECONDITION_FAILED);
    let text = conflict.text();
    assert!(text.contains("Duas versões") && text.contains("Chefe de Divisão"), "{text}");
    assert_eq!(conflict.attributes("#post", "value"), ["Diretora"], "what was typed here is in the form");
    let stored = as_json(&browser).get(&path).await.json();
    assert_eq!(stored["typed"]["post"], "Chefe de Divisão", "what is stored is intact");
    let resolved = browser.submit(conflict.form(&path)).await;
    assert_eq!(resolved.attributes("#post", "value"), ["Diretora"]);
    let program = as_json(&browser).post_json(&path, &json!({ "version": 1, "post": "Outra" })).await;
    assert_eq!(
        (program.status, &program.json()["type"]),
        (StatusCode::PRECONDITION_FAILED, &json!("/problemas/versao-anterior"))
    );
}

#[tokio::test]
async fn what_is_wrong_is_told_at_each_field_and_everything_is_kept() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, INES).await;
    let form =
        sending(&page).fill("person", "123456788").fill("mobile", "112").fill("entity", "Câmara que não há");
    let refused = browser.submit_only(form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let text = refused.text();
    for part in ["último algarismo", "número de telemóvel", "não há uma entidade", "Anexe o documento"] {
        assert!(text.to_lowercase().contains(&part.to_lowercase()), "{part}: {text}");
    }
    let elsewhere = app.browser().get(&page.path).await;
    assert_eq!(elsewhere.attributes("#entity", "value"), ["Câmara que não há"]);
}

#[tokio::test]
async fn a_document_is_what_its_bytes_say_and_keeps_its_name_to_itself() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, INES).await;
    let path = page.path.clone();
    for (name, bytes) in
        [("nomeação.pdf", &b"MZ\x90"[..]), ("a.png", b"<svg onload=alert(1)>"), ("x.jpg", b"GIF89a")]
    {
        let refused = browser.submit_only(page.form(&path).attach("proof", name, bytes.to_vec())).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.text().contains("não é PDF, JPEG nem PNG"), "{}", refused.text());
    }
    let large = [PDF, &vec![b' '; 4 * 1024 * 1024]].concat();
    let refused = browser.submit_only(page.form(&path).attach("proof", "grande.pdf", large)).await;
    assert!(refused.text().contains("4 MB"), "{}", refused.text());
    let kept = browser
        .submit(page.form(&path).attach("proof", "../../etc/Inês\u{202e} Sol.pdf", PDF.to_vec()))
        .await;
    assert!(kept.text().contains("Inês Sol.pdf"), "{}", kept.text());
    let file = browser.get(&format!("{path}/documento")).await;
    assert_eq!(file.body, PDF);
    assert_eq!(file.headers["content-type"], "application/pdf");
    assert!(file.headers["content-disposition"].to_str().expect("text").starts_with("attachment;"));
    let keys = stored_keys(&app);
    assert_eq!(keys.len(), 1, "{keys:?}");
    assert!(
        keys.iter().all(|key| key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"/_-".contains(&b)))
    );
}

/// Keys below `access/`, as the local bucket's folder has them.
fn stored_keys(app: &journeys::TestApp) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![app.folder().join("objects")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if let Some((_, key)) = path.to_string_lossy().split_once("/access/")
                && !key.ends_with(".json")
            {
                found.push(format!("access/{key}"));
            }
        }
    }
    found
}

#[tokio::test]
async fn the_declaration_is_a_pdf_of_what_was_typed() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, INES).await;
    let path = page.path.clone();
    browser.submit(filled(page.form(&path))).await;
    let file = browser.get(&format!("{path}/declaracao")).await;
    assert_eq!(file.headers["content-type"], "application/pdf");
    let text = lopdf::Document::load_mem(&file.body).expect("a PDF").extract_text(&[1]).expect("text");
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in ["Inês Duarte Sol", ENTITY, "Chefe de Divisão", "NIF 123456789", "Assinatura"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[tokio::test]
async fn a_wrong_address_is_corrected_and_only_the_last_link_proves_it() {
    let app = house().await;
    let mut browser = app.browser();
    let page = begun(&mut browser, INES).await;
    let path = page.path.clone();
    let wrong =
        filled(sending(&page)).fill("email", "inez@camara.example").attach("proof", "a.pdf", PDF.to_vec());
    browser.submit(wrong).await;
    app.settle().await;
    let mail = app.mail_to("inez@camara.example", "Confirme o seu e-mail");
    assert!(
        !mail.text.contains("Inês") && !mail.text.contains(ENTITY),
        "it carries no message: {}",
        mail.text
    );
    let stray = mail.links("/acesso/confirmar/").remove(0);
    let reopened = browser.get(&path).await.form(&format!("{path}/corrigir"));
    let page = browser.submit(reopened).await;
    browser.submit(sending(&page).fill("email", INES)).await;
    assert_eq!(
        app.browser().get(&stray).await.status,
        StatusCode::GONE,
        "the first link proves nothing any more"
    );
    let done = confirmed(&app, INES).await;
    assert!(done.text().contains("Em análise"), "{}", done.text());
    assert!(done.text().contains("um aprovador responde até"), "{}", done.text());
}

#[tokio::test]
async fn opening_the_link_changes_nothing_and_pressing_twice_is_pressing_once() {
    let app = house().await;
    let mut browser = app.browser();
    let path = sent(&mut browser).await.path;
    let path = path.split('?').next().expect("a path").to_owned();
    app.settle().await;
    let link = app.mail_to(INES, "Confirme o seu e-mail").links("/acesso/confirmar/").remove(0);
    for _ in 0..3 {
        assert_eq!(app.browser().get(&link).await.status, StatusCode::OK);
    }
    assert_eq!(as_json(&browser).get(&path).await.json()["state"], "submitted", "a scanner confirms nothing");
    let mut reader = app.browser();
    let form = reader.get(&link).await.form(&link);
    reader.submit(form.clone()).await;
    let again = reader.submit(form).await;
    assert_eq!(again.status, StatusCode::OK);
    app.settle().await;
    assert_eq!(
        app.mails_to(INES).iter().filter(|m| m.subject.starts_with("O seu pedido está em análise")).count(),
        1
    );
}

#[tokio::test]
async fn a_request_is_given_up_with_its_document_and_a_draft_ends_by_itself() {
    let app = house().await;
    let mut browser = app.browser();
    let path = sent(&mut browser).await.path.split('?').next().expect("a path").to_owned();
    let form = browser.get(&path).await.form(&format!("{path}/retirar"));
    let page = browser.submit(form).await;
    assert!(page.text().contains("Retirado"), "{}", page.text());
    assert!(stored_keys(&app).is_empty(), "its document is gone");
    let draft = begun(&mut browser, "rui@camara.example").await;
    app.advance(30 * 24 * 3600 + 60);
    let page = app.browser().get(&draft.path).await;
    assert!(page.text().contains("Passaram 30 dias"), "{}", page.text());
    let late = browser.submit_only(draft.form(&draft.path).fill("name", "Rui")).await;
    assert_eq!(late.status, StatusCode::GONE);
    run_clock::handle(app.of_step("run-clock")).await.expect("a round");
    assert_eq!(as_json(&browser).get(&draft.path).await.json()["state"], "lapsed", "and it is written");
    app.advance(31 * 24 * 3600);
    assert_eq!(app.browser().get(&draft.path).await.status, StatusCode::NOT_FOUND);
}
