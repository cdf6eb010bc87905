//! gov.br, as its integrators know it: a page, a token for a code with PKCE, one key, and a way out.

use super::{CLIENT, Handed, SECRET, WhoPage, is_ours, refused};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::App;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, OnceLock};

/// The name of its key.
const KID: &str = "rsa1";

#[derive(Clone)]
struct GovBr {
    app: App,
    codes: Handed<Asked>,
    /// Made when it is first needed.
    key: Arc<OnceLock<KeyPair>>,
}

/// What somebody asked for, and who they said that they are.
#[derive(Clone, Deserialize)]
struct Asked {
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    code_challenge: String,
    code_challenge_method: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    level: String,
}

#[derive(Deserialize)]
struct Exchange {
    grant_type: String,
    code: String,
    redirect_uri: String,
    code_verifier: String,
}

#[derive(Deserialize)]
struct Leaving {
    post_logout_redirect_uri: String,
}

pub(super) fn router(app: App) -> Router {
    let key = Arc::default();
    Router::new()
        .route("/_local/govbr/authorize", get(ask).post(decide))
        .route("/_local/govbr/token", post(token))
        .route("/_local/govbr/jwk", get(keys))
        .route("/_local/govbr/logout", get(leave))
        .with_state(GovBr { app, codes: Handed::new(), key })
}

async fn ask(State(govbr): State<GovBr>, Query(asked): Query<Asked>) -> Response {
    if !is_in_order(&govbr.app, &asked) {
        return refused();
    }
    let carried = [
        ("client_id", asked.client_id),
        ("redirect_uri", asked.redirect_uri),
        ("state", asked.state),
        ("nonce", asked.nonce),
        ("code_challenge", asked.code_challenge),
        ("code_challenge_method", asked.code_challenge_method),
    ];
    let page = WhoPage {
        provider: "gov.br",
        action: "/_local/govbr/authorize",
        carried: carried.into(),
        people: crate::demo::citizens(),
        levels: vec![("gold", "ouro"), ("silver", "prata"), ("bronze", "bronze")],
    };
    page.shown()
}

fn is_in_order(app: &App, asked: &Asked) -> bool {
    asked.client_id == CLIENT && is_ours(app, &asked.redirect_uri) && asked.code_challenge_method == "S256"
}

async fn decide(State(govbr): State<GovBr>, Form(asked): Form<Asked>) -> Response {
    if !is_in_order(&govbr.app, &asked) {
        return refused();
    }
    let (to, state) = (asked.redirect_uri.clone(), asked.state.clone());
    let code = govbr.codes.give(&govbr.app, asked);
    Redirect::to(&format!("{to}?code={code}&state={state}")).into_response()
}

async fn token(State(govbr): State<GovBr>, headers: HeaderMap, Form(sent): Form<Exchange>) -> Response {
    let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
    if headers.get(header::AUTHORIZATION).and_then(|given| given.to_str().ok()) != Some(&basic) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(sent.code_verifier.as_bytes()));
    let asked = govbr.codes.take(&sent.code).filter(|asked| {
        asked.code_challenge == challenge
            && asked.redirect_uri == sent.redirect_uri
            && sent.grant_type == "authorization_code"
    });
    let Some(asked) = asked else { return refused() };
    let now = govbr.app.clock.now().as_second();
    let claims = json!({
        "iss": format!("{}/", govbr.app.config.public_url.join("/_local/govbr")), "aud": CLIENT,
        "sub": asked.person.chars().filter(char::is_ascii_digit).collect::<String>(), "nonce": asked.nonce,
        "iat": now, "exp": now + 600, "amr": ["passwd"], "reliability_info": { "level": asked.level },
    });
    let Some(token) = govbr.signed(&claims) else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    Json(json!({ "access_token": token, "id_token": token, "token_type": "Bearer", "expires_in": 600 }))
        .into_response()
}

async fn keys(State(govbr): State<GovBr>) -> Response {
    let Some(key) = govbr.key() else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    let public = PublicKeyComponents::<Vec<u8>>::from(key.public_key());
    let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
    let (n, e) = (text(&public.n), text(&public.e));
    Json(json!({ "keys": [{ "kty": "RSA", "use": "sig", "alg": "RS256", "kid": KID, "n": n, "e": e }] }))
        .into_response()
}

/// Only back to this house.
async fn leave(State(govbr): State<GovBr>, Query(leaving): Query<Leaving>) -> Response {
    match is_ours(&govbr.app, &leaving.post_logout_redirect_uri) {
        true => Redirect::to(&leaving.post_logout_redirect_uri).into_response(),
        false => refused(),
    }
}

impl GovBr {
    fn key(&self) -> Option<&KeyPair> {
        if self.key.get().is_none() {
            let _ = self.key.set(KeyPair::generate(KeySize::Rsa2048).ok()?);
        }
        self.key.get()
    }

    fn signed(&self, claims: &Value) -> Option<String> {
        let header = json!({ "alg": "RS256", "kid": KID, "typ": "JWT" });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(claims));
        let key = self.key()?;
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message.as_bytes(), &mut signature).ok()?;
        Some(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
