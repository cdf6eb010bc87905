//! An order: units of products that somebody wants, and how they come to be paid. Each paid unit becomes an entitlement.
//!
//! It is paid by the receipt of a charge of just this order and amount, or, where it costs nothing, by somebody's word. A charge
//! says by itself whether it has a receipt ([`crate::digital::charge::Charge::receipt`]); nothing else makes one.

mod billing;
mod command;

pub use billing::{Billing, ForWhom, OrderLine, Payer};
pub use command::{Command, Happened};

use crate::digital::protocol::Protocol;
use crate::participation::edition::Line;
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::{AccountId, ChargeId, OrderId};
use crate::value::money::Cents;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Units of an order at most: each is a row that is made with the payment, in one transaction.
pub const MOST_UNITS: u32 = 40;

/// Why an order cannot be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unplaceable {
    /// Nothing in it.
    #[error("no units")]
    Nothing,
    /// More than [`MOST_UNITS`].
    #[error("too many units")]
    TooMany,
    /// More money than a charge can be of.
    #[error("too much money")]
    TooMuch,
}

/// By what an order is paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "by")]
pub enum Settled {
    /// The money of a charge.
    Charge {
        /// Which one.
        charge: ChargeId,
        /// How much.
        amount: Cents,
    },
    /// It costs nothing; somebody said why it goes on.
    Word {
        /// The reason.
        reason: Line<200>,
    },
}

/// Where an order is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// It has no charge, or not any more.
    Open,
    /// A charge waits for money.
    AwaitingPayment {
        /// Which one.
        charge: ChargeId,
        /// Until when.
        due: Date,
    },
    /// It is paid.
    Paid {
        /// When.
        at: Timestamp,
        /// By what.
        settled: Settled,
    },
    /// It was called off before it was paid.
    Cancelled {
        /// When.
        at: Timestamp,
    },
    /// Nobody paid it.
    Expired {
        /// When.
        at: Timestamp,
    },
    /// The money went back.
    Refunded {
        /// When.
        at: Timestamp,
    },
}
kinds!(State, Self::Open => "open", Self::AwaitingPayment { .. } => "awaiting_payment", Self::Paid { .. } => "paid",
    Self::Cancelled { .. } => "cancelled", Self::Expired { .. } => "expired", Self::Refunded { .. } => "refunded");

/// Everything about an order as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier.
    pub id: OrderId,
    /// What people call it.
    pub protocol: Protocol,
    /// Who ordered.
    pub buyer: AccountId,
    /// Who pays.
    pub billing: Billing,
    /// For whom it is.
    pub for_whom: ForWhom,
    /// What is ordered.
    pub lines: Vec<OrderLine>,
    /// What it comes to.
    pub total: Cents,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Every charge that it had, oldest first.
    pub charges: Vec<ChargeId>,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// An order: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order(Snapshot);
aggregate!(Order, "order", check: inconsistency);

/// What is needed to order.
#[derive(Debug, Clone)]
pub struct Place {
    /// Its identifier.
    pub id: OrderId,
    /// What people call it.
    pub protocol: Protocol,
    /// Who orders.
    pub buyer: AccountId,
    /// Who pays.
    pub billing: Billing,
    /// For whom it is.
    pub for_whom: ForWhom,
    /// What is ordered.
    pub lines: Vec<OrderLine>,
}

/// What lines come to.
///
/// # Errors
/// When there is nothing in them, or too much.
pub fn total(lines: &[OrderLine]) -> Result<Cents, Unplaceable> {
    let units: u32 = lines.iter().fold(0, |sum, line| sum.saturating_add(line.units));
    match units {
        0 => Err(Unplaceable::Nothing),
        units if units > MOST_UNITS => Err(Unplaceable::TooMany),
        _ => lines.iter().try_fold(Cents::ZERO, |sum, line| {
            line.price
                .times(line.units)
                .and_then(|of_line| sum.plus(of_line))
                .map_err(|_| Unplaceable::TooMuch)
        }),
    }
}

impl Order {
    /// Places an order.
    ///
    /// # Errors
    /// When there is nothing in it, or too much.
    pub fn place(place: Place, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Unplaceable> {
        let Place { id, protocol, buyer, billing, for_whom, lines } = place;
        let total = total(&lines)?;
        let (charges, state) = (Vec::new(), State::Open);
        let after = Snapshot {
            id,
            protocol,
            buyer,
            billing,
            for_whom,
            lines,
            total,
            placed_at: at,
            charges,
            state,
            version: 1,
        };
        Ok(Transition::new(0, Self(after), Happened::Placed, actor, at))
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.buyer), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        after.state = next(&after, &command, at)?;
        if let Command::Ask { charge, .. } = command {
            after.charges.push(charge);
        }
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &OrderId {
        &self.0.id
    }

    /// The charge that waits for money.
    pub fn charge(&self) -> Option<&ChargeId> {
        match &self.0.state {
            State::AwaitingPayment { charge, .. } => Some(charge),
            _ => None,
        }
    }

    /// How many units it has.
    pub fn units(&self) -> u32 {
        self.0.lines.iter().map(|line| line.units).sum()
    }

    /// Whether it costs nothing, and nobody said yet that it goes on.
    pub fn waits_for_a_word(&self) -> bool {
        self.0.total == Cents::ZERO && self.0.state == State::Open
    }

    /// Whether money is still to come.
    pub fn is_unpaid(&self) -> bool {
        matches!(self.0.state, State::Open | State::AwaitingPayment { .. })
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    match &snapshot.state {
        _ if total(&snapshot.lines) != Ok(snapshot.total) => Some("another total than its lines"),
        State::AwaitingPayment { charge, .. } if !snapshot.charges.contains(charge) => {
            Some("a charge of another order")
        }
        State::Paid { settled: Settled::Charge { charge, amount }, .. }
            if *amount != snapshot.total || !snapshot.charges.contains(charge) =>
        {
            Some("paid with another amount, or by a charge of another order")
        }
        State::Paid { settled: Settled::Word { .. }, .. } if snapshot.total != Cents::ZERO => {
            Some("paid by somebody's word, and not free")
        }
        _ => None,
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(order: &Snapshot, command: &Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (&order.state, command) {
        (S::Open | S::AwaitingPayment { .. }, C::Ask { charge, due })
            if order.total > Cents::ZERO && !order.charges.contains(charge) =>
        {
            S::AwaitingPayment { charge: charge.clone(), due: *due }
        }
        (S::AwaitingPayment { charge, .. }, C::Reopen(ended)) if charge == ended => S::Open,
        (S::Open | S::AwaitingPayment { .. }, C::Pay(receipt))
            if *receipt.order() == order.id
                && receipt.amount() == order.total
                && order.charges.contains(receipt.charge()) =>
        {
            let settled = Settled::Charge { charge: receipt.charge().clone(), amount: receipt.amount() };
            S::Paid { at, settled }
        }
        (S::Open, C::Confirm(reason)) if order.total == Cents::ZERO => {
            S::Paid { at, settled: Settled::Word { reason: reason.clone() } }
        }
        (S::Open | S::AwaitingPayment { .. }, C::Cancel) => S::Cancelled { at },
        (S::Open | S::AwaitingPayment { .. }, C::Expire) => S::Expired { at },
        (S::Paid { settled: Settled::Charge { .. }, .. }, C::Refund) => S::Refunded { at },
        (state, command) => {
            return Err(Illegal::State { aggregate: "order", from: state.kind(), command: command.kind() });
        }
    })
}
