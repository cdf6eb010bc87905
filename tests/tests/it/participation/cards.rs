//! What a holder and a visitor see of certificates.

use crate::participation::issued::{ANA_CPF, ANA_EMAIL, Issued, as_json, cards, header, only_card, text};
use common::error::Problem;
use domain::value::id::CertificateId;
use http::StatusCode;
use journeys::Reply;
use platform::documents::pdf_key;
use serde_json::json;
use sha2::{Digest, Sha256};

#[tokio::test]
async fn a_holder_sees_every_certificate_and_a_visitor_the_public_ones() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let mut ana = house.ana().await;
    let own: Vec<String> = cards(&ana).await.iter().map(|c| text(c, "title").to_owned()).collect();
    assert_eq!(own, ["Encontro reservado", "Encontro aberto"], "newest first");
    let page = ana.get("/certificados").await;
    assert_eq!(page.texts(".card-title"), ["Encontro reservado", "Encontro aberto"]);
    assert!(page.text().contains("Mensagem para a•••@exemplo.com.br: entregue em"), "{}", page.text());
    let mut visitor = house.visitor(ANA_CPF).await;
    let seen = cards(&visitor).await;
    assert_eq!(seen.iter().map(|c| text(c, "title")).collect::<Vec<_>>(), ["Encontro aberto"]);
    assert!(seen[0]["options"].is_null(), "a visitor switches nothing");
    let pdf = visitor.get(text(&seen[0], "pdf_path")).await;
    assert_eq!((pdf.status, &pdf.body[..5]), (StatusCode::OK, b"%PDF-".as_slice()));
}

#[tokio::test]
async fn nobody_without_a_session_or_a_pass_sees_a_list() {
    let house = Issued::house().await;
    let mut stranger = house.app.browser();
    assert_eq!(stranger.get("/certificados").await.path, "/entrar?next=/certificados");
    assert_eq!(as_json(&stranger).get("/certificados").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(stranger.get("/perfil").await.path, "/entrar?next=/perfil");
}

#[tokio::test]
async fn a_hidden_certificate_is_gone_for_visitors_at_once() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let mut ana = house.ana().await;
    let mut visitor = house.visitor(ANA_CPF).await;
    let card = only_card(&visitor).await;
    let page = ana.get("/certificados").await;
    let form = page.form("/publico");
    assert_eq!(form.value("public"), Some("false"), "the switch sends what it would become");
    let page = ana.submit(form).await;
    assert_eq!(page.attributes("button[role=switch]", "aria-checked"), ["false"]);
    assert_eq!(cards(&visitor).await.len(), 0);
    for path in ["pdf_path", "preview_path"] {
        assert_eq!(visitor.get(text(&card, path)).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(ana.get(text(&card, path)).await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(
        visitor.get(text(&card, "verify_path")).await.status,
        StatusCode::OK,
        "verification is always open"
    );
    let page = ana.get("/certificados").await;
    ana.submit(page.form("/publico")).await;
    assert_eq!(cards(&visitor).await.len(), 1);
}

#[tokio::test]
async fn a_download_is_the_bytes_that_were_issued_or_nothing() {
    let mut house = Issued::house().await;
    house.event("Encontro: paz / \"educação\"", &[]).await;
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    let first = ana.get(text(&card, "pdf_path")).await;
    let digest: String = Sha256::digest(&first.body).iter().map(|b| format!("{b:02x}")).collect();
    assert_eq!(header(&first, "etag"), format!("\"{digest}\""));
    assert_eq!(header(&first, "cache-control"), "private, no-store");
    let disposition = header(&first, "content-disposition");
    assert!(
        disposition.starts_with("inline; filename=\"Encontro paz educa__o - Ana Lua.pdf\""),
        "{disposition}"
    );
    let verified = as_json(&ana).get(text(&card, "verify_path")).await.json();
    assert_eq!(verified["sha256"], digest);
    assert_eq!(ana.get(text(&card, "pdf_path")).await.body, first.body, "byte-identical");
    let mut changed = first.body.clone();
    let last = changed.len() - 1;
    changed[last] ^= 1;
    let key = pdf_key(&CertificateId::parse(text(&card, "id")).expect("an id"), 1);
    house.app.app.documents.put(&key, "application/pdf", changed).await.expect("stored");
    let refused = ana.get(text(&card, "pdf_path")).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "what differs by one bit is not handed out");
}

#[tokio::test]
async fn a_direct_link_opens_one_certificate_until_it_is_replaced_or_switched_off() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[("public_by_default", "")]).await;
    let mut ana = house.ana().await;
    let made = {
        let page = ana.get("/certificados").await;
        ana.submit(page.form("/link")).await
    };
    let link = |page: &Reply| {
        let url = page.attributes(".direct-link", "value").remove(0);
        url.strip_prefix(journeys::URL).expect("our own address").to_owned()
    };
    let first = link(&made);
    assert_eq!(first.len(), "/c/".len() + 52);
    let mut stranger = house.app.browser();
    let page = stranger.get(&first).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("Encontro reservado") && page.text().contains("Ana Lua"), "{}", page.text());
    assert_eq!(&stranger.get(&page.link("Baixar PDF")).await.body[..5], b"%PDF-");
    assert_eq!(stranger.get(&format!("{first}/previa.png")).await.status, StatusCode::OK);
    assert_eq!(stranger.get(&first.to_lowercase()).await.status, StatusCode::OK, "case does not matter");
    let page = ana.get("/certificados").await;
    assert_eq!(link(&page), first, "its holder is shown it again");
    let second = link(&ana.submit(page.form("/link")).await);
    assert_ne!(first, second);
    let unknown = stranger.get(&format!("/c/{}", "0".repeat(52))).await;
    let old = stranger.get(&first).await;
    assert_eq!(
        (old.status, old.body),
        (StatusCode::NOT_FOUND, unknown.body),
        "an old link is an unknown one"
    );
    assert_eq!(stranger.get(&second).await.status, StatusCode::OK);
    let page = ana.get("/certificados").await;
    let renew = page.form("/link");
    ana.submit(renew.fill("action", "drop")).await;
    for path in [second.clone(), format!("{second}/pdf"), format!("{second}/previa.png")] {
        assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn a_link_that_is_asked_for_twice_is_one_link() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[]).await;
    let mut ana = house.ana().await;
    let form = ana.get("/certificados").await.form("/link");
    let link = |page: &Reply| page.attributes(".direct-link", "value").remove(0);
    let (first, again) = (link(&ana.submit(form.clone()).await), link(&ana.submit(form.clone()).await));
    assert_eq!(first, again);
    let newer = ana.get("/certificados").await.form("/link");
    assert_ne!(link(&ana.submit(newer).await), first);
    let late = ana.submit(form).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.text().contains("já foi trocado ou desligado"), "{}", late.text());
}

#[tokio::test]
async fn a_link_that_was_switched_off_does_not_come_back_with_its_form() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[]).await;
    let mut ana = house.ana().await;
    let stale = ana.get("/certificados").await.form("/link");
    let link = |page: &Reply| page.attributes(".direct-link", "value").remove(0);
    let first = link(&ana.submit(stale.clone()).await);
    let drop = ana.get("/certificados").await.form("/link").fill("action", "drop");
    ana.submit(drop).await;
    // A day later the answer to the form's key is forgotten.
    house.app.advance(25 * 60 * 60);
    let mut ana = house.again(ANA_CPF).await;
    let second = link(&ana.submit(stale).await);
    assert_ne!(first, second);
    let old = first.strip_prefix(journeys::URL).expect("our own");
    assert_eq!(house.app.browser().get(old).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_link_that_is_asked_for_by_many_at_once_is_one_link() {
    let mut house = Issued::house().await;
    house.event("Encontro reservado", &[]).await;
    let mut ana = house.ana().await;
    let form = ana.get("/certificados").await.form("/link");
    let ask = || {
        let (mut browser, form) = (ana.clone(), form.clone());
        async move { browser.submit(form).await }
    };
    let replies = futures::future::join_all((0..10).map(|_| ask())).await;
    let links: Vec<String> =
        replies.iter().map(|page| page.attributes(".direct-link", "value").remove(0)).collect();
    assert!(links.windows(2).all(|two| two[0] == two[1]), "{links:?}");
}

#[tokio::test]
async fn after_its_term_a_certificate_is_verified_and_not_downloaded() {
    let mut house = Issued::house().await;
    let (today, tomorrow) = (house.app.app.clock.now(), 24 * 60 * 60);
    let last = domain::value::calendar::brasilia(today).date();
    house.event("Encontro de prazo curto", &[("available_until", &last.to_string())]).await;
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    assert_eq!(ana.get(text(&card, "pdf_path")).await.status, StatusCode::OK, "the last day counts");
    house.app.advance(tomorrow);
    let mut ana = {
        let mut browser = house.app.browser();
        let page = browser.get("/entrar").await;
        let form = page
            .form("/entrar")
            .fill("identifier", ANA_CPF)
            .fill("password", crate::participation::issued::PASSWORD);
        browser.submit(form).await;
        browser
    };
    let ended = only_card(&ana).await;
    assert_eq!((text(&ended, "label"), text(&ended, "pdf_path")), ("Prazo encerrado", ""));
    assert_eq!(ana.get(text(&card, "pdf_path")).await.status, StatusCode::GONE);
    assert_eq!(as_json(&ana).get(text(&card, "verify_path")).await.json()["status"], "valid");
}

#[tokio::test]
async fn a_revoked_certificate_says_why_and_is_not_downloaded() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let mut ana = house.ana().await;
    let card = only_card(&ana).await;
    house.revoke(text(&card, "id"), "Emitido para a turma errada").await;
    let revoked = only_card(&ana).await;
    assert_eq!(text(&revoked, "label"), "Revogado");
    assert!(text(&revoked, "explanation").ends_with("Motivo: Emitido para a turma errada"));
    assert_eq!(ana.get(text(&card, "pdf_path")).await.status, StatusCode::GONE);
    assert_eq!(house.app.browser().get(text(&card, "pdf_path")).await.status, StatusCode::NOT_FOUND);
    let again = as_json(&ana)
        .post_json(&format!("/certificados/{}/publico", text(&card, "id")), &json!({"public": false}))
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT, "what is revoked stays as it is");
    assert_eq!(cards(&house.visitor(ANA_CPF).await).await.len(), 0);
}

#[tokio::test]
async fn linkedin_gets_title_issuer_and_the_month_in_brasilia() {
    let mut house = Issued::house().await;
    house.event("Avaliação & ética (40h)", &[]).await;
    let ana = house.ana().await;
    let card = only_card(&ana).await;
    let path = card["options"]["linkedin_path"].as_str().expect("a path");
    // Only the first answer: the browser of these tests refuses to leave the house.
    let answer = ana.clone().send(http::Method::GET, path, None, axum::body::Body::empty()).await;
    let location = header(&answer, "location");
    let issued = domain::value::calendar::brasilia(house.app.app.clock.now());
    assert!(
        location.starts_with("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&"),
        "{location}"
    );
    for part in [
        "name=Avalia%C3%A7%C3%A3o%20%26%20%C3%A9tica%20%2840h%29".to_owned(),
        "organizationName=Instituto%20Horizonte%20da%20Educa%C3%A7%C3%A3o".to_owned(),
        format!("issueYear={}&issueMonth={}", issued.year(), issued.month()),
        format!("certUrl=https%3A%2F%2Fselo.example%2Fv%2F{}", text(&card, "code").replace('-', "")),
        format!("certId={}", text(&card, "code")),
    ] {
        assert!(location.contains(&part), "{part} in {location}");
    }
}

#[tokio::test]
async fn a_search_forgives_accents_and_an_action_leads_back_to_it() {
    let mut house = Issued::house().await;
    house.event("Formação em avaliação", &[]).await;
    house.event("Libras no cotidiano", &[]).await;
    let mut ana = house.ana().await;
    let page = ana.get("/certificados?busca=AVALIACAO%20formacao").await;
    assert_eq!(page.texts(".card-title"), ["Formação em avaliação"]);
    let back = ana.submit_only(page.form("/publico?busca=AVALIACAO%20formacao")).await;
    assert!(header(&back, "location").starts_with("/certificados?busca=AVALIACAO%20formacao&aberto="));
    let none = ana.get("/certificados?busca=xilogravura").await;
    assert!(none.text().contains("Nenhum certificado encontrado"), "{}", none.text());
    assert_eq!(
        ana.get("/certificados?busca=horizonte").await.texts(".card-title").len(),
        2,
        "the issuer's name counts"
    );
}

#[tokio::test]
async fn the_profile_shows_its_owner_everything_and_nobody_else_anything() {
    let mut house = Issued::house().await;
    house.event("Encontro aberto", &[]).await;
    let mut ana = house.ana().await;
    let page = ana.get("/perfil").await;
    for shown in ["Ana Lua", ANA_EMAIL, ANA_CPF] {
        assert!(page.text().contains(shown), "{shown} in {}", page.text());
    }
    let problem = as_json(&house.visitor(ANA_CPF).await).get("/perfil").await;
    assert_eq!(problem.status, Problem::sign_in().status);
}
