//! What several steps of digital certificates share.

pub mod holder_link;
