//! The keys that the root secret gives, one set per generation.

use super::SecretError;
use super::root::{Root, RootSecret};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::people::account::Snapshot as Account;
use domain::value::code::ParticipantToken;
use domain::value::cpf::Cpf;
use domain::value::document::Document;
use domain::value::email::EmailAddress;
use domain::value::id::{AccountId, CertificateId, EventId};
use domain::value::symbols;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use sha2::Sha256;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

/// The keys as they are at an instant. Cloning is cheap.
///
/// What is made now is made with the current generation; what was made with another one is understood as long as the
/// root secret keeps it, and so is what others make already with one that is to come.
#[derive(Clone)]
pub struct Keys {
    generations: Arc<Generations>,
    current: u32,
}

/// The keys of every generation.
pub(super) struct Generations(BTreeMap<u32, Generation>);

struct Generation {
    /// From when on it is used for what is made; none, since ever.
    from: Option<Timestamp>,
    /// Retired: it understands nothing any more, only its index key counts.
    index_only: bool,
    index: Zeroizing<[u8; 32]>,
    pepper: Zeroizing<[u8; 32]>,
    initial: Zeroizing<[u8; 32]>,
    token: Zeroizing<[u8; 32]>,
    challenge: Zeroizing<[u8; 32]>,
    link: Zeroizing<[u8; 32]>,
    factor: Zeroizing<[u8; 32]>,
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
    /// An internet address, of whoever limits are counted.
    Source(&'a str),
    /// The CPF or CNPJ of whoever pays, without points: what the payment provider knows them by.
    Payer(&'a str),
}

impl Keys {
    /// The keys that a stored root secret gives at an instant.
    ///
    /// # Errors
    /// When the text is no root secret.
    pub fn from_json(json: &str, now: Timestamp) -> Result<Self, SecretError> {
        Ok(Self::at(&Arc::new(Generations::of(&RootSecret::parse(json)?)), now))
    }

    /// The keys at an instant: it decides which generation is the current one.
    pub(super) fn at(generations: &Arc<Generations>, now: Timestamp) -> Self {
        let used =
            generations.0.iter().filter(|(_, g)| !g.index_only && g.from.is_none_or(|from| from <= now));
        let oldest = || generations.0.keys().next().copied();
        let current = used.map(|(number, _)| *number).next_back().or_else(oldest).unwrap_or_default();
        Self { generations: generations.clone(), current }
    }

    fn oldest(&self) -> &Generation {
        self.generations.0.values().next().expect("there is at least one generation")
    }

    fn newest(&self) -> (u32, &Generation) {
        (self.current, &self.generations.0[&self.current])
    }

    /// The generation that is used for what is made now.
    pub fn current(&self) -> u32 {
        self.current
    }

    /// Whether a generation was taken out of use: what was made with it counts no more.
    pub fn is_retired(&self, generation: u32) -> bool {
        generation < self.current && self.generation(generation).is_none()
    }

    fn generation(&self, number: u32) -> Option<&Generation> {
        self.generations.0.get(&number).filter(|keys| !keys.index_only)
    }

    /// What is understood: the current generation first, then the others from the newest to the oldest.
    fn understood(&self) -> impl Iterator<Item = &Generation> {
        let others = self.generations.0.iter().rev().filter(|(number, _)| **number != self.current);
        std::iter::once(self.newest().1).chain(others.map(|(_, keys)| keys)).filter(|keys| !keys.index_only)
    }

    /// Whether any generation that is understood makes this value; every one is tried, so that the time tells nothing.
    fn any(&self, made: impl Fn(&Generation) -> Choice) -> bool {
        self.understood().map(made).fold(Choice::from(0), |any, one| any | one).into()
    }

    /// What tells this root secret from every other one, through all its rotations, and nothing about it.
    pub fn fingerprint(&self) -> String {
        crate::digest::hex(&mac(&self.oldest().index, &["fingerprint"]))
    }

    /// The hash under which a value is indexed: 64 hexadecimal digits.
    pub fn index(&self, value: Indexed<'_>) -> String {
        let (purpose, text) = match value {
            Indexed::Cpf(cpf) => ("cpf", cpf.digits().to_owned()),
            Indexed::Token(token) => ("token", token.as_str().to_owned()),
            Indexed::Email(email) => ("email", email.folded()),
            Indexed::Source(address) => ("source", address.to_owned()),
            Indexed::Payer(number) => ("payer", number.to_owned()),
        };
        crate::digest::hex(&mac(&self.oldest().index, &[purpose, &text]))
    }

    /// The account of a CPF.
    pub fn account_of_cpf(&self, cpf: &Cpf) -> AccountId {
        AccountId::from_bytes(cut(&mac(&self.oldest().index, &["account/cpf", cpf.digits()])))
    }

    /// The account of somebody who has another document and no CPF.
    pub fn account_of_document(&self, document: &Document) -> AccountId {
        AccountId::from_bytes(cut(&mac(&self.oldest().index, &["account/document", &document.text()])))
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

    /// What a person's certificate of an event is found again by, once their name or address was corrected: 64 hexadecimal
    /// digits of one of [`domain::participation::line::Line::likenesses`].
    pub fn likeness(&self, event: &EventId, text: &str) -> String {
        crate::digest::hex(&mac(&self.oldest().index, &["likeness", event.as_str(), text]))
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
        self.any(|keys| Self::initial_with(keys, &account.id, generation).as_bytes().ct_eq(typed.as_bytes()))
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
        self.any(of)
    }

    /// The pepper of a generation; the current one when none is named. With the generation's number.
    pub fn pepper(&self, generation: Option<u32>) -> Option<(u32, &[u8; 32])> {
        match generation {
            None => {
                let (number, keys) = self.newest();
                Some((number, &keys.pepper))
            }
            Some(number) => self.generation(number).map(|keys| (number, &*keys.pepper)),
        }
    }

    /// The key that signs session tokens now, with its `kid`.
    pub fn signing_key(&self) -> (u32, &[u8; 32]) {
        let (number, keys) = self.newest();
        (number, &keys.token)
    }

    /// The key of a `kid` that a token names.
    pub fn verifying_key(&self, kid: u32) -> Option<&[u8; 32]> {
        self.generation(kid).map(|keys| &*keys.token)
    }

    /// The secrets of the direct link that a change of a certificate makes: derived and never stored, so that its holder
    /// can be shown it again. The first one is for a link that is made now; it may have been made with another generation.
    pub fn direct_links(&self, certificate: &CertificateId, change: u64) -> Vec<[u8; 17]> {
        let change = change.to_string();
        let parts = ["direct link of change", certificate.as_str(), &change];
        self.understood().map(|keys| cut(&mac(&keys.link, &parts))).collect()
    }

    /// Signature of a proof-of-work challenge, which is for one purpose and no other.
    pub fn challenge_signature(&self, purpose: &str, challenge: &str) -> [u8; 32] {
        Self::signed(self.newest().1, purpose, challenge)
    }

    /// Whether a challenge has a signature of ours for a purpose; it is written in hexadecimal digits.
    pub fn is_challenge_signature(&self, purpose: &str, challenge: &str, signature: &str) -> bool {
        self.any(|keys| {
            let ours = crate::digest::hex(&Self::signed(keys, purpose, challenge));
            ours.as_bytes().ct_eq(signature.as_bytes())
        })
    }

    fn signed(keys: &Generation, purpose: &str, challenge: &str) -> [u8; 32] {
        mac(&keys.challenge, &["challenge", purpose, challenge])
    }
}

impl Generations {
    pub(super) fn of(root: &RootSecret) -> Self {
        Self(root.roots().map(|(number, root)| (number, Generation::derive(root))).collect())
    }
}

impl Generation {
    fn derive(root: &Root) -> Self {
        let hkdf = Hkdf::<Sha256>::new(Some(b"selo"), root.text.as_bytes());
        let key = |label: &str| {
            let mut out = Zeroizing::new([0; 32]);
            hkdf.expand(label.as_bytes(), &mut *out).expect("32 bytes are a valid length for HKDF-SHA-256");
            out
        };
        Self {
            from: root.from,
            index_only: root.index_only,
            index: key("index"),
            pepper: key("pepper"),
            initial: key("initial password"),
            token: key("session token"),
            challenge: key("challenge"),
            link: key("direct link"),
            factor: key("second factor"),
        }
    }
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Keys(•••)")
    }
}

mod access;
mod claims;
mod factor;
mod holders;
#[cfg(test)]
mod tests;
mod tickets;
