//! The signed token around a session's or a visitor's identifier, and the cookie that carries it.

use crate::error::Problem;
use domain::value::id::AccountId;
use http::HeaderMap;
use http::header::{AUTHORIZATION, COOKIE as COOKIE_HEADER};
use jiff::Timestamp;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use platform::secrets::Keys;
use serde::{Deserialize, Serialize};

/// Name of the cookie: `__Host-` binds it to this host, the whole site and HTTPS.
pub const COOKIE: &str = "__Host-sid";
/// How long a token counts without being used, in seconds.
pub const IDLE_S: i64 = 30 * 60;
/// How long a session lasts at most, in seconds.
pub const LONGEST_S: i64 = 12 * 60 * 60;
/// How long a visitor's pass counts, in seconds.
pub const PASS_S: i64 = 15 * 60;

/// What a token is for: one is never taken for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Purpose {
    Session,
    Visitor,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Claims {
    aud: String,
    pub(super) purpose: Purpose,
    pub(super) sub: AccountId,
    pub(super) sid: String,
    pub(super) iat: i64,
    exp: i64,
}

const AUDIENCE: &str = "selo";

pub(super) fn sign(keys: &Keys, claims: &Claims) -> Result<String, Problem> {
    let (kid, key) = keys.signing_key();
    let header = Header { kid: Some(kid.to_string()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(key)).map_err(Problem::internal)
}

/// The claims of a token that we signed and that has not ended. One algorithm, keys of our own set only, and an `exp`
/// that is a whole number: whatever differs is no token.
pub(super) fn open(keys: &Keys, token: &str, now: Timestamp) -> Option<Claims> {
    if token.len() > 1024 {
        return None;
    }
    let kid = jsonwebtoken::decode_header(token).ok()?.kid?.parse().ok()?;
    let mut rules = Validation::new(Algorithm::HS256);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "aud"]);
    // Our own clock decides below, so that it can be moved in tests and has no leeway.
    rules.validate_exp = false;
    let key = DecodingKey::from_secret(keys.verifying_key(kid)?);
    let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules).ok()?.claims;
    (claims.iat <= now.as_second() + 60
        && now.as_second() < claims.exp
        && claims.exp - claims.iat <= LONGEST_S)
        .then_some(claims)
}

pub(super) fn claims(purpose: Purpose, sub: AccountId, sid: String, now: Timestamp, life_s: i64) -> Claims {
    Claims {
        aud: AUDIENCE.to_owned(),
        purpose,
        sub,
        sid,
        iat: now.as_second(),
        exp: now.as_second() + life_s,
    }
}

/// The token that a request carries: `Authorization: Bearer`, or the cookie.
pub(crate) fn token(headers: &HeaderMap) -> Option<&str> {
    if let Some(bearer) = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok()) {
        return bearer.strip_prefix("Bearer ").map(str::trim);
    }
    let cookies = headers.get_all(COOKIE_HEADER).iter().filter_map(|v| v.to_str().ok());
    cookies
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == COOKIE)
        .map(|(_, v)| v)
}

/// The `Set-Cookie` that keeps a token, or drops it when it is empty.
pub fn cookie(token: &str) -> String {
    let life = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax{life}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = r#"{"1": "0123456789abcdef0123456789abcdef"}"#;
    const ROTATED: &str = r#"{"1": "0123456789abcdef0123456789abcdef", "2": {"root": "another root secret of some length", "from": "1970-01-01T00:10:00Z"}}"#;

    fn token(keys: &Keys) -> String {
        let account = AccountId::from_bytes([1; 17]);
        sign(keys, &claims(Purpose::Session, account, "sid".to_owned(), Timestamp::UNIX_EPOCH, IDLE_S))
            .expect("a token")
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).expect("an instant")
    }

    fn keys(json: &str, second: i64) -> Keys {
        Keys::from_json(json, at(second)).expect("keys")
    }

    #[test]
    fn after_a_rotation_old_tokens_count_until_their_end_and_new_ones_name_the_new_key() {
        let (old, rotated) = (keys(OLD, 0), keys(ROTATED, 600));
        let before = token(&old);
        assert!(open(&rotated, &before, at(IDLE_S - 1)).is_some());
        assert!(open(&rotated, &before, at(IDLE_S)).is_none());
        let after = token(&rotated);
        let header = jsonwebtoken::decode_header(&after).expect("a header");
        assert_eq!(header.kid.as_deref(), Some("2"));
        assert!(open(&rotated, &after, at(1)).is_some());
        assert!(open(&keys(ROTATED, 599), &after, at(1)).is_some(), "who does not use it yet understands it");
        assert!(open(&old, &after, at(1)).is_none(), "a key that is not ours opens nothing");
    }
}
