//! The telephones of the demo's people: `/_local/telefone` shows the codes that their applications would show now, also as
//! JSON. The keys are opened from where the house keeps them, so that a telephone that was changed shows the new one's codes.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::get;
use common::App;
use common::error::Problem;
use common::web::secure;
use domain::people::second_factor::totp::STEP_S;
use domain::value::cpf::Cpf;
use serde::Serialize;

use crate::demo;
use crate::mailbox::near;

/// One telephone.
#[derive(Serialize)]
struct Telephone {
    duty: &'static str,
    name: &'static str,
    cpf: &'static str,
    /// What it shows; empty, while nothing is set up.
    code: String,
}

#[derive(Template, Serialize)]
#[template(path = "telefone.html")]
struct TelephonesPage {
    telephones: Vec<Telephone>,
    /// Seconds until the next codes.
    changes_in_s: i64,
}

/// It shows what opens the demo's accounts: to one's own machine only, as the mails.
pub(crate) fn router(app: App) -> Router {
    Router::new()
        .route("/_local/telefone", get(show))
        .route_layer(from_fn(near::only))
        .route_layer(map_response(secure))
        .with_state(app)
}

async fn show(State(app): State<App>, headers: HeaderMap) -> Response {
    let page = match page(&app).await {
        Ok(page) => page,
        Err(problem) => return problem.into_response(),
    };
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kept = [(header::CACHE_CONTROL, "no-store")];
    if accept.contains("application/json") && !accept.contains("text/html") {
        return (kept, axum::Json(page)).into_response();
    }
    let policy = [(header::CONTENT_SECURITY_POLICY, POLICY)];
    match page.render() {
        Ok(html) => (kept, policy, Html(html)).into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

const POLICY: &str =
    "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

async fn page(app: &App) -> Result<TelephonesPage, Problem> {
    let now = app.clock.now();
    let mut telephones = Vec::new();
    for (duty, name, cpf) in demo::with_telephones() {
        telephones.push(Telephone { duty, name, cpf, code: code(app, cpf).await?.unwrap_or_default() });
    }
    Ok(TelephonesPage { telephones, changes_in_s: STEP_S - now.as_second().rem_euclid(STEP_S) })
}

/// What the telephone of somebody shows; none, while they have set nothing up.
async fn code(app: &App, cpf: &str) -> Result<Option<String>, Problem> {
    let keys = app.secrets.keys().await?;
    let Ok(cpf) = Cpf::parse(cpf) else { return Ok(None) };
    let account = keys.account_of_cpf(&cpf);
    let factor = app.store.find_second_factor(&account).await?;
    let sealed = factor.as_ref().and_then(|factor| factor.authenticator()).map(|known| &known.key);
    let key = sealed.and_then(|sealed| keys.unseal(&account, sealed));
    Ok(key.map(|key| key.code(app.clock.now())))
}
