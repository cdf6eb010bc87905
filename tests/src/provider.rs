//! Identity providers that say what a test has them say, at the other end of the house's wires.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{KeyPair, KeySize, PublicKeyComponents};
use aws_lc_rs::signature::{KeyPair as _, RSA_PKCS1_SHA256};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::{Method, Request, Response, StatusCode};
use platform::identity::{ClientSecret, Provider};
use platform::wire::{Answer, Wire};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Where gov.br is for tests.
pub const GOVBR: &str = "https://sso.gov.example";
/// Where Autenticação.gov is for tests.
pub const AUTENTICACAO: &str = "https://autenticacao.example";
const CLIENT: &str = "selo-teste";
const SECRET: &str = "segredo de teste";

/// What gov.br says; a test changes it.
#[derive(Clone)]
pub struct Says {
    /// The header of its token.
    pub header: Value,
    /// The claims, without what depends on the departure.
    pub claims: Value,
    /// Whether its token is signed with the key that it shows.
    pub has_right_key: bool,
    /// Whether the signature is taken away.
    pub is_unsigned: bool,
    /// The nonce, in place of the one that was asked for.
    pub nonce: Option<String>,
    /// How it answers the exchange.
    pub status: StatusCode,
}

/// gov.br.
#[derive(Clone)]
pub struct GovBr(Arc<Inner>);

struct Inner {
    keys: [KeyPair; 2],
    says: Mutex<Says>,
    asked: Mutex<Asked>,
}

/// What the last departure asked for.
#[derive(Clone, Default)]
struct Asked {
    nonce: String,
    challenge: String,
    used: bool,
}

/// A value of the query of an address.
pub fn query(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap_or_default();
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).expect("a query");
    pairs.into_iter().find(|(found, _)| found == name).map(|(_, value)| value).unwrap_or_default()
}

impl GovBr {
    /// One that says the truth of a person until it is told otherwise.
    pub fn of(cpf: &str, now: i64) -> Self {
        let digits: String = cpf.chars().filter(char::is_ascii_digit).collect();
        let says = Says {
            header: json!({ "alg": "RS256", "kid": "one" }),
            claims: json!({ "iss": format!("{GOVBR}/"), "aud": CLIENT, "sub": digits, "iat": now, "exp": now + 600,
                "name": "Maria Aparecida", "email": "outra.pessoa@exemplo.com.br",
                "reliability_info": { "level": "gold" } }),
            has_right_key: true,
            is_unsigned: false,
            nonce: None,
            status: StatusCode::OK,
        };
        let key = || KeyPair::generate(KeySize::Rsa2048).expect("a key");
        let inner = Inner { keys: [key(), key()], says: Mutex::new(says), asked: Mutex::default() };
        Self(Arc::new(inner))
    }

    /// What it says.
    pub fn says(&self) -> MutexGuard<'_, Says> {
        self.0.says.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// As the house is told of it.
    pub fn provider(&self) -> Arc<Provider> {
        let govbr = self.clone();
        let answer = move |request: Request<Vec<u8>>| -> Answer {
            let answer = govbr.answer(&request);
            Box::pin(async move { Ok(answer) })
        };
        Arc::new(Provider {
            url: GOVBR.to_owned(),
            client_id: CLIENT.to_owned(),
            secret: ClientSecret::text(SECRET),
            wire: Wire::here(answer),
            in_time: Duration::from_secs(5),
        })
    }

    /// A browser arrives with this address and says who its person is: the state that goes back.
    pub fn visited(&self, address: &str) -> String {
        assert!(address.starts_with(&format!("{GOVBR}/authorize?")), "{address}");
        let asked = |name| query(address, name);
        assert_eq!((asked("response_type"), asked("client_id")), ("code".to_owned(), CLIENT.to_owned()));
        assert_eq!(asked("code_challenge_method"), "S256");
        let new = Asked { nonce: asked("nonce"), challenge: asked("code_challenge"), used: false };
        *self.0.asked.lock().unwrap_or_else(PoisonError::into_inner) = new;
        asked("state")
    }

    fn answer(&self, request: &Request<Vec<u8>>) -> Response<Vec<u8>> {
        let path = request.uri().path();
        let (status, body) = match (request.method(), path) {
            (&Method::POST, "/token") => self.token(request),
            (&Method::GET, "/jwk") => (StatusCode::OK, self.keys()),
            _ => (StatusCode::NOT_FOUND, json!({})),
        };
        Response::builder().status(status).body(body.to_string().into_bytes()).expect("an answer")
    }

    fn token(&self, request: &Request<Vec<u8>>) -> (StatusCode, Value) {
        let basic = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        assert_eq!(request.headers()["authorization"], basic, "the house proves itself");
        let sent: Vec<(String, String)> = serde_urlencoded::from_bytes(request.body()).expect("a form");
        let of = |name: &str| {
            sent.iter().find(|(found, _)| found == name).map(|(_, v)| v.clone()).unwrap_or_default()
        };
        let mut asked = self.0.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let is_right = URL_SAFE_NO_PAD.encode(Sha256::digest(of("code_verifier"))) == asked.challenge;
        if !is_right || asked.used || of("code") != "codigo" {
            return (StatusCode::BAD_REQUEST, json!({ "error": "invalid_grant" }));
        }
        asked.used = true;
        let says = self.says().clone();
        let mut claims = says.claims.clone();
        if claims.get("nonce").is_none() {
            claims["nonce"] = says.nonce.clone().unwrap_or_else(|| asked.nonce.clone()).into();
        }
        (says.status, json!({ "id_token": self.signed(&says, &claims), "access_token": "x" }))
    }

    fn signed(&self, says: &Says, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&says.header), part(claims));
        if says.is_unsigned {
            return format!("{message}.");
        }
        let key = &self.0.keys[usize::from(!says.has_right_key)];
        let signature = if says.header["alg"] == "HS256" {
            // As a library would that takes the shown key for a shared one.
            let public = PublicKeyComponents::<Vec<u8>>::from(self.0.keys[0].public_key());
            let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, &public.n);
            aws_lc_rs::hmac::sign(&key, message.as_bytes()).as_ref().to_vec()
        } else {
            let mut signature = vec![0; key.public_modulus_len()];
            let chance = SystemRandom::new();
            key.sign(&RSA_PKCS1_SHA256, &chance, message.as_bytes(), &mut signature).expect("a signature");
            signature
        };
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    fn keys(&self) -> Value {
        let public = PublicKeyComponents::<Vec<u8>>::from(self.0.keys[0].public_key());
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({ "keys": [{ "kty": "RSA", "alg": "RS256", "use": "sig", "kid": "one", "n": text(&public.n),
            "e": text(&public.e) }] })
    }
}

/// Autenticação.gov, which knows the owner of one token.
#[derive(Clone)]
pub struct Autenticacao {
    /// The NIF that it says; empty, it has no value yet, and never will.
    pub nif: &'static str,
}

impl Autenticacao {
    /// As the house is told of it.
    pub fn provider(&self) -> Arc<Provider> {
        let nif = self.nif;
        let answer = move |request: Request<Vec<u8>>| -> Answer {
            let (status, body) = attributes(&request, nif);
            let answer = Response::builder().status(status).body(body.to_string().into_bytes());
            Box::pin(async move { Ok(answer.expect("an answer")) })
        };
        Arc::new(Provider {
            url: AUTENTICACAO.to_owned(),
            client_id: CLIENT.to_owned(),
            secret: ClientSecret::none(),
            wire: Wire::here(answer),
            in_time: Duration::from_secs(5),
        })
    }
}

fn attributes(request: &Request<Vec<u8>>, nif: &str) -> (StatusCode, Value) {
    const NIF: &str = "http://interop.gov.pt/MDC/Cidadao/NIF";
    assert_eq!(request.uri().path(), "/oauthresourceserver/api/AttributeManager");
    if request.method() == Method::POST {
        let wanted: Value = serde_json::from_slice(request.body()).expect("JSON");
        assert!(wanted["attributesName"].as_array().is_some_and(|names| names.contains(&json!(NIF))));
        return match wanted["token"].as_str() {
            Some("ficha") => {
                (StatusCode::OK, json!({ "token": "ficha", "authenticationContextId": "contexto" }))
            }
            _ => (StatusCode::UNAUTHORIZED, json!({})),
        };
    }
    let address = request.uri().to_string();
    assert_eq!(
        (query(&address, "token").as_str(), query(&address, "authenticationContextId").as_str()),
        ("ficha", "contexto")
    );
    let value = if nif.is_empty() { Value::Null } else { json!(nif) };
    (StatusCode::OK, json!([{ "name": NIF, "value": value, "state": "Available" }]))
}
