//! Passkeys: what a telephone, a computer or a security key signs with, for this site alone.

use crate::value::name::folded;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many passkeys somebody has at most.
pub const MOST_PASSKEYS: usize = 10;
/// How long its name may be, in characters.
const LONGEST_NAME: usize = 40;

/// Names a passkey: chosen by the authenticator, as Base64 for addresses (RFC 4648, 5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasskeyId(String);

impl PasskeyId {
    /// Reads one of at most 1023 bytes (WebAuthn, 4).
    pub fn parse(text: &str) -> Option<Self> {
        let plain = text.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        (plain && !text.is_empty() && text.len() <= 1364).then(|| Self(text.to_owned()))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A public key, its parts as Base64 for addresses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "alg")]
pub enum PasskeyKey {
    /// ECDSA with P-256 and SHA-256.
    Es256 {
        /// The point, uncompressed.
        point: String,
    },
    /// RSASSA-PKCS1-v1_5 with SHA-256.
    Rs256 {
        /// The modulus.
        n: String,
        /// The exponent.
        e: String,
    },
}

/// What its owner calls a passkey: some characters, at least one of which can be seen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasskeyName(String);

impl PasskeyName {
    /// Reads what was typed.
    pub fn parse(typed: &str) -> Option<Self> {
        let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = !folded(&name).is_empty() && name.chars().count() <= LONGEST_NAME;
        (fits && !name.chars().any(char::is_control)).then_some(Self(name))
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PasskeyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasskeyName(•••)")
    }
}

/// A passkey that was proved to sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passkey {
    /// Names it.
    pub id: PasskeyId,
    /// What its owner calls it.
    pub name: PasskeyName,
    /// Verifies what it signs.
    pub key: PasskeyKey,
    /// How often it has signed; 0 for ever where it does not count.
    pub counter: u32,
    /// When it was added.
    pub added_at: Timestamp,
}

impl Passkey {
    /// Whether a count follows the last one: of a copied key two count apart, and one of them goes back (WebAuthn, 6.1.1).
    pub fn counts_on(&self, counter: u32) -> bool {
        counter > self.counter || counter == 0 && self.counter == 0
    }
}
