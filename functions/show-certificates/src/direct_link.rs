//! The direct link: whoever has it sees one certificate, until its holder makes another or switches it off.
//!
//! It is the certificate's identifier and 26 symbols of chance (130 bits). Only its SHA-256 is stored, so the link can be
//! shown once, when it is made.

use domain::participation::certificate::{Certificate, LinkDigest};
use domain::value::id::CertificateId;
use domain::value::symbols;
use platform::chance::Chance;
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
    /// A new link to a certificate.
    pub fn new(certificate: &CertificateId, chance: &Chance) -> Self {
        let secret = symbols::encode(&chance.bytes::<17>(), HALF);
        Self { certificate: certificate.clone(), text: format!("{certificate}{secret}") }
    }

    /// The links that a request with an idempotency key may ask for, the one that is made now first: the same at every
    /// repetition of the request, also when another generation of keys made it.
    pub fn asked_for(keys: &Keys, certificate: &CertificateId, idempotency_key: &str) -> Vec<Self> {
        let link = |secret: [u8; 17]| Self {
            certificate: certificate.clone(),
            text: format!("{certificate}{}", symbols::encode(&secret, HALF)),
        };
        keys.direct_links(certificate, idempotency_key).into_iter().map(link).collect()
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

    #[test]
    fn a_link_is_read_back_and_nothing_else_is() {
        let id = CertificateId::from_bytes([9; 17]);
        let link = DirectLink::new(&id, &Chance::System);
        let path = link.path();
        let text = path.strip_prefix("/c/").expect("a path");
        let read = DirectLink::parse(&text.to_lowercase()).expect("a link");
        assert_eq!((read.certificate(), read.digest()), (&id, link.digest()));
        for wrong in
            ["", "../etc", &text[1..], &format!("{text}A"), &format!("é{}", &text[2..]), &"U".repeat(52)]
        {
            assert!(DirectLink::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn two_links_of_one_certificate_differ() {
        let id = CertificateId::from_bytes([9; 17]);
        let [a, b] = [(); 2].map(|()| DirectLink::new(&id, &Chance::System).digest());
        assert_ne!(a, b);
    }
}
