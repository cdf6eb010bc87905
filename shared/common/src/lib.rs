//! What every step links: the application, mail, sessions, pages, errors, and the Lambda runtime.
//!
//! A step says what happens; this crate says how it is carried out. It owns no rule of the business: those are in
//! [`domain`], which is pure.

pub mod app;
pub mod digital;
pub mod error;
pub mod fault;
pub mod lambda;
pub mod mail;
pub mod participation;
pub mod sms;
pub mod ticket_link;
pub mod ticket_words;
pub mod web;

pub use app::{App, Clients};
