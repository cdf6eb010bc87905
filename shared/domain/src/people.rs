//! People: accounts and their second factors, what was heard of mailboxes, and what people ask.

pub mod account;
pub mod identifier;
pub mod mailbox;
pub mod second_factor;
pub mod ticket;
