//! A paid unit of an order: the right to one certificate, which its buyer assigns to somebody.
//!
//! Until that person's request is sent it may be assigned to somebody else; each assignment has a number of its own, so that the
//! link of an earlier one opens nothing any more.

use crate::digital::order::OrderLine;
use crate::role::{commands, permit};
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::cnpj::Cnpj;
use crate::value::cpf::Cpf;
use crate::value::email::EmailAddress;
use crate::value::id::{AccountId, EnrollmentId, EntitlementId, OrderId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// To whom a unit is assigned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignee {
    /// The person: holder of an e-CPF, or who represents the company.
    pub cpf: Cpf,
    /// Where they get the link.
    pub email: EmailAddress,
    /// The company, for a certificate of one.
    pub cnpj: Option<Cnpj>,
    /// Who answers for its use, when that is somebody else than the representative.
    pub responsible: Option<Cpf>,
}

/// An assignment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Which one of this unit, from 1: the link that was mailed for it names it.
    pub number: u32,
    /// To whom.
    pub to: Assignee,
    /// When.
    pub at: Timestamp,
}

/// Where a unit is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// Nobody has it yet.
    Unassigned,
    /// Somebody has it and has not sent the request.
    Assigned {
        /// Who.
        assignment: Assignment,
    },
    /// The request was sent: a case goes on with it.
    Requested {
        /// Who sent it.
        assignment: Assignment,
        /// Which case.
        enrollment: EnrollmentId,
    },
    /// The certificate was issued.
    Spent {
        /// Of which case.
        enrollment: EnrollmentId,
        /// When.
        at: Timestamp,
    },
    /// It is worth nothing: the money went back.
    Void {
        /// Since when.
        at: Timestamp,
    },
}
kinds!(State, Self::Unassigned => "unassigned", Self::Assigned { .. } => "assigned", Self::Requested { .. } => "requested",
    Self::Spent { .. } => "spent", Self::Void { .. } => "void");

/// What can be done with a unit.
#[derive(Debug, Clone)]
pub enum Command {
    /// Its buyer assigns it, also when somebody else had it before.
    Assign(Box<Assignee>),
    /// Its buyer takes it back.
    TakeBack,
    /// Whoever it is assigned to sent the request.
    Request {
        /// Number of the assignment by whose link they came.
        assignment: u32,
        /// The case.
        enrollment: EnrollmentId,
    },
    /// The case ended without a certificate: it may be assigned anew.
    Release,
    /// The certificate was issued.
    Spend,
    /// The money went back.
    Void,
}
commands!(Command,
    Self::Assign(_) => "assign" by [Holder],
    Self::TakeBack => "take_back" by [Holder],
    Self::Request { .. } => "request" by [Bearer, Step],
    Self::Release => "release" by [Step],
    Self::Spend => "spend" by [Step],
    Self::Void => "void" by [Step],
);

/// What happened to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// Its order was paid.
    Granted,
    /// Somebody has it.
    Assigned,
    /// Nobody has it any more.
    TakenBack,
    /// The request was sent.
    Requested,
    /// Its case ended without a certificate.
    Released,
    /// The certificate was issued.
    Spent,
    /// The money went back.
    Voided,
}
kinds!(Happened, Self::Granted => "granted", Self::Assigned => "assigned", Self::TakenBack => "taken_back",
    Self::Requested => "requested", Self::Released => "released", Self::Spent => "spent", Self::Voided => "voided");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Assign(_) => Self::Assigned,
            Command::TakeBack => Self::TakenBack,
            Command::Request { .. } => Self::Requested,
            Command::Release => Self::Released,
            Command::Spend => Self::Spent,
            Command::Void => Self::Voided,
        }
    }
}

/// Everything about a unit as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier.
    pub id: EntitlementId,
    /// Of which order.
    pub order: OrderId,
    /// Which unit of it, from 1.
    pub number: u32,
    /// Who ordered it.
    pub buyer: AccountId,
    /// What it is, on the terms of the order; one unit of them.
    pub of: OrderLine,
    /// When the order was paid.
    pub granted_at: Timestamp,
    /// How often it was assigned.
    pub assignments: u32,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A paid unit: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entitlement(Snapshot);
aggregate!(Entitlement, "entitlement", check: inconsistency);

/// What is needed to grant a unit.
#[derive(Debug, Clone)]
pub struct Grant {
    /// Its identifier.
    pub id: EntitlementId,
    /// Of which order.
    pub order: OrderId,
    /// Which unit of it, from 1.
    pub number: u32,
    /// Who ordered it.
    pub buyer: AccountId,
    /// What it is.
    pub of: OrderLine,
}

impl Entitlement {
    /// Grants a unit of a paid order.
    pub fn grant(grant: Grant, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Grant { id, order, number, buyer, of } = grant;
        let of = OrderLine { units: 1, ..of };
        let (assignments, state) = (0, State::Unassigned);
        let after = Snapshot { id, order, number, buyer, of, granted_at: at, assignments, state, version: 1 };
        Transition::new(0, Self(after), Happened::Granted, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.buyer), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        after.state = next(&after, command, at)?;
        after.assignments += u32::from(what == Happened::Assigned);
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// To whom it is assigned, when that is the assignment of a number.
    pub fn assigned(&self, number: u32) -> Option<&Assignee> {
        let (State::Assigned { assignment } | State::Requested { assignment, .. }) = &self.0.state else {
            return None;
        };
        Some(&assignment.to).filter(|_| assignment.number == number)
    }

    /// Its identifier.
    pub fn id(&self) -> &EntitlementId {
        &self.0.id
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    match &snapshot.state {
        State::Assigned { assignment } | State::Requested { assignment, .. }
            if assignment.number != snapshot.assignments =>
        {
            Some("an assignment that is not the last")
        }
        _ => None,
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(unit: &Snapshot, command: Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (&unit.state, command) {
        (S::Unassigned | S::Assigned { .. }, C::Assign(to)) => {
            S::Assigned { assignment: Assignment { number: unit.assignments + 1, to: *to, at } }
        }
        (S::Assigned { .. }, C::TakeBack) => S::Unassigned,
        (S::Assigned { assignment }, C::Request { assignment: number, enrollment })
            if assignment.number == number =>
        {
            S::Requested { assignment: assignment.clone(), enrollment }
        }
        (S::Requested { .. }, C::Release) => S::Unassigned,
        (S::Requested { enrollment, .. }, C::Spend) => S::Spent { enrollment: enrollment.clone(), at },
        (S::Unassigned | S::Assigned { .. } | S::Requested { .. }, C::Void) => S::Void { at },
        (state, command) => {
            return Err(Illegal::State {
                aggregate: "entitlement",
                from: state.kind(),
                command: command.kind(),
            });
        }
    })
}
