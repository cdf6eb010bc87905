//! Digital certificates: from a request for access to a certificate and its end.

pub mod access;
pub mod approvers;
pub mod assigned;
pub mod bought;
mod orders;
mod orders_money;
pub mod requests;
pub(crate) mod shop;
