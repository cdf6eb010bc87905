//! The whole cloud in one process.

pub mod buckets;
pub mod disk;
pub mod engines;
pub mod mailbox;
pub mod tables;
pub mod template;
