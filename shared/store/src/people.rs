//! Rows of people: accounts, sessions, mailboxes.

pub mod accounts;
pub mod mailboxes;
pub mod second_factors;
pub mod session_codes;
pub mod sessions;
pub mod tickets;
