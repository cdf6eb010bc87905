//! An order and its unit, for whoever bought them: to everybody else there is no such thing.

use common::error::Problem;
use common::web::Holder;
use domain::digital::entitlement::Entitlement;
use domain::digital::order::{Order, State};
use domain::transition::Transition;
use domain::value::id::{EntitlementId, MailId, OrderId};
use domain::work::{Message, Task, Work};
use store::Guard;
use store::StoreError;

/// A paid order of whoever asks.
pub(crate) async fn order(holder: &Holder, typed: &str) -> Result<Order, Problem> {
    let id = OrderId::parse(typed).map_err(|_| Problem::not_found())?;
    let order = holder.visit.app.store.find_order(&id).await?.ok_or_else(Problem::not_found)?;
    let is_theirs = order.snapshot().buyer == *holder.account();
    let is_paid = matches!(order.snapshot().state, State::Paid { .. } | State::Refunded { .. });
    if is_theirs && is_paid { Ok(order) } else { Err(Problem::not_found()) }
}

/// A unit of an order of whoever asks.
pub(crate) async fn unit(holder: &Holder, order: &str, typed: &str) -> Result<Entitlement, Problem> {
    let id = EntitlementId::parse(typed).map_err(|_| Problem::not_found())?;
    let unit = holder.visit.app.store.find_entitlement(&id).await?.ok_or_else(Problem::not_found)?;
    let is_of_order = OrderId::parse(order).is_ok_and(|order| order == unit.snapshot().order);
    let is_theirs = unit.snapshot().buyer == *holder.account();
    if is_theirs && is_of_order { Ok(unit) } else { Err(Problem::not_found()) }
}

/// The page of the units of an order.
pub(crate) fn units_path(unit: &Entitlement) -> String {
    format!("/pedidos/{}/certificados", unit.snapshot().order.as_str().to_lowercase())
}

/// The page of one unit.
pub(crate) fn unit_path(unit: &Entitlement) -> String {
    format!("{}/{}", units_path(unit), unit.id().as_str().to_lowercase())
}

/// The mail with the link, to whom a unit is assigned.
pub(crate) fn mail(holder: &Holder, unit: &Entitlement, assignment: u32) -> Transition<Work> {
    let visit = &holder.visit;
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    let message = Message::Assigned { unit: unit.id().clone(), assignment };
    Work::new(Task::Mail { mail, message }, None, visit.now)
}

/// Whether somebody else was faster.
pub(crate) fn is_overtaken(error: &StoreError) -> bool {
    error.is(Guard::Unchanged) || error.is(Guard::NewVersion)
}

/// 409: it is not as it was when the page was shown.
pub(crate) fn overtaken(path: String) -> Problem {
    let sentence = "Este certificado mudou enquanto isso: a solicitação foi enviada, ou ele foi atribuído em outra aba. Veja como ele está.";
    Problem::conflict(sentence).leading_to("Ver os certificados", path)
}
