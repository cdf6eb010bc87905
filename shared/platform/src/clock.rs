//! The time, as an argument.

use jiff::Timestamp;

/// Where the time comes from.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// The machine's clock, moved by seconds that a test sets.
    #[cfg(feature = "seams")]
    Moved(std::sync::Arc<std::sync::atomic::AtomicI64>),
}

impl Clock {
    /// The instant, in whole microseconds, so that what is stored compares equal to what was decided.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    pub fn now(&self) -> Timestamp {
        let machine =
            Timestamp::from_microsecond(Timestamp::now().as_microsecond()).unwrap_or(Timestamp::UNIX_EPOCH);
        match self {
            Self::System => machine,
            #[cfg(feature = "seams")]
            Self::Moved(seconds) => {
                let moved =
                    jiff::SignedDuration::from_secs(seconds.load(std::sync::atomic::Ordering::Relaxed));
                machine.saturating_add(moved).unwrap_or(machine)
            }
        }
    }
}
