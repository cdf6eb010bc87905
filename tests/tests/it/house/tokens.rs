//! Tokens that we did not sign, or did not sign for this, open nothing.

use crate::house::people::{PASSWORD, settled_in, signed_in};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::web::COOKIE;
use hmac::{Hmac, KeyInit, Mac};
use journeys::TestApp;
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

fn part(json: &Value) -> String {
    URL_SAFE_NO_PAD.encode(json.to_string())
}

fn read(part: &str) -> Value {
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64")).expect("JSON")
}

fn hs256(key: &[u8], signed: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn hs512(key: &[u8], signed: &str) -> String {
    let mut mac = Hmac::<Sha512>::new_from_slice(key).expect("a key");
    mac.update(signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes()))
}

fn with(base: &Value, changes: Value) -> Value {
    let mut changed = base.clone();
    for (name, value) in changes.as_object().expect("an object") {
        changed[name] = value.clone();
    }
    changed
}

fn without(base: &Value, name: &str) -> Value {
    let mut changed = base.clone();
    changed.as_object_mut().expect("an object").remove(name);
    changed
}

/// Forgeries of a token, each with what it tries. Those that need our key have the right one: what is wrong is the rest.
fn forged(token: &str, other: &str, key: &[u8]) -> Vec<(&'static str, String)> {
    let parts: Vec<&str> = token.split('.').collect();
    let (header, claims) = (read(parts[0]), read(parts[1]));
    let sign = |h: &Value, c: &Value| hs256(key, &format!("{}.{}", part(h), part(c)));
    let foreign = b"a key that somebody else made up";
    let jwk = json!({ "jwk": { "kty": "oct", "k": URL_SAFE_NO_PAD.encode(foreign) } });
    let text = claims.to_string();
    let twice = format!("{{\"purpose\":\"visitor\",{}", &text[1..]);
    vec![
        ("no algorithm", format!("{}.{}.", part(&with(&header, json!({ "alg": "none" }))), parts[1])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        (
            "another algorithm with our key",
            hs512(key, &format!("{}.{}", part(&with(&header, json!({ "alg": "HS512" }))), parts[1])),
        ),
        (
            "a public-key algorithm",
            hs256(key, &format!("{}.{}", part(&with(&header, json!({ "alg": "RS256" }))), parts[1])),
        ),
        ("a key in the header", hs256(foreign, &format!("{}.{}", part(&with(&header, jwk)), parts[1]))),
        (
            "a key at an address",
            hs256(
                foreign,
                &format!(
                    "{}.{}",
                    part(&with(&header, json!({ "jku": "https://evil.example/keys" }))),
                    parts[1]
                ),
            ),
        ),
        (
            "a key that is a path",
            hs256(
                b"",
                &format!("{}.{}", part(&with(&header, json!({ "kid": "../../../dev/null" }))), parts[1]),
            ),
        ),
        (
            "a key that we do not have",
            hs256(key, &format!("{}.{}", part(&with(&header, json!({ "kid": "2" }))), parts[1])),
        ),
        ("an end that is a text", sign(&header, &with(&claims, json!({ "exp": claims["exp"].to_string() })))),
        (
            "an end beyond all time",
            sign(&header, &with(&claims, json!({ "exp": 9_223_372_036_854_775_808_u64 }))),
        ),
        ("no end", sign(&header, &without(&claims, "exp"))),
        (
            "a session of a year",
            sign(
                &header,
                &with(&claims, json!({ "exp": claims["exp"].as_i64().expect("a number") + 31_536_000 })),
            ),
        ),
        ("another purpose", sign(&header, &with(&claims, json!({ "purpose": "reset" })))),
        ("another audience", sign(&header, &with(&claims, json!({ "aud": "another house" })))),
        ("half a signature", token[..token.len() - 20].to_owned()),
        (
            "the signature of another token",
            format!("{}.{}.{}", parts[0], parts[1], other.split('.').nth(2).expect("a signature")),
        ),
        ("a claim twice", hs256(key, &format!("{}.{}", parts[0], URL_SAFE_NO_PAD.encode(twice)))),
        ("a header of a kilobyte", sign(&with(&header, json!({ "x": "y".repeat(4096) })), &claims)),
        ("another alphabet", format!("{}.{}.{}", STANDARD.encode("{}"), parts[1], parts[2])),
    ]
}

#[tokio::test]
async fn forged_tokens_open_nothing() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, "529.982.247-25", "maria@exemplo.com.br").await;
    let token = signed_in(&app, &maria, PASSWORD).await.cookie(COOKIE).expect("a token");
    let other = signed_in(&app, &maria, PASSWORD).await.cookie(COOKIE).expect("a token");
    let keys = app.app.secrets.keys().await.expect("keys");
    let (_, key) = keys.signing_key();
    let mut honest = app.browser().program(Some(&token));
    assert_eq!(honest.get("/perfil").await.status, 200, "the token itself is good");
    for (what, forgery) in forged(&token, &other, key) {
        let mut program = app.browser().program(Some(&forgery));
        assert_eq!(program.get("/perfil").await.status, 401, "{what}");
        let mut browser = app.browser();
        browser.plant_cookie(COOKIE, &forgery);
        assert_eq!(browser.get("/perfil").await.path, "/entrar?next=/perfil", "{what}, as a cookie");
    }
}

#[tokio::test]
async fn a_visitors_pass_is_no_session_and_a_token_ends_with_its_time() {
    let app = TestApp::start().await;
    let maria = settled_in(&app, "529.982.247-25", "maria@exemplo.com.br").await;
    let mut visitor = app.browser();
    visitor.post("/visitante", &[("identifier", &maria.cpf)]).await;
    let pass = visitor.cookie(COOKIE).expect("a pass");
    assert_eq!(app.browser().program(Some(&pass)).get("/perfil").await.status, 401);

    let token = signed_in(&app, &maria, PASSWORD).await.cookie(COOKIE).expect("a token");
    app.advance(30 * 60);
    assert_eq!(app.browser().program(Some(&token)).get("/perfil").await.status, 401);
}
