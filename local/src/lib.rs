//! The whole cloud in one process: the engines behind the SDK's clients, every step, and the sweep.

pub mod admin;
pub mod buckets;
pub mod demo;
pub mod disk;
pub mod engines;
pub mod house;
pub mod mailbox;
mod ready;
mod secret;
pub mod sweep;
pub mod tables;
pub mod template;

pub use house::{House, HouseError, HouseOptions, routes};
