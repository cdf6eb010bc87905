//! What several steps of digital certificates share.

pub mod holder_link;
pub mod payment;
pub mod product;
