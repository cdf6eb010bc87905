//! What several steps show of certificates of participation.

pub mod claim_link;
pub mod contact;
pub mod verification;
