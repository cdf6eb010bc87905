//! Who asks: a session, a visitor's pass, or nobody.
//!
//! The cookie holds a signed token around an opaque identifier; the row in the access table decides, so signing out
//! and a change of role act at once. The token lives half an hour and is renewed while it is used; the row ends after
//! twelve hours whatever happens. A visitor's pass is a token of its own purpose without a row: it opens public things
//! only, for a quarter of an hour.

use crate::app::App;
use crate::error::Problem;
use crate::web::page::Wants;
use crate::web::visit::Visit;
use axum::extract::FromRequestParts;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::transition::Actor;
use domain::value::id::{AccountId, IssuerId};
use http::header::{AUTHORIZATION, COOKIE as COOKIE_HEADER, LOCATION};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use jiff::{SignedDuration, Timestamp};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use platform::chance::Chance;
use platform::digest::sha256_hex;
use platform::secrets::Keys;
use serde::{Deserialize, Serialize};
use store::people::sessions::SessionRow;

/// Name of the cookie: `__Host-` binds it to this host, the whole site and HTTPS.
pub const COOKIE: &str = "__Host-sid";
/// How long a token counts without being used, in seconds.
pub const IDLE_S: i64 = 30 * 60;
/// How long a session lasts at most, in seconds.
pub const LONGEST_S: i64 = 12 * 60 * 60;
/// How long a visitor's pass counts, in seconds.
pub const PASS_S: i64 = 15 * 60;

/// A session that counts.
#[derive(Debug, Clone)]
pub struct Session {
    /// What it knows.
    pub row: SessionRow,
    /// SHA-256 of its identifier: the key of its row.
    pub hash: String,
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum Who {
    /// Nobody that we know.
    Anonymous,
    /// A visitor who gave a CPF or a token: the account it would name, which may not exist.
    Visitor(AccountId),
    /// Somebody who signed in.
    SignedIn(Session),
}

/// What a token is for: one is never taken for the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Purpose {
    Session,
    Visitor,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    aud: String,
    purpose: Purpose,
    sub: AccountId,
    sid: String,
    iat: i64,
    exp: i64,
}

const AUDIENCE: &str = "selo";

fn sign(keys: &Keys, claims: &Claims) -> Result<String, Problem> {
    let (kid, key) = keys.signing_key();
    let header = Header { kid: Some(kid.to_string()), ..Header::new(Algorithm::HS256) };
    jsonwebtoken::encode(&header, claims, &EncodingKey::from_secret(key)).map_err(Problem::internal)
}

/// The claims of a token that we signed and that has not ended. One algorithm, keys of our own set only, and an `exp`
/// that is a whole number: whatever differs is no token.
fn open(keys: &Keys, token: &str, now: Timestamp) -> Option<Claims> {
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

/// Starts a session and returns its token and the hash under which its row lies. Its identifier is new, whatever came
/// with the request.
///
/// # Errors
/// When the row cannot be stored.
pub async fn new_session(app: &App, row: &SessionRow, now: Timestamp) -> Result<(String, String), Problem> {
    let sid = URL_SAFE_NO_PAD.encode(app.chance.bytes::<32>());
    let hash = hash_of_session(&sid);
    app.store.create_session(&hash, row).await?;
    let claims = claims(Purpose::Session, row.account.clone(), sid, now, IDLE_S);
    Ok((sign(&app.secrets.keys().await?, &claims)?, hash))
}

/// A visitor's pass for the account that a CPF or a token would name.
///
/// # Errors
/// When the keys cannot be loaded.
pub async fn visitor_pass(
    app: &App,
    chance: &Chance,
    account: AccountId,
    now: Timestamp,
) -> Result<String, Problem> {
    let sid = URL_SAFE_NO_PAD.encode(chance.bytes::<16>());
    sign(&app.secrets.keys().await?, &claims(Purpose::Visitor, account, sid, now, PASS_S))
}

fn claims(purpose: Purpose, sub: AccountId, sid: String, now: Timestamp, life_s: i64) -> Claims {
    Claims {
        aud: AUDIENCE.to_owned(),
        purpose,
        sub,
        sid,
        iat: now.as_second(),
        exp: now.as_second() + life_s,
    }
}

/// The key of a session's row: the identifier itself is stored nowhere.
pub fn hash_of_session(sid: &str) -> String {
    sha256_hex(sid.as_bytes())
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

/// Who asks, from the headers: one read when a session's token came, none otherwise.
///
/// # Errors
/// When the store or the keys fail; never because of what was sent.
pub(crate) async fn who(headers: &HeaderMap, app: &App, now: Timestamp) -> Result<Who, Problem> {
    let Some(token) = token(headers) else { return Ok(Who::Anonymous) };
    let keys = app.secrets.keys().await?;
    let Some(claims) = open(&keys, token, now) else { return Ok(Who::Anonymous) };
    if claims.purpose == Purpose::Visitor {
        return Ok(Who::Visitor(claims.sub));
    }
    let hash = hash_of_session(&claims.sid);
    let Some(row) = app.store.find_session(&claims.sub, &hash, now).await? else { return Ok(Who::Anonymous) };
    Ok(Who::SignedIn(Session { row, hash }))
}

/// The `Set-Cookie` that keeps a token, or drops it when it is empty.
pub fn cookie(token: &str) -> String {
    let life = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Lax{life}")
}

/// Where to sign in, or the choice of a first password; programs get a problem.
pub struct Elsewhere(Box<Response>);

impl IntoResponse for Elsewhere {
    fn into_response(self) -> Response {
        *self.0
    }
}

fn elsewhere(wants: Wants, path: &'static str, problem: Problem) -> Elsewhere {
    Elsewhere(Box::new(match wants {
        Wants::Html => (StatusCode::SEE_OTHER, [(LOCATION, path)]).into_response(),
        Wants::Json => problem.into_response(),
    }))
}

/// Somebody who signed in and has a password of their own.
#[derive(Debug, Clone)]
pub struct Holder {
    /// The request.
    pub visit: Visit,
    /// The session.
    pub session: Session,
}

impl Holder {
    /// Whose session it is.
    pub fn account(&self) -> &AccountId {
        &self.session.row.account
    }

    /// The holder who makes a request, or where to go first.
    ///
    /// # Errors
    /// When nobody signed in, or an initial password is still to be replaced.
    pub fn of(visit: Visit) -> Result<Self, Elsewhere> {
        match visit.who.clone() {
            Who::SignedIn(session) if session.row.must_choose_password => {
                let problem =
                    Problem::forbidden("Troque a senha inicial antes de continuar, em /primeiro-acesso.");
                Err(elsewhere(visit.wants, "/primeiro-acesso", problem))
            }
            Who::SignedIn(session) => Ok(Self { visit, session }),
            Who::Anonymous | Who::Visitor(_) => Err(elsewhere(visit.wants, "/entrar", Problem::sign_in())),
        }
    }

    /// The actor of what is done in it.
    pub fn actor(&self) -> Actor {
        Actor::Holder(self.account().clone())
    }
}

impl FromRequestParts<App> for Holder {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Elsewhere> {
        let visit = Visit::from_request_parts(parts, app)
            .await
            .map_err(|p| Elsewhere(Box::new(p.into_response())))?;
        Self::of(visit)
    }
}

/// Somebody who signed in and may issue for an issuer.
#[derive(Debug, Clone)]
pub struct Organiser {
    /// The request.
    pub visit: Visit,
    /// Whose session it is.
    pub account: AccountId,
    /// For whom they issue.
    pub issuer: IssuerId,
}

impl Organiser {
    /// The actor of what is done.
    pub fn actor(&self) -> Actor {
        Actor::Organiser(self.account.clone())
    }
}

impl FromRequestParts<App> for Organiser {
    type Rejection = Elsewhere;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Elsewhere> {
        let Holder { visit, session } = Holder::from_request_parts(parts, app).await?;
        match session.row.roles.issuer().cloned() {
            Some(issuer) => Ok(Self { visit, account: session.row.account, issuer }),
            None => {
                let problem = Problem::forbidden(
                    "Esta área é de quem emite certificados. Os seus certificados estão em “Meus certificados”.",
                );
                Err(Elsewhere(Box::new(problem.into_response())))
            }
        }
    }
}

/// A renewed token for the cookie of an answer.
pub(crate) async fn renewal(headers: &HeaderMap, app: &App) -> Option<String> {
    if headers.contains_key(AUTHORIZATION) {
        return None;
    }
    // Without a token no key is loaded: a verification of a code needs none.
    let token = token(headers)?;
    let now = app.clock.now();
    let keys = app.secrets.keys().await.ok()?;
    let claims = open(&keys, token, now)?;
    let stale = claims.purpose == Purpose::Session && now.as_second() - claims.iat > IDLE_S / 2;
    if stale {
        sign(&keys, &self::claims(Purpose::Session, claims.sub, claims.sid, now, IDLE_S)).ok()
    } else {
        None
    }
}

/// Time left for a session that starts now.
pub fn end_of_session(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(LONGEST_S)).unwrap_or(now)
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
