//! What several steps show of certificates of participation.

pub mod changes;
pub mod claim_link;
pub mod contact;
pub mod file_name;
pub mod paper_name;
pub mod picture;
pub mod reader;
pub mod renewal;
pub mod sample;
pub mod sheet_pictures;
pub mod verification;
