//! What can be done with an order, and what happened to it.

use crate::digital::charge::Receipt;
use crate::participation::edition::Line;
use crate::role::commands;
use crate::transition::kinds;
use crate::value::id::ChargeId;
use jiff::civil::Date;

/// What can be done with an order.
#[derive(Debug, Clone)]
pub enum Command {
    /// It is to be paid by this charge, and by no earlier one.
    Ask {
        /// Which charge.
        charge: ChargeId,
        /// Until when.
        due: Date,
    },
    /// Its charge ended without money: another one may be chosen.
    Reopen(ChargeId),
    /// It is paid.
    Pay(Receipt),
    /// It costs nothing, and somebody says that it may go on.
    Confirm(Line<200>),
    /// It is not wanted any more.
    Cancel,
    /// Nobody paid it.
    Expire,
    /// The money went back.
    Refund,
}
commands!(Command,
    Self::Ask { .. } => "ask" by [Holder, Step],
    Self::Reopen(_) => "reopen" by [Step],
    Self::Pay(_) => "pay" by [Step, Supervisor],
    Self::Confirm(_) => "confirm" by [Supervisor, Approver],
    Self::Cancel => "cancel" by [Supervisor, Holder],
    Self::Expire => "expire" by [Step],
    Self::Refund => "refund" by [Step],
);

/// What happened to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Somebody ordered.
    Placed,
    /// It has a charge.
    Asked,
    /// It has no charge any more.
    Reopened,
    /// It was paid.
    Paid,
    /// It costs nothing and goes on.
    Confirmed,
    /// It was called off.
    Cancelled,
    /// Nobody paid.
    Expired,
    /// The money went back.
    Refunded,
}
kinds!(Happened, Self::Placed => "placed", Self::Asked => "asked", Self::Reopened => "reopened",
    Self::Paid => "paid", Self::Confirmed => "confirmed", Self::Cancelled => "cancelled",
    Self::Expired => "expired", Self::Refunded => "refunded");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Ask { .. } => Self::Asked,
            Command::Reopen(_) => Self::Reopened,
            Command::Pay(_) => Self::Paid,
            Command::Confirm(_) => Self::Confirmed,
            Command::Cancel => Self::Cancelled,
            Command::Expire => Self::Expired,
            Command::Refund => Self::Refunded,
        }
    }
}
