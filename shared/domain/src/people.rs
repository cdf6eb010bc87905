//! People: accounts, and what was heard of mailboxes.

pub mod account;
pub mod mailbox;
