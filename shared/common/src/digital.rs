//! What several steps of the line of digital certificates show or open.

pub mod access_link;
pub mod access_moments;
pub mod access_words;
pub mod holder_link;
pub mod payment;
pub mod product;
