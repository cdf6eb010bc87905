//! gov.br: OpenID Connect with a code and PKCE (acesso.gov.br, “Roteiro de integração”). Its issuer has a slash at the end, its keys lie at
//! `/jwk`, it signs with RS256, and a person's `sub` is their CPF.

use super::{Asking, Identity, Issuer, Left, Level, Refused, call};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use domain::people::identifier::Identifier;
use domain::value::cpf::Cpf;
use http::Request;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use platform::identity::Provider;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// What is asked for: the CPF, the name, and how sure gov.br is, within the token.
const SCOPE: &str = "openid email profile govbr_confiabilidades govbr_confiabilidades_idtoken";
/// By how much two clocks may differ, in seconds.
const SKEW_S: i64 = 60;
/// How long a token of theirs counts at most, in seconds: what says more is none of theirs.
const LONGEST_S: i64 = 86_400;

/// Where the browser goes.
pub(crate) fn departure(provider: &Provider, left: &Left, way_back: &str) -> String {
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(left.verifier.as_bytes()));
    let query = form(&[
        ("response_type", "code"),
        ("client_id", &provider.client_id),
        ("scope", SCOPE),
        ("redirect_uri", way_back),
        ("state", &left.state),
        ("nonce", &left.nonce),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ]);
    format!("{}/authorize?{query}", provider.url)
}

/// Exchanges the code that came back, and reads the token that it is worth.
///
/// # Errors
/// Why nobody is vouched for.
pub(crate) async fn identity(asking: &Asking<'_>, code: &str) -> Result<Identity, Refused> {
    let token = token(asking, code).await?;
    let keys: Keys = call(asking, Request::get(format!("{}/jwk", asking.provider.url)), Vec::new()).await?;
    let claims = verified(asking, &token, &keys)?;
    let cpf = Cpf::parse(&claims.sub).map_err(|_| Refused::Token("its subject is no CPF"))?;
    let level = match claims.reliability_info.map(|info| info.level).as_deref() {
        Some("gold") => Level::Proved,
        Some("silver") => Level::Confirmed,
        _ => Level::Said,
    };
    Ok(Identity { issuer: Issuer::GovBr, subject: Identifier::Cpf(cpf), level })
}

#[derive(Deserialize)]
struct Exchanged {
    id_token: String,
}

async fn token(asking: &Asking<'_>, code: &str) -> Result<String, Refused> {
    let Asking { provider, left, way_back, .. } = asking;
    let secret = provider.secret.get().await?;
    let basic = STANDARD.encode(format!("{}:{secret}", provider.client_id));
    let body = form(&[
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", way_back),
        ("code_verifier", &left.verifier),
    ]);
    let request = Request::post(format!("{}/token", provider.url))
        .header(AUTHORIZATION, format!("Basic {basic}"))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    Ok(call::<Exchanged>(asking, request, body.into_bytes()).await?.id_token)
}

#[derive(Deserialize)]
struct Keys {
    keys: Vec<Key>,
}

#[derive(Deserialize)]
struct Key {
    kty: String,
    #[serde(default)]
    kid: String,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    aud: Audience,
    exp: i64,
    iat: i64,
    nonce: String,
    sub: String,
    reliability_info: Option<Reliability>,
}

#[derive(Deserialize)]
struct Reliability {
    #[serde(default)]
    level: String,
}

/// One name, or a list of one: a token for several may be somebody else's (OpenID Connect Core, 3.1.3.7).
#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    List(Vec<String>),
}

impl Audience {
    fn is(&self, name: &str) -> bool {
        match self {
            Self::One(one) => one == name,
            Self::List(list) => list.len() == 1 && list[0] == name,
        }
    }
}

/// The token's claims: signed by a key of the provider with its one algorithm, for us, now, and for this departure.
fn verified(asking: &Asking<'_>, token: &str, keys: &Keys) -> Result<Claims, Refused> {
    let header = jsonwebtoken::decode_header(token).map_err(|_| Refused::Token("another shape"))?;
    let known = |key: &&Key| key.kty == "RSA" && Some(&key.kid) == header.kid.as_ref();
    let key = keys.keys.iter().find(known).ok_or(Refused::Token("a key that the provider does not have"))?;
    let key = DecodingKey::from_rsa_components(&key.n, &key.e).map_err(|_| Refused::Token("a broken key"))?;
    let mut rules = Validation::new(Algorithm::RS256);
    // Our own clock decides below, and who it is for is compared there.
    (rules.validate_exp, rules.validate_aud) = (false, false);
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules);
    let claims = claims.map_err(|_| Refused::Token("signed by nobody, or another shape"))?.claims;
    let now = asking.now.as_second();
    let refusal = match &claims {
        claims if claims.iss != format!("{}/", asking.provider.url) => "of another issuer",
        claims if !claims.aud.is(&asking.provider.client_id) => "for somebody else",
        claims if claims.exp <= now => "it has ended",
        claims if claims.iat > now + SKEW_S || claims.exp - claims.iat > LONGEST_S => "of another time",
        claims if !bool::from(claims.nonce.as_bytes().ct_eq(asking.left.nonce.as_bytes())) => {
            "of another departure"
        }
        _ => return Ok(claims),
    };
    Err(Refused::Token(refusal))
}

fn form(pairs: &[(&str, &str)]) -> String {
    let text = |text: &str| percent_encoding::utf8_percent_encode(text, super::KEPT).to_string();
    pairs.iter().map(|(name, value)| format!("{name}={}", text(value))).collect::<Vec<_>>().join("&")
}
