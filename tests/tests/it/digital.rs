//! Digital certificates: from a request for access to a certificate and its end.

mod orders;
mod orders_money;
pub(crate) mod shop;
