//! What a browser is asked to make or to sign, as its own functions read it (WebAuthn, 5.1.8).

use super::Plan;
use crate::passkey::ALGORITHMS;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use common::error::Problem;
use common::web::{Holder, Visit};
use domain::people::second_factor::{Passkey, SecondFactor};
use domain::transition::Aggregate as _;
use domain::value::id::AccountId;
use platform::config::PublicUrl;
use schemars::JsonSchema;
use serde::Serialize;
use std::net::IpAddr;

/// How long a browser waits for its authenticator, in milliseconds.
const PATIENCE_MS: u32 = 120_000;
/// What signs a challenge to make a passkey, and one to sign in with it.
pub(super) const MAKE: &str = "passkey to be made";
pub(super) const SIGN: &str = "passkey to sign in";

/// What a browser is asked to make (`PublicKeyCredentialCreationOptionsJSON`).
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MakeOptions {
    rp: Party,
    user: User,
    challenge: String,
    pub_key_cred_params: Vec<Kind>,
    timeout: u32,
    exclude_credentials: Vec<Known>,
    authenticator_selection: Selection,
    attestation: &'static str,
}

/// What a browser is asked to sign (`PublicKeyCredentialRequestOptionsJSON`).
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SignOptions {
    rp_id: String,
    challenge: String,
    timeout: u32,
    allow_credentials: Vec<Known>,
    user_verification: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct Party {
    id: String,
    name: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct User {
    id: String,
    name: String,
    display_name: String,
}

#[derive(Serialize, JsonSchema)]
struct Kind {
    #[serde(rename = "type")]
    kind: &'static str,
    alg: i64,
}

#[derive(Serialize, JsonSchema)]
struct Known {
    #[serde(rename = "type")]
    kind: &'static str,
    id: String,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Selection {
    resident_key: &'static str,
    user_verification: &'static str,
}

const PUBLIC_KEY: &str = "public-key";

impl SignOptions {
    /// What to sign in the session of whoever is asked; none, where there is no passkey or no site for one.
    ///
    /// # Errors
    /// When the keys of the house cannot be loaded.
    pub(crate) async fn of(
        visit: &Visit,
        factor: &SecondFactor,
        session: &str,
    ) -> Result<Option<Self>, Problem> {
        let Some(rp_id) = site_of(&visit.app.config.public_url).filter(|_| !factor.passkeys().is_empty())
        else {
            return Ok(None);
        };
        let asked = asked_text(factor.account(), session, factor.version());
        let challenge = visit.app.secrets.keys().await?.challenge_signature(SIGN, &asked);
        Ok(Some(Self {
            rp_id,
            challenge: URL_SAFE_NO_PAD.encode(challenge),
            timeout: PATIENCE_MS,
            allow_credentials: known(factor.passkeys()),
            user_verification: "preferred",
        }))
    }

    /// As the page's script reads it.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl MakeOptions {
    /// What to make in the session of whoever adds a passkey; none, where there is no site for one.
    ///
    /// # Errors
    /// When the keys of the house cannot be loaded.
    pub(super) async fn of(holder: &Holder, plan: &Plan) -> Result<Option<Self>, Problem> {
        let visit = &holder.visit;
        let Some(id) = site_of(&visit.app.config.public_url) else { return Ok(None) };
        let asked = asked_text(holder.account(), &holder.session.hash, plan.version());
        let challenge = visit.app.secrets.keys().await?.challenge_signature(MAKE, &asked);
        let (name, person) = (visit.app.config.brand.clone(), plan.account.snapshot());
        let user = User {
            id: URL_SAFE_NO_PAD.encode(holder.account().as_str()),
            name: person.email.as_str().to_owned(),
            display_name: person.name.to_string(),
        };
        let passkeys = plan.present.as_ref().map_or(&[][..], SecondFactor::passkeys);
        Ok(Some(Self {
            rp: Party { id, name },
            user,
            challenge: URL_SAFE_NO_PAD.encode(challenge),
            pub_key_cred_params: ALGORITHMS.map(|alg| Kind { kind: PUBLIC_KEY, alg }).into(),
            timeout: PATIENCE_MS,
            exclude_credentials: known(passkeys),
            authenticator_selection: Selection {
                resident_key: "discouraged",
                user_verification: "preferred",
            },
            attestation: "none",
        }))
    }

    /// As the page's script reads it.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

fn known(passkeys: &[Passkey]) -> Vec<Known> {
    passkeys.iter().map(|p| Known { kind: PUBLIC_KEY, id: p.id.as_str().to_owned() }).collect()
}

/// The site of passkeys: the host of the public address. An address of the internet is none (WebAuthn, 5.1.2).
pub(in crate::factor) fn site_of(url: &PublicUrl) -> Option<String> {
    let host = url.host();
    let name = host.rsplit_once(':').map_or(host, |(name, _)| name);
    (!host.starts_with('[') && name.parse::<IpAddr>().is_err()).then(|| name.to_owned())
}

/// What a challenge is for: one account in one session, until anything of its second factor changes. So it serves once: the session
/// of whoever answered it goes on under another identifier.
pub(super) fn asked_text(account: &AccountId, session: &str, version: u64) -> String {
    format!("{account}\n{session}\n{version}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_are_for_a_name_and_never_for_a_number() {
        let site = |url| site_of(&PublicUrl::parse(url).expect("an address"));
        assert_eq!(site("https://selo.example"), Some("selo.example".to_owned()));
        assert_eq!(site("http://localhost:8080"), Some("localhost".to_owned()));
        for number in ["http://127.0.0.1:8080", "http://127.0.0.1", "http://[::1]:8080"] {
            assert_eq!(site(number), None, "{number}");
        }
    }
}
