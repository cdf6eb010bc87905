//! Keys. One root secret per generation; every key is an HKDF label of it, derived when it is first needed.
//!
//! The root secret is a JSON object of generation → text, `{"1": "…"}`: the highest generation is used for what is
//! made now, older ones stay readable. The index key stays on the lowest generation: changing it moves every index
//! key, which is a job of its own.

use crate::aws::Service;
use crate::config::SecretSource;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::account::Snapshot as Account;
use domain::code::ParticipantToken;
use domain::cpf::Cpf;
use domain::email::EmailAddress;
use domain::id::{AccountId, CertificateId, EventId};
use domain::symbols;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use subtle::ConstantTimeEq;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// The root secret cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file cannot be read.
    #[error("could not read the root secret")]
    Read(#[source] std::io::Error),
    /// Secrets Manager did not give it.
    #[error("could not get the root secret")]
    Get(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It is no JSON object of generations, or holds a text of fewer than 32 characters.
    #[error("the root secret has another shape than expected")]
    Shape,
    /// This deployment gave the step no secret.
    #[error("this step was given no root secret")]
    None,
}

/// The keys of a process, loaded on first use.
pub struct Secrets {
    source: SecretSource,
    manager: Option<Service<aws_sdk_secretsmanager::Client>>,
    keys: OnceCell<Keys>,
}

impl Secrets {
    /// Keys that will come from `source`.
    pub fn new(source: SecretSource, manager: Option<Service<aws_sdk_secretsmanager::Client>>) -> Self {
        Self { source, manager, keys: OnceCell::new() }
    }

    /// The keys.
    ///
    /// # Errors
    /// When the root secret cannot be read.
    pub async fn keys(&self) -> Result<&Keys, SecretError> {
        self.keys.get_or_try_init(|| async { Keys::from_json(&self.load().await?) }).await
    }

    async fn load(&self) -> Result<Zeroizing<String>, SecretError> {
        match (&self.source, &self.manager) {
            (SecretSource::File(path), _) => {
                std::fs::read_to_string(path).map(Zeroizing::new).map_err(SecretError::Read)
            }
            (SecretSource::SecretsManager(arn), Some(client)) => {
                let answer = client.client().get_secret_value().secret_id(arn).send().await;
                let text = answer.map_err(|e| SecretError::Get(Box::new(e)))?.secret_string;
                text.map(Zeroizing::new).ok_or(SecretError::Shape)
            }
            _ => Err(SecretError::None),
        }
    }
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secrets(•••)")
    }
}

/// What the root secret gives.
pub struct Keys {
    generations: BTreeMap<u32, Generation>,
}

struct Generation {
    index: Zeroizing<[u8; 32]>,
    pepper: Zeroizing<[u8; 32]>,
    initial: Zeroizing<[u8; 32]>,
    token: Zeroizing<[u8; 32]>,
    challenge: Zeroizing<[u8; 32]>,
    link: Zeroizing<[u8; 32]>,
}

type HmacSha256 = Hmac<Sha256>;

fn mac(key: &[u8; 32], parts: &[&str]) -> [u8; 32] {
    let mut mac = HmacSha256::new_from_slice(key).expect("HMAC takes a key of any length");
    for part in parts {
        // The length before each part keeps ("ab", "c") apart from ("a", "bc").
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part.as_bytes());
    }
    mac.finalize().into_bytes().into()
}

fn cut<const N: usize>(bytes: &[u8; 32]) -> [u8; N] {
    std::array::from_fn(|i| bytes[i])
}

/// What a keyed hash is of: each purpose has values of its own.
#[derive(Debug, Clone, Copy)]
pub enum Indexed<'a> {
    /// A CPF.
    Cpf(&'a Cpf),
    /// A participant token.
    Token(&'a ParticipantToken),
    /// An e-mail address, all lower case.
    Email(&'a EmailAddress),
}

impl Keys {
    /// Derives all keys from the stored JSON.
    ///
    /// # Errors
    /// When it has another shape.
    pub fn from_json(json: &str) -> Result<Self, SecretError> {
        let roots: BTreeMap<String, Zeroizing<String>> =
            serde_json::from_str::<BTreeMap<String, String>>(json)
                .map_err(|_| SecretError::Shape)?
                .into_iter()
                .map(|(k, v)| (k, Zeroizing::new(v)))
                .collect();
        let mut generations = BTreeMap::new();
        for (number, root) in &roots {
            if root.len() < 32 {
                return Err(SecretError::Shape);
            }
            generations
                .insert(number.parse().map_err(|_| SecretError::Shape)?, Generation::derive(root.as_bytes()));
        }
        if generations.is_empty() { Err(SecretError::Shape) } else { Ok(Self { generations }) }
    }

    /// A root secret for a deployment that has none yet.
    pub fn fresh_json(chance: &crate::chance::Chance) -> Zeroizing<String> {
        Zeroizing::new(format!("{{\"1\": \"{}\"}}\n", URL_SAFE_NO_PAD.encode(chance.bytes::<32>())))
    }

    fn oldest(&self) -> &Generation {
        self.generations.values().next().expect("there is at least one generation")
    }

    fn newest(&self) -> (u32, &Generation) {
        self.generations.last_key_value().map(|(n, g)| (*n, g)).expect("there is at least one generation")
    }

    /// The hash under which a value is indexed: 64 hexadecimal digits.
    pub fn index(&self, value: Indexed<'_>) -> String {
        let (purpose, text) = match value {
            Indexed::Cpf(cpf) => ("cpf", cpf.digits().to_owned()),
            Indexed::Token(token) => ("token", token.as_str().to_owned()),
            Indexed::Email(email) => ("email", email.folded()),
        };
        crate::digest::hex(&mac(&self.oldest().index, &[purpose, &text]))
    }

    /// The account of a CPF.
    pub fn account_of_cpf(&self, cpf: &Cpf) -> AccountId {
        AccountId::from_bytes(cut(&mac(&self.oldest().index, &["account/cpf", cpf.digits()])))
    }

    /// The account of a person without CPF, by the certificate that first named them.
    pub fn account_of_line(&self, certificate: &CertificateId) -> AccountId {
        AccountId::from_bytes(cut(&mac(&self.oldest().index, &["account/line", certificate.as_str()])))
    }

    /// An account that nobody has, for a token that names none: a look-up by such a token goes on with it, so that it
    /// cannot be told from one that names an account.
    pub fn account_of_nobody(&self, token: &ParticipantToken) -> AccountId {
        AccountId::from_bytes(cut(&mac(&self.oldest().index, &["account/nobody", token.as_str()])))
    }

    /// The certificate of a person for an event: the same line gives the same one, which is why it is issued once.
    pub fn certificate(&self, event: &EventId, identity: &str) -> CertificateId {
        CertificateId::from_bytes(cut(&mac(&self.oldest().index, &["certificate", event.as_str(), identity])))
    }

    /// The token of an account: a keyed hash of it, so that writing the account again gives the same.
    pub fn participant_token(&self, account: &AccountId) -> ParticipantToken {
        ParticipantToken::from_bytes(cut(&mac(
            &self.oldest().index,
            &["participant token", account.as_str()],
        )))
    }

    /// The initial password of an account: 16 symbols (80 bits), derived and never stored.
    pub fn initial_password(&self, account: &AccountId, generation: u32) -> Zeroizing<String> {
        Self::initial_with(self.newest().1, account, generation)
    }

    fn initial_with(keys: &Generation, account: &AccountId, generation: u32) -> Zeroizing<String> {
        let hash = mac(&keys.initial, &["initial", account.as_str(), &generation.to_string()]);
        Zeroizing::new(symbols::encode(&hash, 16))
    }

    /// Whether what was typed is the initial password of that generation, under any root secret that is still kept.
    pub fn is_initial_password(&self, account: &Account, generation: u32, typed: &str) -> bool {
        let typed = symbols::canonical(typed).unwrap_or_default();
        self.generations
            .values()
            .map(|keys| Self::initial_with(keys, &account.id, generation).as_bytes().ct_eq(typed.as_bytes()))
            .fold(subtle::Choice::from(0), |any, one| any | one)
            .into()
    }

    /// The secret part of a link to set a new password: 256 bits as 43 characters.
    pub fn reset_secret(&self, account: &AccountId, generation: u32) -> Zeroizing<String> {
        let hash = mac(&self.newest().1.initial, &["reset", account.as_str(), &generation.to_string()]);
        Zeroizing::new(URL_SAFE_NO_PAD.encode(hash))
    }

    /// Whether a presented reset secret is the account's, of that generation.
    pub fn is_reset_secret(&self, account: &AccountId, generation: u32, presented: &str) -> bool {
        let of = |keys: &Generation| {
            let hash = mac(&keys.initial, &["reset", account.as_str(), &generation.to_string()]);
            URL_SAFE_NO_PAD.encode(hash).as_bytes().ct_eq(presented.as_bytes())
        };
        self.generations.values().map(of).fold(subtle::Choice::from(0), |any, one| any | one).into()
    }

    /// The pepper of a generation; the newest when none is named. With the generation's number.
    pub fn pepper(&self, generation: Option<u32>) -> Option<(u32, &[u8; 32])> {
        match generation {
            None => {
                let (number, keys) = self.newest();
                Some((number, &keys.pepper))
            }
            Some(number) => self.generations.get(&number).map(|keys| (number, &*keys.pepper)),
        }
    }

    /// The key that signs session tokens now, with its `kid`.
    pub fn signing_key(&self) -> (u32, &[u8; 32]) {
        let (number, keys) = self.newest();
        (number, &keys.token)
    }

    /// The key of a `kid` that a token names.
    pub fn verifying_key(&self, kid: u32) -> Option<&[u8; 32]> {
        self.generations.get(&kid).map(|keys| &*keys.token)
    }

    /// The secret of a direct link that was asked for under an idempotency key: asked for again, it is the same.
    pub fn direct_link(&self, certificate: &CertificateId, idempotency_key: &str) -> [u8; 17] {
        cut(&mac(&self.newest().1.link, &["direct link", certificate.as_str(), idempotency_key]))
    }

    /// Signature of a proof-of-work challenge.
    pub fn challenge_signature(&self, challenge: &str) -> [u8; 32] {
        mac(&self.newest().1.challenge, &["challenge", challenge])
    }
}

impl Generation {
    fn derive(root: &[u8]) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(b"selo"), root);
        let key = |label: &str| {
            let mut out = Zeroizing::new([0; 32]);
            hkdf.expand(label.as_bytes(), &mut *out).expect("32 bytes are a valid length for HKDF-SHA-256");
            out
        };
        Self {
            index: key("index"),
            pepper: key("pepper"),
            initial: key("initial password"),
            token: key("session token"),
            challenge: key("challenge"),
            link: key("direct link"),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(•••)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_json(
            r#"{"1": "0123456789abcdef0123456789abcdef", "2": "another root secret of some length"}"#,
        )
        .expect("keys")
    }

    #[test]
    fn purposes_do_not_share_values() {
        let cpf = Cpf::parse("52998224725").expect("cpf");
        let token = ParticipantToken::from_bytes([1; 9]);
        assert_ne!(keys().index(Indexed::Cpf(&cpf)), keys().index(Indexed::Token(&token)));
        assert_eq!(keys().index(Indexed::Cpf(&cpf)).len(), 64);
        assert_eq!(mac(&[1; 32], &["ab", "c"]).len(), 32);
        assert_ne!(mac(&[1; 32], &["ab", "c"]), mac(&[1; 32], &["a", "bc"]));
    }

    #[test]
    fn a_short_root_secret_is_refused() {
        assert!(matches!(Keys::from_json(r#"{"1": "short"}"#), Err(SecretError::Shape)));
        assert!(matches!(Keys::from_json("{}"), Err(SecretError::Shape)));
    }
}
