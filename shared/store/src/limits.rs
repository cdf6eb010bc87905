//! Limits on tries: fixed windows, one conditional write each, in the access table.

use crate::Store;
use crate::error::StoreError;
use crate::key;
use jiff::{SignedDuration, Timestamp};
use platform::metrics::Metric;

/// So many tries in so long, counted per subject. The subject of a key is a keyed hash, an internet address, or both,
/// never a CPF, a token or an e-mail address.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// What is limited: part of the key.
    pub scope: &'static str,
    /// How many tries a window has.
    pub tries: u32,
    /// Length of a window in seconds.
    pub window_s: i64,
}

/// Whether one more try was allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Try {
    /// It was counted.
    Allowed,
    /// The window is full; how long until the next, in seconds.
    Full {
        /// Seconds to wait.
        retry_after_s: i64,
    },
}

impl Store {
    /// Counts a try, unless the window is full.
    ///
    /// # Errors
    /// When the store fails: the caller decides whether that closes or opens the door.
    pub async fn attempt(&self, limit: Limit, subject: &str, now: Timestamp) -> Result<Try, StoreError> {
        let window = now.as_second().div_euclid(limit.window_s);
        let ends = (window + 1) * limit.window_s;
        let at = key::limit(limit.scope, subject, window);
        let expires_at = now.saturating_add(SignedDuration::from_secs(2 * limit.window_s)).unwrap_or(now);
        Ok(match self.count_up(&at, limit.tries, expires_at).await? {
            true => Try::Allowed,
            false => {
                self.meter.count(Metric::LimitReached);
                Try::Full { retry_after_s: ends - now.as_second() }
            }
        })
    }

    /// Takes a try back that turned out to be none of those that are limited. A window that has ended stays as it is.
    ///
    /// # Errors
    /// When the store fails: then the try stays counted.
    pub async fn forgive(&self, limit: Limit, subject: &str, now: Timestamp) -> Result<(), StoreError> {
        let window = now.as_second().div_euclid(limit.window_s);
        self.count_down(&key::limit(limit.scope, subject, window)).await
    }
}
