//! Identifiers: 26 symbols (130 bits) each, typed by what they name. They identify; they never authorise.

use crate::value::symbols;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A text that is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an identifier")]
pub struct NotAnId;

const SYMBOLS: usize = 26;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The identifier made of 17 bytes, of chance or of a keyed hash.
            pub fn from_bytes(bytes: [u8; 17]) -> Self {
                Self(symbols::encode(&bytes, SYMBOLS))
            }

            /// Reads an identifier out of a path or a row. Lower case is what is written; upper case is read.
            ///
            /// # Errors
            /// When it does not have 26 symbols of the alphabet.
            pub fn parse(text: &str) -> Result<Self, NotAnId> {
                let upper = text.to_ascii_uppercase();
                let ok = upper.len() == SYMBOLS && upper.bytes().all(|b| symbols::ALPHABET.contains(&b));
                if ok { Ok(Self(upper)) } else { Err(NotAnId) }
            }

            /// The 26 symbols.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}({})", stringify!($name), &self.0[..6])
            }
        }

        impl TryFrom<String> for $name {
            type Error = NotAnId;
            fn try_from(value: String) -> Result<Self, NotAnId> {
                Self::parse(&value)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }

        impl std::str::FromStr for $name {
            type Err = NotAnId;
            fn from_str(text: &str) -> Result<Self, NotAnId> {
                Self::parse(text)
            }
        }
    )+};
}

// In alphabetical order.
ids! {
    /// A request for access to the portal.
    AccessRequestId,
    /// A person who signs in: one per CPF, or per token where there is no CPF.
    AccountId,
    /// What one person received for one event, in all its versions.
    CertificateId,
    /// One attempt at paying an order.
    ChargeId,
    /// A case: one certificate, from its order to its end.
    EnrollmentId,
    /// A paid unit of an order, to be assigned to somebody.
    EntitlementId,
    /// A body of public administration, or a company, for which people ask.
    EntityId,
    /// An event whose participants receive certificates.
    EventId,
    /// One CSV and what became of its lines.
    ImportId,
    /// The house that issues: events and organisers' accounts belong to it.
    IssuerId,
    /// One message in the mail ledger.
    MailId,
    /// What somebody orders.
    OrderId,
    /// What is sold.
    ProductId,
    /// What was looked for in a list, kept for a while.
    SearchId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_read_back_and_nothing_else_is() {
        let id = EventId::from_bytes([200; 17]);
        assert_eq!(EventId::parse(id.as_str()), Ok(id.clone()));
        assert_eq!(EventId::parse(&id.as_str().to_lowercase()), Ok(id));
        assert_eq!(EventId::parse("../../etc/passwd"), Err(NotAnId));
        assert_eq!(EventId::parse(""), Err(NotAnId));
    }
}
