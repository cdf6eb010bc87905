//! What every step links: configuration, store, documents, mail, sessions, pages, errors, and the Lambda runtime.
//!
//! A step says what happens; this crate says how it is carried out. It owns no rule of the business: those are in
//! [`domain`], which is pure.

pub mod app;
pub mod aws;
pub mod chance;
pub mod clock;
pub mod config;
pub mod digest;
pub mod documents;
pub mod error;
pub mod lambda;
pub mod mail;
pub mod metrics;
pub mod secrets;
pub mod store;
pub mod telemetry;
pub mod verification;
pub mod web;

pub use app::{App, Clients};
pub use domain;
