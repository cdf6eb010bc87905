//! Digital certificates: from a request for access to a certificate and its end.

pub mod access;
pub mod approvers;
pub mod assigned;
pub mod bought;
mod duties;
mod identities;
mod orders;
mod orders_money;
mod passkeys;
pub mod requests;
mod second_factor;
pub(crate) mod shop;
