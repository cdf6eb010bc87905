//! A proof of work instead of a picture to decipher (ALTCHA protocol, version 1): a number below a bound whose SHA-256
//! after a salt is given. Our own script looks for it; no third party is asked, and nothing about the person is stored.
//!
//! The salt ends with `&`, so that no digit of the number can be moved into it (the expiry is in the salt); the
//! signature shows that we set the task, and for which door; and each is accepted once.

use crate::app::App;
use crate::error::Problem;
use crate::web::visit::Visit;
use jiff::{SignedDuration, Timestamp};
use platform::digest::{hex, sha256_hex};
use platform::secrets::Keys;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number is at most this: about a second of a telephone.
const MAX_NUMBER: u32 = 50_000;
/// For how long a task may be answered.
const LIFE: SignedDuration = SignedDuration::from_mins(10);
/// The longest answer that is read, in bytes of Base64.
const LONGEST: usize = 1024;

/// Which door a task opens: work that was done for one opens no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Signing in, above the ceiling of an account.
    SignIn,
    /// Looking for somebody's certificates as a visitor.
    LookUp,
    /// Asking for the mail with the way in again.
    Resend,
    /// Asking the team for help.
    Support,
    /// Asking for access to the portal.
    Access,
}

impl Door {
    fn word(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::LookUp => "look-up",
            Self::Resend => "resend",
            Self::Support => "support",
            Self::Access => "access",
        }
    }
}

/// A task, as the script takes it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Challenge {
    /// Always `SHA-256`.
    algorithm: &'static str,
    /// The hash to be found, as hexadecimal digits.
    challenge: String,
    /// The number is at most this.
    maxnumber: u32,
    /// What comes before the number, with the end of the task's life.
    salt: String,
    /// Shows that the task is ours.
    signature: String,
}

/// What comes back.
#[derive(Deserialize)]
struct Solution {
    algorithm: String,
    challenge: String,
    number: u32,
    salt: String,
    signature: String,
}

impl Challenge {
    /// A new task for a door.
    ///
    /// # Errors
    /// When the keys cannot be loaded.
    pub async fn new(app: &App, door: Door, now: Timestamp) -> Result<Self, Problem> {
        let (salt, number) = (app.chance.bytes::<12>(), u32::from_be_bytes(app.chance.bytes()));
        Ok(Self::of((&app.secrets.keys().await?, door), &salt, number % (MAX_NUMBER + 1), now))
    }

    fn of((keys, door): (&Keys, Door), chance: &[u8], number: u32, now: Timestamp) -> Self {
        let expires = now.saturating_add(LIFE).unwrap_or(now).as_second();
        let salt = format!("{}?expires={expires}&", hex(chance));
        let challenge = sha256_hex(format!("{salt}{number}").as_bytes());
        let signature = hex(&keys.challenge_signature(door.word(), &challenge));
        Self { algorithm: "SHA-256", challenge, maxnumber: MAX_NUMBER, salt, signature }
    }

    /// The task as the attribute `data-challenge` of a form.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Whether an answer solves a task of ours for a door that has not ended and was never answered before. It is used up by this.
///
/// # Errors
/// When the keys or the store fail.
async fn accept(app: &App, door: Door, answer: &str, now: Timestamp) -> Result<bool, Problem> {
    match solved((&app.secrets.keys().await?, door), answer, now) {
        Some((hash, until)) => Ok(app.store.spend_challenge(&hash, until).await?),
        None => Ok(false),
    }
}

/// What is said of an answer that solves no task of ours.
const NOT_ACCEPTED: &str = "A conta do seu navegador não foi aceita, porque venceu ou já foi usada. Espere a nova ficar pronta e envie de novo.";

/// Lets somebody on who knocks too often for one more try to be free, once they have worked for it. An answer is used up.
///
/// # Errors
/// 429 with a new task when there is no answer, which `why` explains, or one that solves no task of ours.
pub async fn worked(visit: &Visit, door: Door, answer: &str, why: &str) -> Result<(), Problem> {
    if !answer.is_empty() && accept(&visit.app, door, answer, visit.now).await? {
        return Ok(());
    }
    let sentence = if answer.is_empty() { why } else { NOT_ACCEPTED };
    Err(Problem::work(sentence, Challenge::new(&visit.app, door, visit.now).await?))
}

/// The task that an answer solves, and until when it could be answered.
fn solved((keys, door): (&Keys, Door), answer: &str, now: Timestamp) -> Option<(String, Timestamp)> {
    let bytes = (answer.len() <= LONGEST).then(|| decoded(answer))??;
    let Solution { algorithm, challenge, number, salt, signature } = serde_json::from_slice(&bytes).ok()?;
    let ours = keys.is_challenge_signature(door.word(), &challenge, &signature);
    let right = sha256_hex(format!("{salt}{number}").as_bytes()) == challenge;
    let end = salt.strip_suffix('&')?.split_once("?expires=")?.1;
    let until = Timestamp::from_second(end.parse().ok()?).ok()?;
    (algorithm == "SHA-256" && ours && right && now < until).then_some((challenge, until))
}

/// Base64 with or without padding, as `btoa` and others write it.
fn decoded(answer: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD_NO_PAD.decode(answer.trim().trim_end_matches('=')).ok()
}

#[cfg(test)]
mod tests;
