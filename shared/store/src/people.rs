//! Rows of people: accounts, sessions, mailboxes.

pub mod accounts;
pub mod mailboxes;
pub mod second_factors;
pub mod sessions;
pub mod tickets;
