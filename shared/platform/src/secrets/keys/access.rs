//! What is derived for requests for access and the first sign-in after one: links, a code, identifiers.

use super::{Generation, Keys, cut, mac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::digital::entity::EntityNumber;
use domain::value::email::EmailAddress;
use domain::value::id::{AccessRequestId, AccountId, EntityId};
use subtle::ConstantTimeEq;

/// How many codes there are: six digits.
const CODES: u64 = 1_000_000;

impl Keys {
    /// The secret part of the link to a request for access: 256 bits as 43 characters.
    pub fn access_secret(&self, request: &AccessRequestId) -> String {
        URL_SAFE_NO_PAD.encode(access_with(self.newest().1, request))
    }

    /// Whether a presented secret is that of a request for access.
    pub fn is_access_secret(&self, request: &AccessRequestId, presented: &str) -> bool {
        self.any(|keys| {
            URL_SAFE_NO_PAD.encode(access_with(keys, request)).as_bytes().ct_eq(presented.as_bytes())
        })
    }

    /// The secret part of the link by which whoever asks for access proves to read mails at the address of one sending.
    pub fn address_secret(&self, request: &AccessRequestId, sending: u32, email: &EmailAddress) -> String {
        URL_SAFE_NO_PAD.encode(address_with(self.newest().1, request, sending, email))
    }

    /// Whether a presented secret is that of a sending and its address.
    pub fn is_address_secret(
        &self,
        request: &AccessRequestId,
        sending: u32,
        email: &EmailAddress,
        presented: &str,
    ) -> bool {
        self.any(|keys| {
            let secret = URL_SAFE_NO_PAD.encode(address_with(keys, request, sending, email));
            secret.as_bytes().ct_eq(presented.as_bytes())
        })
    }

    /// The code, six digits, that a session of an account waits for: derived and never stored.
    pub fn sign_in_code(&self, account: &AccountId, session: &str, number: u32) -> String {
        code_with(self.newest().1, account, session, number)
    }

    /// Whether what was typed is that code.
    pub fn is_sign_in_code(&self, account: &AccountId, session: &str, number: u32, typed: &str) -> bool {
        self.any(|keys| code_with(keys, account, session, number).as_bytes().ct_eq(typed.as_bytes()))
    }

    /// The entity of a tax number.
    pub fn entity(&self, number: &EntityNumber) -> EntityId {
        EntityId::from_bytes(cut(&mac(&self.oldest().index, &["entity", &number.text()])))
    }
}

fn access_with(keys: &Generation, request: &AccessRequestId) -> [u8; 32] {
    mac(&keys.link, &["access", request.as_str()])
}

fn address_with(
    keys: &Generation,
    request: &AccessRequestId,
    sending: u32,
    email: &EmailAddress,
) -> [u8; 32] {
    mac(&keys.link, &["access address", request.as_str(), &sending.to_string(), email.as_str()])
}

fn code_with(keys: &Generation, account: &AccountId, session: &str, number: u32) -> String {
    let hash = mac(&keys.initial, &["sign-in code", account.as_str(), session, &number.to_string()]);
    let number = u64::from_be_bytes(cut(&hash)) % CODES;
    format!("{number:06}")
}
