//! Keys. One root secret per generation; every key is an HKDF label of it, derived when it is first needed.
//!
//! A rotation adds a generation that is used [`USED_AFTER`] later. A process looks at the stored secret again when what it
//! knows is older than [`FRESH_FOR`], so every process understands a generation before any process uses it: no request
//! fails for a rotation, and no forged `kid` makes a process look. The index key stays on the lowest generation: changing
//! it moves every index key, which is a job of its own.

mod keys;
mod root;
mod source;

pub use keys::{Indexed, Keys};
pub use root::{RootSecret, RotationError};
pub use source::replace_file;

use crate::aws::Service;
use crate::clock::Clock;
use crate::config::SecretSource;
use jiff::{SignedDuration, Timestamp};
use keys::Generations;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;

/// For how long a process goes on with the keys that it read.
pub const FRESH_FOR: SignedDuration = SignedDuration::from_mins(10);
/// How long after it was added a generation is used. More than [`FRESH_FOR`], and twice five minutes by which the clocks
/// of two processes may differ.
pub const USED_AFTER: SignedDuration = SignedDuration::from_mins(30);
/// After how long the secret is looked at again that could not be had.
const RETRY_AFTER: SignedDuration = SignedDuration::from_secs(30);

/// How often a change is begun anew that somebody else was faster than.
const CHANGES: usize = 3;

/// The root secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read or written.
    #[error("could not read or write the root secret")]
    File(#[source] std::io::Error),
    /// Secrets Manager did not give or take it.
    #[error("Secrets Manager did not give or take the root secret")]
    Manager(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It is no JSON object of generations, or holds a text of fewer than 32 characters.
    #[error("the root secret has another shape than expected")]
    Shape,
    /// This deployment gave the step no secret.
    #[error("this step was given no root secret")]
    None,
    /// Somebody else changed it meanwhile, again and again.
    #[error("the root secret is being changed by somebody else: look at it, and try again")]
    Contended,
    /// The change is not allowed.
    #[error("the generation cannot be changed")]
    Refused(#[from] RotationError),
}

/// The keys of a process, loaded on first use and looked at again now and then.
pub struct Secrets {
    source: SecretSource,
    manager: Option<Service<aws_sdk_secretsmanager::Client>>,
    clock: Clock,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    generations: Arc<Generations>,
    fresh_until: Timestamp,
}

impl Secrets {
    /// Keys that will come from `source`.
    pub fn new(
        source: SecretSource,
        manager: Option<Service<aws_sdk_secretsmanager::Client>>,
        clock: Clock,
    ) -> Self {
        Self { source, manager, clock, kept: Mutex::new(None) }
    }

    /// The keys as they are now. A process that has keys goes on with them while the secret cannot be had.
    ///
    /// # Errors
    /// When the root secret was never read and cannot be read.
    pub async fn keys(&self) -> Result<Keys, SecretError> {
        let mut kept = self.kept.lock().await;
        let now = self.clock.now();
        let fresh_until = |duration| now.saturating_add(duration).unwrap_or(now);
        if let Some(fresh) = kept.as_ref().filter(|kept| now < kept.fresh_until) {
            return Ok(Keys::at(&fresh.generations, now));
        }
        let generations = match (self.read().await, kept.take()) {
            (Ok(stored), _) => {
                let generations = Arc::new(Generations::of(&stored.root));
                *kept = Some(Kept { generations: generations.clone(), fresh_until: fresh_until(FRESH_FOR) });
                generations
            }
            (Err(error), Some(old)) => {
                tracing::warn!(error = %crate::chain(&error), "the root secret could not be read again");
                let generations = old.generations.clone();
                *kept = Some(Kept { fresh_until: fresh_until(RETRY_AFTER), ..old });
                generations
            }
            (Err(error), None) => return Err(error),
        };
        Ok(Keys::at(&generations, now))
    }

    /// Changes the stored root secret: `change` makes another one of it, or nothing when there is nothing to do. Of two
    /// who change it at once, the second one sees what the first one made. Answers with the secret as it is then.
    ///
    /// # Errors
    /// When `change` refuses, or the secret cannot be read or written.
    pub async fn change(
        &self,
        change: impl Fn(RootSecret) -> Result<Option<RootSecret>, RotationError>,
    ) -> Result<RootSecret, SecretError> {
        // Held until the end: within a process one changes it at a time.
        let mut kept = self.kept.lock().await;
        let mut refused: Vec<String> = Vec::new();
        while refused.len() < CHANGES {
            let stored = self.read().await?;
            let Some(next) = change(RootSecret::parse(&stored.json)?)? else { return Ok(stored.root) };
            // What is still the current one a second later was not changed by somebody else just now.
            let is_followed = refused.contains(&stored.version);
            if self.write(&stored, &next, is_followed).await? {
                *kept = None;
                return Ok(next);
            }
            refused.push(stored.version);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        Err(SecretError::Contended)
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(•••)")
    }
}
