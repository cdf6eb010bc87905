//! The whole cloud in one process: the engines behind the SDK's clients, every step, and the sweep.

pub mod admin;
pub mod buckets;
pub mod demo;
pub mod disk;
pub mod doors;
pub mod engines;
pub mod house;
pub mod mailbox;
mod ready;
pub mod secret;
pub mod serve;
pub mod sweep;
pub mod tables;
pub mod template;
pub mod tidy;
pub mod words;

pub use house::{House, HouseError, HouseOptions, routes};

/// The crates whose logs are ours: this one, what every step links, and the steps.
pub const CRATES: [&str; 20] = [
    "selo",
    "local",
    "common",
    "domain",
    "platform",
    "store",
    "administer",
    "get_support",
    "import_participants",
    "issue_batch",
    "issue_certificates",
    "login",
    "render_pdf",
    "request_resend",
    "run_clock",
    "send_mail",
    "serve_site",
    "show_certificates",
    "track_mail",
    "verify",
];
