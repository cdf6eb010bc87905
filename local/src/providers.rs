//! The identity providers of the demo, at the other end of the wires that lead to gov.br and Autenticação.gov: whoever sits before
//! them says which person of the demo they are.

mod autenticacao;
mod govbr;

use askama::Template;
use axum::Router;
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{Html, IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::App;
use common::web::secure;
use http::Request;
use platform::identity::{ClientSecret, Identities, Provider};
use platform::wire::Wire;
use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower::ServiceExt;

use crate::mailbox::near;

/// As whom the house is known there.
const CLIENT: &str = "selo-local";
/// What it proves itself with at gov.br.
const SECRET: &str = "segredo-da-demonstracao";

/// What was handed out and counts once: under a random name, what it is worth.
struct Handed<T>(Arc<Mutex<HashMap<String, T>>>);

impl<T> Handed<T> {
    fn new() -> Self {
        Self(Arc::default())
    }

    fn give(&self, app: &App, worth: T) -> String {
        let name = URL_SAFE_NO_PAD.encode(app.chance.bytes::<24>());
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name.clone(), worth);
        name
    }

    fn keep(&self, name: &str, worth: T) {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).insert(name.to_owned(), worth);
    }

    fn take(&self, name: &str) -> Option<T> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).remove(name)
    }
}

impl<T> Clone for Handed<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

/// The providers as the house reaches them, and their pages, for this machine alone.
pub(crate) fn open(app: &App) -> (Identities, Router) {
    let (govbr, autenticacao) = (govbr::router(app.clone()), autenticacao::router(app.clone()));
    let provider = |path: &str, secret, router: Router| {
        Some(Arc::new(Provider {
            url: app.config.public_url.join(path),
            client_id: CLIENT.to_owned(),
            secret,
            wire: Wire::here(move |request| -> platform::wire::Answer {
                Box::pin(answer(router.clone(), request))
            }),
            in_time: Duration::from_secs(5),
        }))
    };
    let identities = Identities {
        govbr: provider("/_local/govbr", ClientSecret::text(SECRET), govbr.clone()),
        autenticacao: provider("/_local/autenticacao", ClientSecret::none(), autenticacao.clone()),
    };
    let pages = govbr.merge(autenticacao).route_layer(from_fn(near::only)).route_layer(map_response(secure));
    (identities, pages)
}

async fn answer(
    router: Router,
    request: Request<Vec<u8>>,
) -> Result<http::Response<Vec<u8>>, platform::wire::WireError> {
    let answer = match router.oneshot(request.map(axum::body::Body::from)).await {
        Ok(answer) => answer,
        Err(never) => match never {},
    };
    let (head, body) = answer.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await;
    let body = body.map_err(|error| platform::wire::WireError::Unreachable(Box::new(error)))?;
    Ok(http::Response::from_parts(head, body.to_vec()))
}

/// The page on which somebody says who they are.
#[derive(Template)]
#[template(path = "identidade.html")]
struct WhoPage {
    provider: &'static str,
    action: &'static str,
    /// What goes through the form.
    carried: Vec<(&'static str, String)>,
    /// Documents and names.
    people: Vec<(String, String)>,
    /// What may be chosen besides, with its name in the form.
    levels: Vec<(&'static str, &'static str)>,
}

impl WhoPage {
    fn shown(&self) -> Response {
        let headers = [(header::CONTENT_SECURITY_POLICY, POLICY), (header::CACHE_CONTROL, "no-store")];
        match self.render() {
            Ok(html) => (headers, Html(html)).into_response(),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }
}

/// The way back leads to this very house.
const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Whether an address is one of the house: nobody else is sent an answer.
fn is_ours(app: &App, url: &str) -> bool {
    url.starts_with(&app.config.public_url.join("/entrar/")) || url == app.config.public_url.join("/entrar")
}

fn refused() -> Response {
    (StatusCode::BAD_REQUEST, axum::Json(serde_json::json!({ "error": "invalid_request" }))).into_response()
}
