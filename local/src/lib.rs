//! The whole cloud in one process.
