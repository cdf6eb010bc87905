//! What every step stands on, whatever it does: AWS, the clock, chance, configuration, documents, metrics, the log and the
//! secrets. It knows no row and no page.

pub mod aws;
pub mod cause;
pub mod chance;
pub mod clock;
pub mod config;
pub mod digest;
pub mod documents;
pub mod identity;
pub mod metrics;
pub mod payments;
pub mod secrets;
pub mod telemetry;
pub mod wire;

pub use cause::chain;
