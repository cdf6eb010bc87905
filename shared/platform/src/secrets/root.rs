//! The root secret as it is stored: a JSON object of generation → text, `{"1": "…"}`.
//!
//! A generation that was added later says from when on it is used: `{"root": "…", "from": "2026-03-01T12:00:00Z"}`. Until
//! then every process has read it, so that none meets something that it does not understand. A retired one that the
//! index still needs says `"index_only": true`.

use super::SecretError;
use crate::chance::Chance;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// A shorter text is no secret.
const SHORTEST: usize = 32;

/// The root secret, by generation. There is at least one.
pub struct RootSecret(BTreeMap<u32, Root>);

/// One generation.
pub(super) struct Root {
    pub(super) text: Zeroizing<String>,
    /// From when on it is used for what is made; none, since ever.
    pub(super) from: Option<Timestamp>,
    /// Only its index key counts.
    pub(super) index_only: bool,
}

/// Why a generation cannot be added or retired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RotationError {
    /// There is none with that number.
    #[error("there is no generation {0}")]
    Unknown(u32),
    /// It is used for what is made now, or is to be.
    #[error("generation {0} is in use: only one that another has followed is retired")]
    InUse(u32),
    /// What was made with it may count still.
    #[error(
        "what was mailed with generation {generation} counts until {until}: retire it then, or say even_if_used"
    )]
    Counts {
        /// Which one.
        generation: u32,
        /// Until when.
        until: Timestamp,
    },
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Text(String),
    Full {
        root: String,
        #[serde(default)]
        from: Option<Timestamp>,
        #[serde(default)]
        index_only: bool,
    },
}

impl RootSecret {
    /// Reads the stored text.
    ///
    /// # Errors
    /// [`SecretError::Shape`] when it is something else, or a text is too short.
    pub fn parse(json: &str) -> Result<Self, SecretError> {
        let written: BTreeMap<u32, Written> = serde_json::from_str(json).map_err(|_| SecretError::Shape)?;
        let roots: BTreeMap<u32, Root> = written.into_iter().map(|(n, w)| (n, Root::of(w))).collect();
        let usable = !roots.is_empty() && roots.values().all(|root| root.text.len() >= SHORTEST);
        if usable { Ok(Self(roots)) } else { Err(SecretError::Shape) }
    }

    /// A root secret for a deployment that has none yet.
    pub fn fresh(chance: &Chance) -> Self {
        Self(BTreeMap::from([(1, Root::random(chance, None))]))
    }

    /// As it is stored.
    pub fn to_json(&self) -> Zeroizing<String> {
        let written: BTreeMap<String, Value> =
            self.0.iter().map(|(number, root)| (number.to_string(), root.written())).collect();
        Zeroizing::new(format!("{}\n", json!(written)))
    }

    pub(super) fn roots(&self) -> impl Iterator<Item = (u32, &Root)> {
        self.0.iter().map(|(number, root)| (*number, root))
    }

    /// From when on a generation is used, if there is one with that number; `None` inside, since ever.
    pub fn used_from(&self, generation: u32) -> Option<Option<Timestamp>> {
        self.0.get(&generation).map(|root| root.from)
    }

    /// With one more generation, which follows `follows`; nothing when that has a follower already.
    ///
    /// # Errors
    /// [`RotationError::Unknown`] when there is none to follow.
    pub fn followed(
        mut self,
        follows: u32,
        from: Timestamp,
        chance: &Chance,
    ) -> Result<Option<Self>, RotationError> {
        let newest = self.0.last_key_value().map_or(0, |(number, _)| *number);
        if newest < follows || follows == 0 {
            return Err(RotationError::Unknown(follows));
        }
        if newest > follows {
            return Ok(None);
        }
        self.0.insert(follows + 1, Root::random(chance, Some(from)));
        Ok(Some(self))
    }

    /// Without a generation; nothing when it was retired before. Of the oldest one the index key stays: every account,
    /// certificate and pointer lies under keys made with it.
    ///
    /// One that leaked is retired `even_if_used`: its follower is used from now on, in the same write.
    ///
    /// # Errors
    /// [`RotationError`] when nothing follows it, or when it is in use at `now` or what was made with it counts for
    /// `longest_s` seconds still, unless it is retired all the same.
    pub fn without(
        mut self,
        generation: u32,
        now: Timestamp,
        longest_s: i64,
        even_if_used: bool,
    ) -> Result<Option<Self>, RotationError> {
        let oldest = self.0.first_key_value().map_or(0, |(number, _)| *number);
        let newest = self.0.last_key_value().map_or(0, |(number, _)| *number);
        let in_use = || RotationError::InUse(generation);
        match self.0.get_mut(&generation) {
            None if generation < newest => return Ok(None),
            None => return Err(RotationError::Unknown(generation)),
            Some(root) if root.index_only => return Ok(None),
            Some(_) => {}
        }
        let (_, follower) = self.0.range_mut(generation.saturating_add(1)..).next().ok_or_else(in_use)?;
        if even_if_used {
            follower.from = Some(follower.from.map_or(now, |from| from.min(now)));
        }
        let followed_at = follower.from.filter(|from| *from <= now).ok_or_else(in_use)?;
        let until = followed_at.saturating_add(jiff::SignedDuration::from_secs(longest_s)).unwrap_or(now);
        if now < until && !even_if_used {
            return Err(RotationError::Counts { generation, until });
        }
        if generation == oldest {
            if let Some(root) = self.0.get_mut(&generation) {
                root.index_only = true;
            }
        } else {
            self.0.remove(&generation);
        }
        Ok(Some(self))
    }
}

impl Root {
    fn of(written: Written) -> Self {
        let (text, from, index_only) = match written {
            Written::Text(text) => (text, None, false),
            Written::Full { root, from, index_only } => (root, from, index_only),
        };
        Self { text: Zeroizing::new(text), from, index_only }
    }

    fn random(chance: &Chance, from: Option<Timestamp>) -> Self {
        let text = Zeroizing::new(URL_SAFE_NO_PAD.encode(chance.bytes::<32>()));
        Self { text, from, index_only: false }
    }

    fn written(&self) -> Value {
        match (self.from, self.index_only) {
            (None, false) => json!(*self.text),
            (from, index_only) => json!({ "root": *self.text, "from": from, "index_only": index_only }),
        }
    }
}

#[cfg(test)]
mod tests;
