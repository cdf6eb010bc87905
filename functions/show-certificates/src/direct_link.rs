//! The direct link: whoever has it sees one certificate, until its holder makes another or switches it off.
//!
//! It is the certificate's identifier and 26 symbols (130 bits) that a key of the house gives for the change that makes it.
//! Its SHA-256 is stored and decides what it opens; the link itself is derived again whenever its holder asks. A link from
//! before it was derived works on, and cannot be shown.

use domain::participation::certificate::{Certificate, LinkDigest};
use domain::value::id::CertificateId;
use domain::value::symbols;
use platform::digest::sha256_hex;
use platform::secrets::Keys;
use subtle::ConstantTimeEq;

/// Symbols of the identifier, and of the secret.
const HALF: usize = 26;

/// A direct link in plain text. It is never logged and never stored.
pub struct DirectLink {
    certificate: CertificateId,
    text: String,
}

impl DirectLink {
    /// The links that a change of a certificate makes, the one that is made now first: the same whenever they are asked for,
    /// also when another generation of keys made it.
    pub fn of_change(keys: &Keys, certificate: &CertificateId, change: u64) -> Vec<Self> {
        let link = |secret: [u8; 17]| Self {
            certificate: certificate.clone(),
            text: format!("{certificate}{}", symbols::encode(&secret, HALF)),
        };
        keys.direct_links(certificate, change).into_iter().map(link).collect()
    }

    /// The link that opens a certificate now, as far as it can be derived again: not when it is from before that was
    /// kept, nor when its generation of keys was retired.
    pub fn of(keys: &Keys, certificate: &Certificate) -> Option<Self> {
        let change = certificate.snapshot().link_change?;
        Self::of_change(keys, certificate.id(), change).into_iter().find(|link| link.opens(certificate))
    }

    /// Reads the part of an address that names a link.
    pub fn parse(typed: &str) -> Option<Self> {
        let text = typed.to_ascii_uppercase();
        let known = text.len() == 2 * HALF && text.bytes().all(|b| symbols::ALPHABET.contains(&b));
        let certificate = CertificateId::parse(text.get(..HALF)?).ok().filter(|_| known)?;
        Some(Self { certificate, text })
    }

    /// Path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/c/{}", self.text)
    }

    /// Which certificate it names.
    pub fn certificate(&self) -> &CertificateId {
        &self.certificate
    }

    /// What is stored of it.
    pub fn digest(&self) -> LinkDigest {
        LinkDigest(sha256_hex(self.text.as_bytes()))
    }

    /// Whether it is the certificate's link now. The time that it takes does not depend on how much of it is right.
    pub fn opens(&self, certificate: &Certificate) -> bool {
        let stored = certificate.snapshot().link.as_ref().map_or("", |digest| digest.0.as_str());
        self.digest().0.as_bytes().ct_eq(stored.as_bytes()).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = r#"{"1": "0123456789abcdef0123456789abcdef"}"#;

    fn link(change: u64) -> DirectLink {
        let keys = Keys::from_json(ROOT, jiff::Timestamp::UNIX_EPOCH).expect("keys");
        DirectLink::of_change(&keys, &CertificateId::from_bytes([9; 17]), change).remove(0)
    }

    #[test]
    fn a_link_is_read_back_and_nothing_else_is() {
        let id = CertificateId::from_bytes([9; 17]);
        let path = link(2).path();
        let text = path.strip_prefix("/c/").expect("a path");
        let read = DirectLink::parse(&text.to_lowercase()).expect("a link");
        assert_eq!((read.certificate(), read.digest()), (&id, link(2).digest()));
        for wrong in
            ["", "../etc", &text[1..], &format!("{text}A"), &format!("é{}", &text[2..]), &"U".repeat(52)]
        {
            assert!(DirectLink::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn every_change_makes_another_link_and_always_the_same() {
        assert_eq!(link(2).digest(), link(2).digest());
        assert_ne!(link(2).digest(), link(3).digest());
    }
}
