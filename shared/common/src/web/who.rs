//! Who asks: a session, a visitor's pass, or nobody.
//!
//! The cookie holds a signed token around an opaque identifier; the row in the access table decides, so signing out
//! and a change of role act at once. The token lives half an hour and is renewed while it is used; the row ends after
//! twelve hours whatever happens. A visitor's pass is a token of its own purpose without a row: it opens public things
//! only, for a quarter of an hour.

use crate::app::App;
use crate::error::Problem;
use crate::web::token::{IDLE_S, LONGEST_S, PASS_S, Purpose, claims, open, sign, token};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::value::id::AccountId;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use jiff::{SignedDuration, Timestamp};
use platform::chance::Chance;
use platform::digest::sha256_hex;
use store::people::sessions::SessionRow;

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
#[expect(clippy::large_enum_variant, reason = "one of each request, and never kept in numbers")]
pub enum Who {
    /// Nobody that we know.
    Anonymous,
    /// A visitor who gave a CPF or a token: the account it would name, which may not exist.
    Visitor(AccountId),
    /// Somebody who signed in.
    SignedIn(Session),
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

/// The key of a session's row: the identifier itself is stored nowhere.
pub fn hash_of_session(sid: &str) -> String {
    sha256_hex(sid.as_bytes())
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

/// A renewed token for the cookie of an answer.
pub(crate) async fn renewal(headers: &HeaderMap, app: &App) -> Option<String> {
    if headers.contains_key(AUTHORIZATION) {
        return None;
    }
    // Without a token no key is loaded: a verification of a code needs none.
    let token = token(headers)?;
    let now = app.clock.now();
    let keys = app.secrets.keys().await.ok()?;
    let held = open(&keys, token, now)?;
    let stale = held.purpose == Purpose::Session && now.as_second() - held.iat > IDLE_S / 2;
    if stale { sign(&keys, &claims(Purpose::Session, held.sub, held.sid, now, IDLE_S)).ok() } else { None }
}

/// Time left for a session that starts now.
pub fn end_of_session(now: Timestamp) -> Timestamp {
    now.saturating_add(SignedDuration::from_secs(LONGEST_S)).unwrap_or(now)
}
