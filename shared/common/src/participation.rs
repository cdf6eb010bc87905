//! What several steps show of certificates of participation.

pub mod claim_link;
pub mod pictures;
pub mod verification;
