//! Rows of the line of digital certificates.

pub mod access;
pub mod entities;
