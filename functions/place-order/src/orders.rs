//! What a buyer does: order, pay, look.

pub(crate) mod cancel;
pub(crate) mod files;
pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod pay;
pub(crate) mod place;
pub(crate) mod search;
pub(crate) mod second;
pub(crate) mod show;

use common::error::Problem;
use common::web::{Holder, Who};
use domain::digital::charge::Charge;
use domain::digital::order::Order;
use domain::role::Role;
use domain::value::id::OrderId;

/// Somebody changed an order at the same moment.
const OVERTAKEN: &str = "O pedido mudou no mesmo instante. Veja como ele está e tente de novo.";

/// Whether somebody asks for a vetted entity.
pub(crate) fn is_vetted(who: &Who) -> bool {
    matches!(who, Who::SignedIn(session) if session.row.roles.has(Role::Requester))
}

/// An order of whoever asks. Somebody else's is not there.
pub(crate) async fn own(holder: &Holder, id: &str) -> Result<Order, Problem> {
    let id = OrderId::parse(id).map_err(|_| Problem::not_found())?;
    let order = holder.visit.app.store.find_order(&id).await?;
    order.filter(|order| order.snapshot().buyer == *holder.account()).ok_or_else(Problem::not_found)
}

/// The charge that counts for an order: the one that waits, or the last one.
pub(crate) async fn charge(holder: &Holder, order: &Order) -> Result<Option<Charge>, Problem> {
    let Some(id) = order.charge().or_else(|| order.snapshot().charges.last()) else { return Ok(None) };
    Ok(holder.visit.app.store.find_charge(id).await?)
}

/// Path of an order's page.
pub(crate) fn path(id: &OrderId) -> String {
    format!("/pedidos/{id}")
}
