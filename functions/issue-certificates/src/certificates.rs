//! A certificate as its organiser sees it, and revoking it.

pub(crate) mod revoke;
pub(crate) mod show;

pub(crate) use revoke::Revocation;
pub(crate) use show::CertificatePage;
