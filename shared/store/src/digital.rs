//! Rows of the line of digital certificates.

pub mod access;
pub mod charges;
pub mod drafts;
pub mod enrollments;
pub mod entities;
pub mod entitlements;
pub mod orders;
pub mod products;

/// The index of lists that somebody looks through, with its two key attributes. Its name is that of its first use.
const LISTS: (&str, &str, &str) = ("issuer", "issuer", "created_at");
