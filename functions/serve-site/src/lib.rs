//! Step `serve-site`: the files of the site, what programs read about it, and the page for what does not exist.

use common::web::{Op, Routes};

mod about;
pub mod assets;

/// What the step offers. The page for what does not exist is the fallback of every router, this one's included, so the
/// gateway's default route leads here.
pub fn routes() -> Routes {
    Routes::new("serve-site")
        .get("/estatico/{hash}/{file}", assets::file, Op::file("Um arquivo do site", site::MEDIA_TYPES))
        .get("/favicon.ico", assets::favicon, Op::file("O ícone do site", &["image/svg+xml"]))
        .get("/robots.txt", about::robots, Op::file("O que os buscadores podem ler", &["text/plain"]))
        .get("/health", about::health, Op::file("Se o serviço está de pé", &["application/json"]))
        .get(
            "/openapi.json",
            about::openapi,
            Op::file("Esta descrição, em OpenAPI 3.1", &["application/json"]),
        )
}
