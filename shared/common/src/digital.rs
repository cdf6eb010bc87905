//! What several steps of digital certificates share.

pub mod payment;
pub mod product;
