//! People: accounts, what was heard of mailboxes, and what people ask.

pub mod account;
pub mod mailbox;
pub mod ticket;
