//! Passkeys (WebAuthn, level 2) as a second factor: what a browser's authenticator says, held against what was asked.
//!
//! A verifier of our own for the two algorithms that authenticators have, without attestation: a second factor of people that an
//! administrator knows need not prove who made it. It waits for nothing and knows no clock; what it needs is handed in.

mod cbor;
mod key;

pub(crate) use key::ALGORITHMS;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use cbor::Value;
use domain::people::second_factor::{Passkey, PasskeyId, PasskeyKey};
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Why a passkey is refused. It names no value: all of them came from outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// It is not what a browser sends.
    #[error("another shape")]
    Shape,
    /// It is the answer to another question: one to make, or one to sign in.
    #[error("another ceremony")]
    Ceremony,
    /// It answers another challenge.
    #[error("another challenge")]
    Challenge,
    /// It was made on a page of another site, or within one.
    #[error("another origin")]
    Origin,
    /// It is for another site.
    #[error("another site's passkey")]
    Site,
    /// Nobody touched it.
    #[error("nobody was present")]
    Presence,
    /// Its key is of another algorithm, or none.
    #[error("another kind of key")]
    Key,
    /// Nobody knows it here.
    #[error("an unknown passkey")]
    Unknown,
    /// Its key did not sign this.
    #[error("a wrong signature")]
    Signature,
}

/// What was asked, on which site.
pub(crate) struct Asked<'a> {
    /// The site: a host without port.
    pub(crate) site: &'a str,
    /// The origin of our pages.
    pub(crate) origin: &'a str,
    /// Whether a challenge is ours.
    pub(crate) is_ours: &'a dyn Fn(&[u8]) -> bool,
}

/// What a browser says of a passkey (`PublicKeyCredential.toJSON()`).
#[derive(Deserialize)]
struct Said {
    id: String,
    response: Response,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Response {
    #[serde(rename = "clientDataJSON")]
    client_data: String,
    attestation_object: Option<String>,
    authenticator_data: Option<String>,
    signature: Option<String>,
}

/// What the browser itself adds, and the authenticator signs with it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ClientData {
    #[serde(rename = "type")]
    kind: String,
    challenge: String,
    origin: String,
    #[serde(default)]
    cross_origin: bool,
}

/// A passkey that was made.
#[derive(Debug)]
pub(crate) struct Made {
    /// Names it.
    pub(crate) id: PasskeyId,
    /// Verifies what it signs.
    pub(crate) key: PasskeyKey,
    /// How often it has signed, if it counts.
    pub(crate) counter: u32,
}

/// Reads what a browser says of a passkey that it made.
///
/// # Errors
/// Why it is none of ours.
pub(crate) fn made(asked: &Asked<'_>, credential: &str) -> Result<Made, Refused> {
    let said = said(credential)?;
    client_data(asked, "webauthn.create", &said.response.client_data)?;
    let attestation = decoded(said.response.attestation_object.as_deref())?;
    let (object, rest) = cbor::read(&attestation).ok_or(Refused::Shape)?;
    let is_plain = rest.is_empty() && object.named("fmt") == Some(&Value::Text("none"));
    let data = object.named("authData").and_then(Value::bytes).filter(|_| is_plain).ok_or(Refused::Shape)?;
    let (data, behind) = Authenticated::read(asked, data)?;
    let (id, key) = data.attested(behind)?;
    let is_named = URL_SAFE_NO_PAD.encode(id) == said.id;
    let id = PasskeyId::parse(&said.id).filter(|_| is_named).ok_or(Refused::Shape)?;
    Ok(Made { id, key, counter: data.counter })
}

/// Which of the known passkeys signed the challenge, and how often it has signed.
///
/// # Errors
/// Why none did.
pub(crate) fn signed(
    asked: &Asked<'_>,
    known: &[Passkey],
    credential: &str,
) -> Result<(PasskeyId, u32), Refused> {
    let said = said(credential)?;
    let passkey = known.iter().find(|passkey| passkey.id.as_str() == said.id).ok_or(Refused::Unknown)?;
    let client_data = client_data(asked, "webauthn.get", &said.response.client_data)?;
    let data = decoded(said.response.authenticator_data.as_deref())?;
    let signature = decoded(said.response.signature.as_deref())?;
    let message = [&data[..], &Sha256::digest(&client_data)].concat();
    if !key::signed(&passkey.key, &message, &signature) {
        return Err(Refused::Signature);
    }
    let (data, _) = Authenticated::read(asked, &data)?;
    Ok((passkey.id.clone(), data.counter))
}

fn said(credential: &str) -> Result<Said, Refused> {
    serde_json::from_str(credential).map_err(|_| Refused::Shape)
}

fn decoded(text: Option<&str>) -> Result<Vec<u8>, Refused> {
    text.and_then(|text| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).ok()).ok_or(Refused::Shape)
}

/// The browser's own words, once they are about what was asked; as bytes, because they are signed so.
fn client_data(asked: &Asked<'_>, kind: &str, encoded: &str) -> Result<Vec<u8>, Refused> {
    let bytes = decoded(Some(encoded))?;
    let data: ClientData = serde_json::from_slice(&bytes).map_err(|_| Refused::Shape)?;
    let challenge = decoded(Some(&data.challenge))?;
    match () {
        () if data.kind != kind => Err(Refused::Ceremony),
        () if !(asked.is_ours)(&challenge) => Err(Refused::Challenge),
        () if data.origin != asked.origin || data.cross_origin => Err(Refused::Origin),
        () => Ok(bytes),
    }
}

/// What the authenticator says (WebAuthn, 6.1).
struct Authenticated {
    flags: u8,
    counter: u32,
}

/// Somebody touched it.
const PRESENT: u8 = 0x01;
/// A key follows.
const ATTESTED: u8 = 0x40;
/// Extensions follow.
const EXTENDED: u8 = 0x80;

impl Authenticated {
    /// The head, and what stands behind it.
    fn read<'a>(asked: &Asked<'_>, bytes: &'a [u8]) -> Result<(Self, &'a [u8]), Refused> {
        let (site, rest) = bytes.split_at_checked(32).ok_or(Refused::Shape)?;
        let (&[flags, a, b, c, d], rest) = rest.split_first_chunk::<5>().ok_or(Refused::Shape)?;
        if site != Sha256::digest(asked.site.as_bytes()).as_slice() {
            return Err(Refused::Site);
        }
        if flags & PRESENT == 0 {
            return Err(Refused::Presence);
        }
        Ok((Self { flags, counter: u32::from_be_bytes([a, b, c, d]) }, rest))
    }

    /// The identifier and the key of a passkey that was made.
    fn attested<'a>(&self, bytes: &'a [u8]) -> Result<(&'a [u8], PasskeyKey), Refused> {
        if self.flags & ATTESTED == 0 {
            return Err(Refused::Shape);
        }
        // The first sixteen name the maker's model, which nobody asks for.
        let rest = bytes.get(16..).ok_or(Refused::Shape)?;
        let (&[high, low], rest) = rest.split_first_chunk::<2>().ok_or(Refused::Shape)?;
        let length = usize::from(u16::from_be_bytes([high, low]));
        let (id, rest) = rest.split_at_checked(length).ok_or(Refused::Shape)?;
        let (key, mut rest) = cbor::read(rest).ok_or(Refused::Shape)?;
        if self.flags & EXTENDED != 0 {
            rest = cbor::read(rest).ok_or(Refused::Shape)?.1;
        }
        if rest.is_empty() { Ok((id, key::of_cose(&key)?)) } else { Err(Refused::Shape) }
    }
}
