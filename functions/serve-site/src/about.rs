//! What programs read about the site.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// Written from the routes of all steps by `cargo run -p xtask -- gen`; a check compares.
const OPENAPI: &str = include_str!("../openapi.json");

/// Nothing that belongs to a person, or that leads to a person, is for search engines.
const ROBOTS: &str = "User-agent: *
Disallow: /c/
Disallow: /certificados
Disallow: /confirmar/
Disallow: /organizador
Disallow: /perfil
Disallow: /v/
Disallow: /visitante
";

/// That this process answers: no table, no bucket, no key.
pub async fn health() -> Response {
    ([(CONTENT_TYPE, "application/json")], r#"{"status":"ok"}"#).into_response()
}

/// The description of every operation.
pub async fn openapi() -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=300")];
    (headers, OPENAPI).into_response()
}

/// What search engines may read.
pub async fn robots() -> Response {
    let headers = [(CONTENT_TYPE, "text/plain; charset=utf-8"), (CACHE_CONTROL, "public, max-age=86400")];
    (headers, ROBOTS).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_description_is_openapi_31() {
        let document: serde_json::Value = serde_json::from_str(OPENAPI).expect("JSON");
        assert_eq!(document["openapi"], "3.1.0");
    }
}
