//! What several steps show of certificates of participation.

pub mod verification;
