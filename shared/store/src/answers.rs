//! Answers by idempotency key: written with the effect they answer, so that a repeated request gets the same answer
//! and no second effect. They are kept for a day.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The answer to a request that creates something: where the new thing is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Path of what was made: the `Location` of the answer.
    pub location: String,
    /// SHA-256 of the request's body: another body under the same key is a mistake of the caller.
    pub body_sha256: String,
    /// Until when the key is remembered.
    pub expires_at: Timestamp,
}

/// An answer with its place, ready to be written with the effect.
#[derive(Debug, Clone)]
pub struct Answered {
    pub(crate) key: key::Key,
    pub(crate) answer: Answer,
    pub(crate) now: Timestamp,
}

/// The place of the answer to one request: who asks, for what, under which key.
#[derive(Debug, Clone)]
pub struct Place {
    key: key::Key,
    body_sha256: String,
}

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// It is new.
    Never,
    /// It was carried out; where the result is.
    Before {
        /// Path of what was made.
        location: String,
    },
    /// The key was used for something else.
    Otherwise,
}

impl Place {
    /// The place for a subject (an account, or an internet address for visitors), a route and a key.
    pub fn new(subject: &str, route: &'static str, idempotency_key: &str, request_body: &[u8]) -> Self {
        let hash = platform::digest::sha256_hex(idempotency_key.as_bytes());
        Self {
            key: key::idempotency(subject, route, &hash),
            body_sha256: platform::digest::sha256_hex(request_body),
        }
    }

    /// The answer to write with the effect.
    pub fn answer(&self, location: &str, now: Timestamp) -> Answered {
        let expires_at = now.saturating_add(SignedDuration::from_hours(24)).unwrap_or(now);
        let answer =
            Answer { location: location.to_owned(), body_sha256: self.body_sha256.clone(), expires_at };
        Answered { key: self.key.clone(), answer, now }
    }
}

impl Store {
    /// What is known of a request.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn seen(&self, place: &Place, now: Timestamp) -> Result<Seen, StoreError> {
        let found: Option<Answer> =
            self.find(&place.key).await?.map(|item| body(RowType::Answer, item)).transpose()?;
        Ok(match found.filter(|answer| now < answer.expires_at) {
            None => Seen::Never,
            Some(answer) if answer.body_sha256 == place.body_sha256 => {
                Seen::Before { location: answer.location }
            }
            Some(_) => Seen::Otherwise,
        })
    }

    /// Remembers an answer by itself, for a request whose effect is idempotent of its own.
    ///
    /// # Errors
    /// [`Guard::FirstTime`] when it is remembered already.
    pub async fn remember(&self, answered: &Answered) -> Result<(), StoreError> {
        self.run(writes(answered)?).await
    }
}

/// The write that remembers an answer.
pub(crate) fn writes(answered: &Answered) -> Result<Tx, StoreError> {
    let row = Row::new(answered.key.clone(), RowType::Answer, &answered.answer)?
        .expiring(answered.answer.expires_at);
    Ok(Tx::new().create_over_ended(row, answered.now.as_second(), Guard::FirstTime))
}
