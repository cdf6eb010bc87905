//! Links by which the owner of an account proves to read mails at the address of a certificate's line.

use super::{Generation, Keys, mac};
use domain::value::id::CertificateId;
use domain::value::symbols;
use subtle::ConstantTimeEq;

impl Keys {
    /// The secret, 26 symbols, of a link that was mailed to the address of a certificate's line, by which the owner of its account proves
    /// to read mails there; `until` is the day on which it ends.
    pub fn claim_secret(&self, certificate: &CertificateId, address: &str, until: i64) -> String {
        Self::claim_with(self.newest().1, certificate, address, until)
    }

    /// Whether a presented secret is that of a certificate, an address and a day.
    pub fn is_claim_secret(
        &self,
        certificate: &CertificateId,
        address: &str,
        until: i64,
        presented: &str,
    ) -> bool {
        self.any(|keys| {
            let secret = Self::claim_with(keys, certificate, address, until);
            secret.as_bytes().ct_eq(presented.as_bytes())
        })
    }

    fn claim_with(keys: &Generation, certificate: &CertificateId, address: &str, until: i64) -> String {
        let hash = mac(&keys.link, &["claim", certificate.as_str(), address, &until.to_string()]);
        symbols::encode(&hash, 26)
    }
}
