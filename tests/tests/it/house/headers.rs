//! What every answer tells a browser, whatever kind of answer it is.

use crate::participation::issued::{Issued, as_json, only_card, text};
use axum::body::Body;
use common::web::Site;
use http::Method;
use journeys::{Browser, Reply};
use std::collections::BTreeSet;

const ALWAYS: [(&str, &str); 5] = [
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
];

const POLICY: [&str; 6] = [
    "default-src 'none'",
    "script-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
];

fn check(what: &str, reply: &Reply) {
    let said = |name: &str| reply.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    for (name, value) in ALWAYS {
        assert_eq!(said(name), value, "{name} of {what} ({})", reply.status);
    }
    let policy = said("content-security-policy");
    for part in POLICY {
        assert!(policy.contains(part), "{part} of {what}: {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{what}: {policy}");
    let kept = said("cache-control");
    let may = kept.contains("no-store")
        || what.starts_with("/estatico/") && kept.ends_with("immutable")
        || what == "/openapi.json" && kept.ends_with("max-age=300")
        || what.contains("/previa.png") && kept.starts_with("private");
    assert!(may, "{what} is kept: {kept:?}");
}

async fn ask(mut browser: Browser, path: &str) -> Reply {
    browser.send(Method::GET, path, None, Body::empty()).await
}

#[tokio::test]
async fn every_kind_of_answer_has_every_header() {
    let mut house = Issued::house().await;
    let event = house.event("Encontro aberto", &[("public_by_default", "true")]).await;
    let ana = house.ana().await;
    let card = only_card(&ana).await;
    let import = house.organiser.get(&event).await.link("lista.csv");
    let (stranger, organiser) = (house.app.browser(), house.organiser.clone());
    let stylesheet = format!("/estatico/{}/selo.css", Site::assets_hash());
    let mut asked: Vec<(Browser, String)> =
        ["/", "/certificados", "/nada", "/v/nada", "/health", "/openapi.json", &stylesheet]
            .map(|path| (stranger.clone(), path.to_owned()))
            .into();
    asked.extend([
        (as_json(&stranger), "/certificados".to_owned()),
        (as_json(&ana), "/certificados".to_owned()),
        (as_json(&ana), "/organizador".to_owned()),
        (ana.clone(), text(&card, "pdf_path").to_owned()),
        (ana.clone(), text(&card, "preview_path").to_owned()),
        (ana.clone(), text(&card["options"], "linkedin_path").to_owned()),
        (organiser, format!("{import}/problemas.csv")),
    ]);
    let mut kinds = BTreeSet::new();
    for (browser, path) in asked {
        let reply = ask(browser, &path).await;
        check(&path, &reply);
        kinds.insert(reply.status.as_u16());
    }
    for reply in refusals(&stranger).await {
        check(&reply.path, &reply);
        kinds.insert(reply.status.as_u16());
    }
    assert_eq!(kinds, BTreeSet::from([200, 303, 400, 401, 403, 404, 405, 413, 415, 422]));
}

async fn refusals(stranger: &Browser) -> [Reply; 6] {
    let mut evil = stranger.clone().with_header("sec-fetch-site", "cross-site");
    let mut one = stranger.clone();
    [
        evil.post("/sair", &[]).await,
        one.send(Method::PUT, "/entrar", None, Body::empty()).await,
        one.send(Method::POST, "/reenviar", Some("text/plain"), Body::from("x")).await,
        one.post("/reenviar", &[("email", &"x".repeat(70_000))]).await,
        one.post("/reenviar", &[("email", "x")]).await,
        one.post("/reenviar", &[("role", "x")]).await,
    ]
}
