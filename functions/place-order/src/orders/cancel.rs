//! Calling an order off that was not paid.

use super::{charge, own, path, pay};
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Holder};
use domain::digital::charge;
use domain::digital::order;
use store::Change;

/// POST `/pedidos/{id}/cancelar`
pub(crate) async fn cancel(holder: Holder, Path(id): Path<String>) -> Answer {
    let (visit, order) = (&holder.visit, own(&holder, &id).await?);
    let to = path(order.id());
    let waiting = match order.charge() {
        Some(_) => charge(&holder, &order).await?,
        None => None,
    };
    let paid = || {
        Problem::conflict(
            "Este pedido não pode mais ser cancelado aqui. Se foi pago, peça a devolução ao suporte.",
        )
    };
    let cancelled = order
        .apply(order::Command::Cancel, holder.actor(), visit.now)
        .map_err(|_| paid().leading_to("Ver o pedido", to.clone()))?;
    let mut change = Change::of(cancelled);
    let waiting = waiting
        .map(|waiting| waiting.apply(charge::Command::Cancel, holder.actor(), visit.now))
        .transpose()
        .map_err(|_| paid())?;
    if let Some(waiting) = &waiting {
        change = change.and(waiting);
    }
    visit.app.store.commit(change).await?;
    if let Some(waiting) = waiting {
        pay::wait(&holder, waiting.after().id()).await;
    }
    Ok(visit.see(&format!("{to}?feito=cancelado")))
}
