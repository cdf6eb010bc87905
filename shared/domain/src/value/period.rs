//! A run of days.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A run of days, first and last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "(Date, Date)", into = "(Date, Date)")]
pub struct Period {
    first: Date,
    last: Date,
}

/// The last day lies before the first, or the run would be over ten years long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the last day is before the first, or over ten years after it")]
pub struct NotAPeriod;

impl Period {
    /// A period of one day or more.
    ///
    /// # Errors
    /// When the days are in the wrong order or over ten years apart.
    pub fn new(first: Date, last: Date) -> Result<Self, NotAPeriod> {
        let years = i32::from(last.year()) - i32::from(first.year());
        if last < first || years > 10 { Err(NotAPeriod) } else { Ok(Self { first, last }) }
    }

    /// The first day.
    pub fn first(self) -> Date {
        self.first
    }

    /// The last day.
    pub fn last(self) -> Date {
        self.last
    }
}

impl TryFrom<(Date, Date)> for Period {
    type Error = NotAPeriod;
    fn try_from((first, last): (Date, Date)) -> Result<Self, NotAPeriod> {
        Self::new(first, last)
    }
}

impl From<Period> for (Date, Date) {
    fn from(period: Period) -> Self {
        (period.first, period.last)
    }
}
