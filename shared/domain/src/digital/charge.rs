//! A charge: one attempt at having an order paid, which a payment provider carries out.
//!
//! It only moves forward, and only by what the provider says when it is asked. What anybody else says (a webhook that may be
//! forged, repeated, late, or somebody else's) makes it be asked, and nothing else. Money that fits nowhere is flagged, and a
//! supervisor sees it: a wrong amount, money for an order that was called off, the second payment of one order.

mod asking;
mod command;
mod words;

pub use command::{Command, Happened};
pub use words::{Method, Problem, Refund, Registered, Report, Standing, Trouble};

use crate::digital::protocol::Protocol;
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::{AccountId, ChargeId, OrderId};
use crate::value::money::Cents;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Where a charge is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// The provider does not have it yet.
    Created,
    /// The provider waits for money.
    Pending,
    /// It was due, and no money came. Some may still come.
    Overdue,
    /// The money is certain and not there yet: a card was charged.
    Confirmed {
        /// Since when.
        at: Timestamp,
    },
    /// The money is there.
    Received {
        /// Since when.
        at: Timestamp,
    },
    /// It is not to be paid any more.
    Cancelled {
        /// Since when.
        at: Timestamp,
    },
    /// The money went back.
    Refunded {
        /// Since when.
        at: Timestamp,
    },
    /// Whoever paid wants it back from their card's bank.
    Disputed {
        /// Since when.
        at: Timestamp,
    },
}
kinds!(State, Self::Created => "created", Self::Pending => "pending", Self::Overdue => "overdue",
    Self::Confirmed { .. } => "confirmed", Self::Received { .. } => "received", Self::Cancelled { .. } => "cancelled",
    Self::Refunded { .. } => "refunded", Self::Disputed { .. } => "disputed");

/// Everything about a charge as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier: what the provider knows it by, so that it is registered once.
    pub id: ChargeId,
    /// Of which order.
    pub order: OrderId,
    /// What people call that order.
    pub protocol: Protocol,
    /// Who ordered.
    pub buyer: AccountId,
    /// How it is to be paid.
    pub method: Method,
    /// How much.
    pub amount: Cents,
    /// Until when.
    pub due: Date,
    /// Until when the first charge of this kind was due: a *2ª via* is due at most ten days after it.
    pub original_due: Date,
    /// When it was made.
    pub created_at: Timestamp,
    /// What the provider has.
    pub registered: Option<Registered>,
    /// Whether the provider takes no money for it any more.
    pub is_withdrawn: bool,
    /// How often in a row the provider could not be asked.
    pub failed: u32,
    /// When the provider is to be asked next.
    pub ask_at: Option<Timestamp>,
    /// What a supervisor has to look at, or looked at.
    pub problem: Option<Problem>,
    /// That its money is to be given back.
    pub refund: Option<Refund>,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A charge: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge(Snapshot);
aggregate!(Charge, "charge", check: inconsistency);

/// What is needed to make a charge.
#[derive(Debug, Clone)]
pub struct Create {
    /// Its identifier.
    pub id: ChargeId,
    /// Of which order.
    pub order: OrderId,
    /// What people call that order.
    pub protocol: Protocol,
    /// Who ordered.
    pub buyer: AccountId,
    /// How it is to be paid.
    pub method: Method,
    /// How much.
    pub amount: Cents,
    /// Until when.
    pub due: Date,
    /// Until when the first one was due, when this is a *2ª via*.
    pub original_due: Option<Date>,
}

/// The proof that a charge brought its money. Only [`Charge::receipt`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    order: OrderId,
    charge: ChargeId,
    amount: Cents,
}

impl Receipt {
    /// The order whose charge it was.
    pub fn order(&self) -> &OrderId {
        &self.order
    }

    /// The charge.
    pub fn charge(&self) -> &ChargeId {
        &self.charge
    }

    /// How much came.
    pub fn amount(&self) -> Cents {
        self.amount
    }
}

impl Charge {
    /// Makes a charge, of which the provider is to be told at once.
    pub fn create(create: Create, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Create { id, order, protocol, buyer, method, amount, due, original_due } = create;
        let mut after = Snapshot {
            id,
            order,
            protocol,
            buyer,
            method,
            amount,
            due,
            original_due: original_due.unwrap_or(due),
            created_at: at,
            registered: None,
            is_withdrawn: method == Method::Outside,
            failed: 0,
            ask_at: None,
            problem: None,
            refund: None,
            state: State::Created,
            version: 1,
        };
        after.ask_at = (method != Method::Outside).then(|| asking::next(&after, at)).flatten();
        Transition::new(0, Self(after), Happened::Created, actor, at)
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
        keep(&mut after, command, at);
        after.ask_at = match what {
            _ if after.method == Method::Outside => None,
            Happened::Nudged | Happened::GivenBack => Some(at),
            Happened::Flagged | Happened::Resolved => after.ask_at,
            _ => asking::next(&after, at),
        };
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &ChargeId {
        &self.0.id
    }

    /// The proof that its money came: there when the money is there, or certain (a card's).
    pub fn receipt(&self) -> Option<Receipt> {
        let has_money = matches!(self.0.state, State::Confirmed { .. } | State::Received { .. });
        let of = &self.0;
        has_money.then(|| Receipt { order: of.order.clone(), charge: of.id.clone(), amount: of.amount })
    }

    /// Whether it may still be paid.
    pub fn is_payable(&self) -> bool {
        matches!(self.0.state, State::Pending | State::Overdue)
    }

    /// What a supervisor has to look at.
    pub fn trouble(&self) -> Option<&Problem> {
        self.0.problem.as_ref().filter(|problem| problem.resolved.is_none())
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    let is_here = matches!(snapshot.state, State::Created | State::Cancelled { .. });
    match snapshot.method {
        _ if snapshot.amount == Cents::ZERO => Some("a charge of nothing"),
        Method::Outside => None,
        _ if snapshot.registered.is_none() && !is_here => Some("further than the provider knows of it"),
        _ => None,
    }
}

/// What a command says is kept.
fn keep(charge: &mut Snapshot, command: Command, at: Timestamp) {
    match command {
        Command::Register(registered) => {
            charge.registered = Some(*registered);
            charge.failed = 0;
        }
        Command::Postpone => charge.failed += 1,
        Command::Report(report) => {
            charge.failed = 0;
            charge.is_withdrawn |= report.standing == Standing::Deleted;
            if report.standing.has_money() && report.amount != charge.amount {
                flag(charge, Trouble::WrongAmount { paid: report.amount }, at);
            }
            if let Some(trouble) = report.trouble {
                flag(charge, trouble, at);
            }
        }
        Command::Withdrawn => {
            charge.failed = 0;
            charge.is_withdrawn = true;
        }
        Command::Flag(trouble) => flag(charge, trouble, at),
        Command::Resolve(words) => {
            if let Some(problem) = &mut charge.problem {
                problem.resolved = Some((words, at));
            }
        }
        Command::GiveBack(reason) => charge.refund = Some(Refund { reason, at }),
        Command::Record(_) | Command::Nudge | Command::Cancel => {}
    }
}

/// A supervisor sees each trouble once: what was looked at and is told again stays looked at.
fn flag(charge: &mut Snapshot, trouble: Trouble, at: Timestamp) {
    if charge.problem.as_ref().is_none_or(|known| known.trouble != trouble) {
        charge.problem = Some(Problem { trouble, at, resolved: None });
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(charge: &Snapshot, command: &Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    let is_registered = charge.registered.is_some();
    Ok(match (&charge.state, command) {
        (S::Created, C::Register(_)) if charge.method != Method::Outside => S::Pending,
        // It was called off while the provider was being told of it: it has to be taken back there.
        (state @ S::Cancelled { .. }, C::Register(_)) if !is_registered => state.clone(),
        (state, C::Nudge) if is_registered => state.clone(),
        (state, C::Postpone) if charge.method != Method::Outside => state.clone(),
        (state, C::Report(report)) if is_registered => reported(state, *report, charge.amount, at),
        (S::Created | S::Pending | S::Overdue, C::Cancel) => S::Cancelled { at },
        (state @ S::Cancelled { .. }, C::Withdrawn) => state.clone(),
        (state, C::Flag(_)) => state.clone(),
        (state, C::Resolve(_)) if charge.problem.as_ref().is_some_and(|p| p.resolved.is_none()) => {
            state.clone()
        }
        (state @ (S::Confirmed { .. } | S::Received { .. }), C::GiveBack(_)) if is_registered => {
            state.clone()
        }
        (S::Created, C::Record(_)) if charge.method == Method::Outside => S::Received { at },
        (state, command) => {
            return Err(Illegal::State { aggregate: "charge", from: state.kind(), command: command.kind() });
        }
    })
}

/// Where a charge is after the provider said how it stands: never further back than it was, and with its money only where that
/// is what was asked for. Money for a charge that was called off came all the same.
fn reported(state: &State, report: Report, amount: Cents, at: Timestamp) -> State {
    use {Standing as R, State as S};
    let is_whole = report.amount == amount;
    match (state, report.standing) {
        (S::Created | S::Pending, R::Overdue) => S::Overdue,
        (S::Created | S::Pending | S::Overdue, R::Deleted) => S::Cancelled { at },
        (S::Created | S::Pending | S::Overdue | S::Cancelled { .. }, R::Confirmed) if is_whole => {
            S::Confirmed { at }
        }
        (S::Created | S::Pending | S::Overdue | S::Cancelled { .. } | S::Confirmed { .. }, R::Received)
            if is_whole =>
        {
            S::Received { at }
        }
        // A dispute that was won brings the money again.
        (S::Disputed { .. }, R::Received) if is_whole => S::Received { at },
        (S::Refunded { .. } | S::Disputed { .. }, R::Disputed) => state.clone(),
        (_, R::Disputed) => S::Disputed { at },
        (S::Refunded { .. }, _) => state.clone(),
        (_, R::Refunded) => S::Refunded { at },
        _ => state.clone(),
    }
}
