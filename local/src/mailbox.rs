//! The mails of the local run, readable in a browser: `/_local/correio`, each page also as JSON.

mod letter;
pub(crate) mod near;
mod page;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use common::web::secure;
use serde::Deserialize;

use letter::Letter;
use page::{LetterPage, ListPage};

const STYLE: &str = include_str!("../templates/correio.css");

/// Pages of our own: nothing but the stylesheet, and the mail in its frame.
const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; \
                           frame-ancestors 'none'";

/// A mail's HTML: no script, no network, an origin of its own; its links open beside it.
const LETTER_POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; \
                             frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

/// Makes links of a mail open outside its frame.
const LINKS_BESIDE: &str = "<base target=\"_blank\">";

/// The page of the list that is asked for.
#[derive(Debug, Deserialize)]
struct Asked {
    #[serde(default, rename = "pagina")]
    page: usize,
}

/// Serves the `.eml` files of a folder. It shows every mail to whoever reaches it: a house has it only when it was asked
/// for, and it answers one's own machine only, under a name of this machine and without a proxy between; for anybody else
/// there is nothing here.
pub fn mailbox_router(mail_dir: PathBuf) -> Router {
    Router::new()
        .route("/_local/correio", get(list))
        .route("/_local/correio/estilo.css", get(style))
        .route("/_local/correio/{id}", get(show))
        .route("/_local/correio/{id}/html", get(show_html))
        .route_layer(from_fn(near::only))
        .route_layer(map_response(secure))
        .with_state(Arc::new(mail_dir))
}

async fn list(
    State(folder): State<Arc<PathBuf>>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Response {
    match blocking(move || ListPage::read(&folder, asked.page.max(1))).await {
        Ok(page) if wants_json(&headers) => axum::Json(page).into_response(),
        Ok(page) => html(StatusCode::OK, page.render_html(), PAGE_POLICY),
        Err(error) => failed(&error),
    }
}

async fn show(State(folder): State<Arc<PathBuf>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    match blocking(move || Letter::read(&folder, &id)).await {
        Ok(Some(letter)) if wants_json(&headers) => axum::Json(letter).into_response(),
        Ok(Some(letter)) => html(StatusCode::OK, LetterPage { letter }.render_html(), PAGE_POLICY),
        Ok(None) => missing(),
        Err(error) => failed(&error),
    }
}

async fn show_html(State(folder): State<Arc<PathBuf>>, Path(id): Path<String>) -> Response {
    match blocking(move || Letter::read(&folder, &id))
        .await
        .map(|letter| letter.and_then(|letter| letter.html))
    {
        Ok(Some(part)) => html(StatusCode::OK, with_links_beside(&part), LETTER_POLICY),
        Ok(None) => missing(),
        Err(error) => failed(&error),
    }
}

async fn style() -> Response {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")], STYLE)
        .into_response()
}

/// Runs file work where it holds nobody up.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

fn wants_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    accept.contains("application/json") && !accept.contains("text/html")
}

fn with_links_beside(part: &str) -> String {
    match part.find("<head>") {
        Some(at) => {
            let (before, after) = part.split_at(at + "<head>".len());
            format!("{before}{LINKS_BESIDE}{after}")
        }
        None => format!("{LINKS_BESIDE}{part}"),
    }
}

fn html(status: StatusCode, body: String, policy: &'static str) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CACHE_CONTROL, "no-store"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (status, headers, body).into_response()
}

fn missing() -> Response {
    html(StatusCode::NOT_FOUND, page::notice("Este e-mail não existe."), PAGE_POLICY)
}

fn failed(error: &io::Error) -> Response {
    tracing::error!(%error, "the mailbox cannot be read");
    html(
        StatusCode::INTERNAL_SERVER_ERROR,
        page::notice("A caixa de correio não pôde ser lida."),
        PAGE_POLICY,
    )
}
