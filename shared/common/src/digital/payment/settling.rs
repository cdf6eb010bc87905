//! What follows from what the provider says: a paid order and its units, or something that a supervisor has to look at. All in one
//! transaction with the charge.

use super::{AskError, actor, commit, mail_about, moved};
use crate::app::App;
use domain::digital::charge::{Charge, Command, Report, State, Trouble};
use domain::digital::entitlement::{self, Entitlement, Grant};
use domain::digital::order::{self, Order, Settled};
use domain::transition::Transition;
use domain::value::id::EntitlementId;
use domain::work::{OrderNews, Work};
use store::Change;

/// Everything that follows from an answer, beside the charge itself.
#[derive(Default)]
struct Follows {
    trouble: Option<Trouble>,
    order: Option<Transition<Order>>,
    units: Vec<Transition<Entitlement>>,
    /// Another charge of the order, which is not to be paid any more.
    other: Option<Transition<Charge>>,
    /// What whoever pays is told.
    mail: Option<Transition<Work>>,
}

/// Keeps what the provider says of a charge, and does what follows.
pub(super) async fn settle(app: &App, charge: Charge, report: Report) -> Result<Charge, AskError> {
    let seen = moved(app, charge.clone(), Command::Report(report))?;
    let follows = follows(app, &charge, seen.after()).await?;
    let report = Report { trouble: report.trouble.or(follows.trouble), ..report };
    let mut change = Change::of(moved(app, charge, Command::Report(report))?);
    if let Some(order) = &follows.order {
        change = change.and(order);
    }
    if let Some(other) = &follows.other {
        change = change.and(other);
    }
    if let Some(mail) = &follows.mail {
        change = change.then(mail);
    }
    let change = follows.units.iter().fold(change, Change::and);
    commit(app, change).await
}

async fn follows(app: &App, before: &Charge, after: &Charge) -> Result<Follows, AskError> {
    let is_new = before.snapshot().state.kind() != after.snapshot().state.kind();
    match &after.snapshot().state {
        State::Confirmed { .. } | State::Received { .. } if before.receipt().is_none() => {
            paid(app, after).await
        }
        State::Refunded { .. } if is_new => went_back(app, after).await,
        State::Disputed { .. } if is_new => {
            Ok(Follows { trouble: Some(Trouble::TakenBack), ..Follows::default() })
        }
        State::Cancelled { .. } if is_new => reopened(app, after).await,
        // Nobody asks about it any more, so nobody pays the order by it.
        State::Pending | State::Overdue if after.snapshot().ask_at.is_none() => expired(app, after).await,
        _ => Ok(Follows::default()),
    }
}

/// Money came: for an order that waits for it, or for one that does not.
async fn paid(app: &App, charge: &Charge) -> Result<Follows, AskError> {
    let (order, receipt) = (app.store.find_order(&charge.snapshot().order).await?, charge.receipt());
    let (Some(order), Some(receipt)) = (order, receipt) else {
        return Ok(Follows { trouble: Some(Trouble::OrderEnded), ..Follows::default() });
    };
    let trouble = match &order.snapshot().state {
        order::State::Open | order::State::AwaitingPayment { .. } => None,
        // A dispute that was won brings the money of an order again that was never given up.
        order::State::Paid { settled: Settled::Charge { charge: by, .. }, .. } if by == charge.id() => {
            return Ok(Follows::default());
        }
        order::State::Paid { .. } => Some(Trouble::PaidTwice),
        order::State::Cancelled { .. } | order::State::Expired { .. } | order::State::Refunded { .. } => {
            Some(Trouble::OrderEnded)
        }
    };
    if trouble.is_some() {
        return Ok(Follows { trouble, ..Follows::default() });
    }
    let other = other_charge(app, &order, charge).await?;
    let now = app.clock.now();
    let units = granted(app, &order);
    let paid = order.apply(order::Command::Pay(receipt), actor(), now)?;
    let mail = Some(mail_about(app, paid.after().id(), OrderNews::Paid));
    Ok(Follows { order: Some(paid), units, other, trouble: None, mail })
}

/// The units of an order, which become entitlements with its payment.
pub fn granted(app: &App, order: &Order) -> Vec<Transition<Entitlement>> {
    let snapshot = order.snapshot();
    let each = snapshot.lines.iter().flat_map(|line| (0..line.units).map(move |_| line));
    (1..)
        .zip(each)
        .map(|(number, line)| {
            let id = EntitlementId::from_bytes(app.chance.bytes());
            let (order, buyer) = (snapshot.id.clone(), snapshot.buyer.clone());
            Entitlement::grant(Grant { id, order, number, buyer, of: line.clone() }, actor(), app.clock.now())
        })
        .collect()
}

/// The charge that waits for the money that came by another one.
async fn other_charge(
    app: &App,
    order: &Order,
    paid: &Charge,
) -> Result<Option<Transition<Charge>>, AskError> {
    let Some(id) = order.charge().filter(|id| *id != paid.id()) else { return Ok(None) };
    let other = app.store.find_charge(id).await?;
    Ok(other.and_then(|other| other.apply(Command::Cancel, actor(), app.clock.now()).ok()))
}

/// The money of an order went back: what nobody uses is worth nothing any more.
async fn went_back(app: &App, charge: &Charge) -> Result<Follows, AskError> {
    let Some(order) = app.store.find_order(&charge.snapshot().order).await? else {
        return Ok(Follows::default());
    };
    let is_its = matches!(&order.snapshot().state,
        order::State::Paid { settled: Settled::Charge { charge: by, .. }, .. } if by == charge.id());
    if !is_its {
        return Ok(Follows::default());
    }
    let (mut units, mut in_use) = (Vec::new(), false);
    for unit in app.store.list_entitlements(order.id()).await? {
        use entitlement::State as S;
        match unit.snapshot().state {
            S::Unassigned | S::Assigned { .. } => {
                units.push(unit.apply(entitlement::Command::Void, actor(), app.clock.now())?);
            }
            S::Requested { .. } | S::Spent { .. } => in_use = true,
            S::Void { .. } => {}
        }
    }
    let refunded = order.apply(order::Command::Refund, actor(), app.clock.now())?;
    let mail = Some(mail_about(app, refunded.after().id(), OrderNews::Refunded));
    let trouble = in_use.then_some(Trouble::TakenBack);
    Ok(Follows { trouble, order: Some(refunded), units, other: None, mail })
}

/// The provider took a charge back by itself: another one may be chosen.
async fn reopened(app: &App, charge: &Charge) -> Result<Follows, AskError> {
    let order = app.store.find_order(&charge.snapshot().order).await?;
    let command = order::Command::Reopen(charge.id().clone());
    let order = order.and_then(|order| order.apply(command, actor(), app.clock.now()).ok());
    Ok(Follows { order, ..Follows::default() })
}

async fn expired(app: &App, charge: &Charge) -> Result<Follows, AskError> {
    let order = app.store.find_order(&charge.snapshot().order).await?;
    let order = order.filter(|order| order.charge() == Some(charge.id()));
    let order = order.and_then(|order| order.apply(order::Command::Expire, actor(), app.clock.now()).ok());
    Ok(Follows { order, ..Follows::default() })
}
