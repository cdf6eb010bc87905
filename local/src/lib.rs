//! The whole cloud in one process: the engines behind the SDK's clients, every step, and the sweep.

pub mod admin;
mod apps;
pub mod buckets;
pub mod demo;
pub mod disk;
pub mod doors;
pub mod engines;
pub mod house;
pub mod lapses;
pub mod mailbox;
pub mod payments;
mod providers;
mod ready;
pub mod secret;
pub mod serve;
pub mod sweep;
pub mod tables;
mod telephone;
pub mod template;
pub mod tidy;
pub mod words;

pub use house::{House, HouseError, HouseOptions};
pub use steps::routes;

/// The crates whose logs are ours: this one, what every step links, and the steps.
pub fn crates() -> Vec<String> {
    let ours = ["selo", "local"].into_iter().chain(platform::telemetry::SHARED).map(str::to_owned);
    ours.chain(steps::ALL.iter().map(steps::Step::krate)).collect()
}
