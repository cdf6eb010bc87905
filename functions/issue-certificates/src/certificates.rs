//! A certificate as its organiser sees it, and revoking it.

pub(crate) mod address;
pub(crate) mod document;
pub(crate) mod revoke;
pub(crate) mod show;
mod told;

pub(crate) use address::NewAddress;
pub(crate) use revoke::Revocation;
pub(crate) use show::{CertificatePage, Saying};
