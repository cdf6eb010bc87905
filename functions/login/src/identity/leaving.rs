//! What a browser takes along when it leaves for a provider, and has to bring back.

use super::Issuer;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::error::Problem;
use common::web::Visit;
use http::HeaderMap;
use http::header::COOKIE;
use platform::digest::hex;
use platform::secrets::Keys;
use serde::{Deserialize, Serialize};

/// The cookie's name.
const NAME: &str = "__Host-ida";
/// How long somebody may stay away, in seconds.
const AWAY_S: i64 = 600;
/// What signs it.
const PURPOSE: &str = "leaving for an identity provider";

/// What was said at the departure.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Left {
    /// For which provider: its name in addresses.
    to: String,
    /// Comes back with the answer, from the same browser.
    pub(crate) state: String,
    /// Comes back within the token.
    pub(crate) nonce: String,
    /// Proves that whoever brings the code is whoever asked for it (RFC 7636).
    pub(crate) verifier: String,
    /// Where to go on: one of our own pages, or empty.
    pub(crate) next: String,
    /// Until when it counts, in seconds since 1970.
    until: i64,
}

impl Left {
    /// Fresh values for one departure.
    pub(crate) fn now(visit: &Visit, to: Issuer, next: &str) -> Self {
        let text = || URL_SAFE_NO_PAD.encode(visit.app.chance.bytes::<32>());
        Self {
            to: to.path().to_owned(),
            state: text(),
            nonce: text(),
            verifier: text(),
            next: next.to_owned(),
            until: visit.now.as_second() + AWAY_S,
        }
    }

    /// The `Set-Cookie` that the browser takes along.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(crate) fn cookie(&self, keys: &Keys) -> Result<String, Problem> {
        let text = URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).map_err(Problem::internal)?);
        let signature = hex(&keys.challenge_signature(PURPOSE, &text));
        Ok(format!("{NAME}={text}.{signature}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={AWAY_S}"))
    }

    /// What this browser took along, if it left for that provider a while ago.
    pub(crate) fn of(headers: &HeaderMap, keys: &Keys, to: Issuer, now: jiff::Timestamp) -> Option<Self> {
        let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
        let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
        let (text, signature) = pairs.into_iter().find(|(name, _)| *name == NAME)?.1.split_once('.')?;
        if text.len() > 2048 || !keys.is_challenge_signature(PURPOSE, text, signature) {
            return None;
        }
        let left: Self = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(text).ok()?).ok()?;
        (left.to == to.path() && now.as_second() < left.until).then_some(left)
    }
}

/// The `Set-Cookie` that forgets it.
pub(crate) const FORGOTTEN: &str = "__Host-ida=; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=0";
