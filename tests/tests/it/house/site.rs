//! The files of the site and what programs read about it.

use common::web::Site;
use http::StatusCode;
use journeys::TestApp;

#[tokio::test]
async fn a_page_finds_its_files_and_a_browser_keeps_them() {
    let app = TestApp::start().await;
    let mut browser = app.browser();
    let page = browser.get("/verificar").await;
    let mut files = page.attributes("link[href^='/estatico/']", "href");
    files.extend(page.attributes("script[src]", "src"));
    assert!(files.len() >= 4, "{files:?}");
    for file in files {
        let answer = browser.get(&file).await;
        assert_eq!(answer.status, StatusCode::OK, "{file}");
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable", "{file}");
        assert_eq!(answer.headers["x-content-type-options"], "nosniff");
    }
    let right = format!("/estatico/{}/selo.css", Site::assets_hash());
    assert_eq!(browser.get(&right).await.headers["content-type"], "text/css; charset=utf-8");
    for wrong in
        ["/estatico/0/selo.css", "/estatico/0/../../Cargo.toml", "/estatico/%2e%2e/%2e%2e", "/estatico/x"]
    {
        assert_eq!(browser.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
    }
}

#[tokio::test]
async fn a_page_that_is_not_there_knows_who_is_signed_in() {
    let app = TestApp::with_organiser().await;
    let mut organiser = app.organiser().await;
    for path in
        ["/nada", "/organizador/importacoes/xyz", "/organizador?depois=~~", "/certificados?depois=a~~b"]
    {
        let page = organiser.get(path).await;
        assert!(
            page.status == StatusCode::NOT_FOUND || page.status == StatusCode::OK,
            "{path}: {}",
            page.status
        );
        assert!(page.html().contains("Otília"), "{path}: {}", page.text());
    }
    assert_eq!(organiser.get("/nada").await.link("Ir para o início"), "/organizador");
    assert_eq!(app.browser().get("/nada").await.link("Ir para o início"), "/");
    assert_eq!(organiser.get("/organizador/eventos").await.path, "/organizador");
}

#[tokio::test]
async fn programs_read_the_description_and_the_health() {
    let app = TestApp::start().await;
    let mut program = app.browser().program(None);
    assert_eq!(program.get("/health").await.json()["status"], "ok");
    let document = program.get("/openapi.json").await.json();
    assert_eq!(document["openapi"], "3.1.0");
    for routes in local::routes() {
        for operation in routes.operations() {
            let method = operation.method.as_str().to_lowercase();
            assert!(document["paths"][operation.path][&method].is_object(), "{method} {}", operation.path);
        }
    }
    let missing = program.get("/nao/existe").await;
    assert_eq!(
        (missing.status, missing.json()["type"].as_str()),
        (StatusCode::NOT_FOUND, Some("/problemas/nao-encontrado"))
    );
    assert_eq!(app.browser().get("/favicon.ico").await.headers["content-type"], "image/svg+xml");
    assert!(app.browser().get("/robots.txt").await.html().contains("Disallow: /v/"));
}
