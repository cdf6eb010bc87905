//! A case: one certificate for one holder, from the request that they send to the certificate and its end.
//!
//! It begins when the holder agrees to the deed of ownership and sends the request; until then the form is a draft of the unit that was
//! assigned to them. Its protocol number is what people call it; the number opens nothing.

mod command;

pub use command::{Command, Happened};

use crate::digital::entitlement::Assignee;
use crate::digital::form::Form;
use crate::digital::order::OrderLine;
use crate::digital::protocol::Protocol;
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::{AccountId, EnrollmentId, EntitlementId, OrderId};
use crate::value::words::Words;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Something that happened to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// What.
    pub what: Happened,
    /// When.
    pub at: Timestamp,
}

/// Corrections of one case at most: each keeps the deed that was agreed to before.
pub const MOST_CORRECTIONS: usize = 20;

/// That the holder agreed to the deed of ownership ("termo de titularidade").
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// Which wording it has.
    pub wording: u32,
    /// SHA-256 of the PDF that was shown, in hexadecimal.
    pub sha256: String,
    /// When they agreed.
    pub at: Timestamp,
}

/// What was sent, with the deed that says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Request {
    /// The form.
    pub form: Form,
    /// The deed.
    pub agreement: Agreement,
}

/// Who called a case off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Canceller {
    /// The holder.
    Holder,
    /// A supervisor.
    Supervisor,
}

/// Where a case is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// The holder has to send documents.
    Documents {
        /// Since when.
        since: Timestamp,
    },
    /// It was called off.
    Cancelled {
        /// By whom.
        by: Canceller,
        /// Why, in words.
        reason: Option<Words>,
        /// When.
        at: Timestamp,
    },
    /// Nobody went on with it.
    Lapsed {
        /// When.
        at: Timestamp,
    },
}
kinds!(State, Self::Documents { .. } => "documents", Self::Cancelled { .. } => "cancelled", Self::Lapsed { .. } => "lapsed");

/// Everything about a case as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier.
    pub id: EnrollmentId,
    /// What people call it.
    pub protocol: Protocol,
    /// The paid unit.
    pub entitlement: EntitlementId,
    /// Of which order.
    pub order: OrderId,
    /// Who ordered it.
    pub buyer: AccountId,
    /// What it is.
    pub of: OrderLine,
    /// Number of the assignment by whose link the request was sent.
    pub assignment: u32,
    /// To whom the unit is assigned.
    pub assignee: Assignee,
    /// What was sent.
    pub request: Request,
    /// What was sent before it was corrected, oldest first: the deeds that were agreed to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<Agreement>,
    /// What happened to it, oldest first: few things can, and each but a correction once.
    pub history: Vec<Entry>,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A case: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment(Snapshot);
aggregate!(Enrollment, "enrollment", check: inconsistency);

/// What is needed to begin a case.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its identifier.
    pub id: EnrollmentId,
    /// What people call it.
    pub protocol: Protocol,
    /// The paid unit.
    pub entitlement: EntitlementId,
    /// Of which order.
    pub order: OrderId,
    /// Who ordered it.
    pub buyer: AccountId,
    /// What it is.
    pub of: OrderLine,
    /// Number of the assignment.
    pub assignment: u32,
    /// To whom the unit is assigned.
    pub assignee: Assignee,
    /// What is sent.
    pub request: Request,
}

/// Why a case cannot begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the form is of somebody else than the unit is assigned to")]
pub struct SomebodyElse;

impl Enrollment {
    /// Begins a case with the request of whom the unit is assigned to.
    ///
    /// # Errors
    /// When the form names another person or company: the unit has to be assigned to them first.
    pub fn open(open: Open, actor: Actor, at: Timestamp) -> Result<Transition<Self>, SomebodyElse> {
        if !is_theirs(&open.assignee, &open.request.form) {
            return Err(SomebodyElse);
        }
        let Open { id, protocol, entitlement, order, buyer, of, assignment, assignee, request } = open;
        let after = Snapshot {
            id,
            protocol,
            entitlement,
            order,
            buyer,
            of,
            assignment,
            assignee,
            request,
            earlier: Vec::new(),
            history: vec![Entry { what: Happened::Opened, at }],
            state: State::Documents { since: at },
            version: 1,
        };
        Ok(Transition::new(0, Self(after), Happened::Opened, actor, at))
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.buyer), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        after.state = next(&after, &command, &actor, at)?;
        if let Command::Correct(request) = command {
            let old = std::mem::replace(&mut after.request, *request);
            after.earlier.push(old.agreement);
        }
        after.history.push(Entry { what, at });
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &EnrollmentId {
        &self.0.id
    }

    /// When it began.
    pub fn opened_at(&self) -> Timestamp {
        self.0.history.first().map_or(Timestamp::UNIX_EPOCH, |entry| entry.at)
    }

    /// Whether something is still to be done about it.
    pub fn is_open(&self) -> bool {
        matches!(self.0.state, State::Documents { .. })
    }
}

/// Whether a form is of whom a unit is assigned to.
fn is_theirs(assignee: &Assignee, form: &Form) -> bool {
    assignee.cpf == *form.cpf() && assignee.cnpj.as_ref() == form.cnpj()
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    if snapshot.history.is_empty() {
        return Some("nothing happened to it");
    }
    (!is_theirs(&snapshot.assignee, &snapshot.request.form)).then_some("a form of somebody else")
}

/// The whole life cycle. What is not named here is refused.
fn next(case: &Snapshot, command: &Command, actor: &Actor, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    let can_correct = |form: &Form| is_theirs(&case.assignee, form) && case.earlier.len() < MOST_CORRECTIONS;
    let by = if matches!(actor, Actor::Supervisor(_)) { Canceller::Supervisor } else { Canceller::Holder };
    Ok(match (&case.state, command) {
        (S::Documents { since }, C::Correct(request)) if can_correct(&request.form) => {
            S::Documents { since: *since }
        }
        (S::Documents { .. }, C::Cancel(reason)) => S::Cancelled { by, reason: reason.clone(), at },
        (S::Documents { .. }, C::Lapse) => S::Lapsed { at },
        (state, command) => {
            let from = state.kind();
            return Err(Illegal::State { aggregate: "enrollment", from, command: command.kind() });
        }
    })
}
