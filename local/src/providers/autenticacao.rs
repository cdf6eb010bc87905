//! Autenticação.gov: a page, a token behind `#`, and the manager of attributes, which has the values a moment later.

use super::{CLIENT, Handed, WhoPage, is_ours, refused};
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Form, Json, Router};
use common::App;
use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Clone)]
struct Autenticacao {
    app: App,
    tokens: Handed<String>,
    contexts: Handed<Context>,
}

/// What was asked of the manager.
#[derive(Clone)]
struct Context {
    token: String,
    nif: String,
    names: Vec<String>,
    /// Whether it was looked at before: the values come with the second look.
    is_looked_at: bool,
}

#[derive(Clone, Deserialize)]
struct Asked {
    client_id: String,
    redirect_uri: String,
    response_type: String,
    state: String,
    #[serde(default)]
    person: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wanted {
    token: String,
    attributes_name: Vec<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Look {
    token: String,
    authentication_context_id: String,
}

pub(super) fn router(app: App) -> Router {
    let manager = "/_local/autenticacao/oauthresourceserver/api/AttributeManager";
    Router::new()
        .route("/_local/autenticacao/oauth/askauthorization", get(ask).post(decide))
        .route(manager, get(look).post(want))
        .with_state(Autenticacao { app, tokens: Handed::new(), contexts: Handed::new() })
}

fn is_in_order(app: &App, asked: &Asked) -> bool {
    asked.client_id == CLIENT && asked.response_type == "token" && is_ours(app, &asked.redirect_uri)
}

async fn ask(State(here): State<Autenticacao>, Query(asked): Query<Asked>) -> Response {
    if !is_in_order(&here.app, &asked) {
        return refused();
    }
    let carried = [
        ("client_id", asked.client_id),
        ("redirect_uri", asked.redirect_uri),
        ("response_type", asked.response_type),
        ("state", asked.state),
    ];
    let page = WhoPage {
        provider: "Autenticação.gov",
        action: "/_local/autenticacao/oauth/askauthorization",
        carried: carried.into(),
        people: crate::demo::portuguese(),
        levels: Vec::new(),
    };
    page.shown()
}

async fn decide(State(here): State<Autenticacao>, Form(asked): Form<Asked>) -> Response {
    if !is_in_order(&here.app, &asked) {
        return refused();
    }
    let token = here.tokens.give(&here.app, asked.person);
    let (to, state) = (asked.redirect_uri, asked.state);
    Redirect::to(&format!("{to}#access_token={token}&token_type=bearer&expires_in=300&state={state}"))
        .into_response()
}

async fn want(State(here): State<Autenticacao>, Json(wanted): Json<Wanted>) -> Response {
    let Some(nif) = here.tokens.take(&wanted.token) else { return refused() };
    let token = wanted.token.clone();
    let context = Context { token: wanted.token, nif, names: wanted.attributes_name, is_looked_at: false };
    let id = here.contexts.give(&here.app, context);
    Json(json!({ "token": token, "authenticationContextId": id })).into_response()
}

async fn look(State(here): State<Autenticacao>, Query(look): Query<Look>) -> Response {
    let found = here.contexts.take(&look.authentication_context_id);
    let Some(context) = found.filter(|context| context.token == look.token) else { return refused() };
    let value = |name: &String| match (context.is_looked_at, name.rsplit('/').next()) {
        (true, Some("NIF")) => Value::from(context.nif.clone()),
        (true, _) => Value::from("Pessoa da Demonstração"),
        (false, _) => Value::Null,
    };
    let values: Vec<Value> = context
        .names
        .iter()
        .map(|name| json!({ "name": name, "value": value(name), "state": if context.is_looked_at { "Available" } else { "Pending" } }))
        .collect();
    let context = Context { is_looked_at: true, ..context };
    here.contexts.keep(&look.authentication_context_id, context);
    Json(values).into_response()
}
