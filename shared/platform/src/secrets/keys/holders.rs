//! What is derived for whom a paid unit is assigned to.

use super::{Generation, Keys, mac};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::value::id::EntitlementId;
use subtle::ConstantTimeEq;

impl Keys {
    /// The secret part of the link of an assignment: 256 bits as 43 characters.
    pub fn holder_secret(&self, unit: &EntitlementId, assignment: u32) -> String {
        URL_SAFE_NO_PAD.encode(holder_with(self.newest().1, unit, assignment))
    }

    /// Whether a presented secret is that of an assignment.
    pub fn is_holder_secret(&self, unit: &EntitlementId, assignment: u32, presented: &str) -> bool {
        self.any(|keys| {
            let secret = URL_SAFE_NO_PAD.encode(holder_with(keys, unit, assignment));
            secret.as_bytes().ct_eq(presented.as_bytes())
        })
    }
}

fn holder_with(keys: &Generation, unit: &EntitlementId, assignment: u32) -> [u8; 32] {
    mac(&keys.link, &["holder", unit.as_str(), &assignment.to_string()])
}
