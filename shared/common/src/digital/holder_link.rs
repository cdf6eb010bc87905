//! The link of whom a paid unit is assigned to: it opens the form, and the case once the request was sent.
//!
//! It is the identifier of the unit and 256 bits that are derived from it and the number of the assignment; nothing of it is stored. A
//! unit that is assigned anew has another link, and the one before opens nothing any more.

use domain::value::id::EntitlementId;
use platform::secrets::Keys;

/// Symbols of the identifier.
const ID: usize = 26;
/// Characters of the secret.
const SECRET: usize = 43;

/// A link in plain text. It is never logged and never stored.
pub struct HolderLink(String);

impl HolderLink {
    /// The link of an assignment.
    pub fn new(keys: &Keys, unit: &EntitlementId, assignment: u32) -> Self {
        Self(format!("{}{}", unit.as_str().to_lowercase(), keys.holder_secret(unit, assignment)))
    }

    /// The unit that a typed link names, and its secret, which is worth something only with the unit's last assignment.
    pub fn parts(typed: &str) -> Option<(EntitlementId, String)> {
        let (id, secret) = typed.split_at_checked(ID).filter(|(_, secret)| secret.len() == SECRET)?;
        Some((EntitlementId::parse(id).ok()?, secret.to_owned()))
    }

    /// Path of the page that it opens.
    pub fn path(&self) -> String {
        format!("/certificado-digital/{}", self.0)
    }
}
