//! Segunda via: a new boleto in the place of one that was not paid, due at most ten days after the first one was.

use super::pay::{asking, create, wait};
use super::{OVERTAKEN, charge, own, path};
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::{Answer, Holder, Input};
use domain::digital::calendar::{Calendar, Country};
use domain::digital::charge::{Charge, Method};
use jiff::ToSpan as _;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;

const ROUTE: &str = "second-boleto";
/// The new one is due at most so many days after the first was.
pub(crate) const MOST_DAYS: i64 = 10;

/// A second boleto.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renewing {
    /// Until when, as `2026-12-03`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    due: String,
    /// Whether the terms are accepted again.
    #[serde(default, deserialize_with = "common::web::form::flag")]
    #[schemars(extend("const" = true))]
    accepts: bool,
}

/// The days from which one may be chosen: from today, or the next business day of banks, up to ten days after the first was due.
pub(crate) fn days(charge: &Charge, today: Date) -> Option<(Date, Date)> {
    let snapshot = charge.snapshot();
    let last = snapshot.original_due.saturating_add(MOST_DAYS.days());
    let first = Calendar::Bank.at_or_after(today);
    (snapshot.method == Method::Boleto && charge.is_payable() && first <= last).then_some((first, last))
}

/// POST `/pedidos/{id}/segunda-via`
pub(crate) async fn second(holder: Holder, Path(id): Path<String>, input: Input<Renewing>) -> Answer {
    let (visit, order) = (&holder.visit, own(&holder, &id).await?);
    let subject = format!("{}#{}", holder.account(), order.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let to = path(order.id());
    let earlier = charge(&holder, &order).await?.filter(|charge| order.charge() == Some(charge.id()));
    let earlier = earlier.ok_or_else(|| {
        Problem::conflict("Este pedido não tem boleto em aberto.").leading_to("Ver o pedido", to.clone())
    })?;
    let Some((first, last)) = days(&earlier, Country::Brazil.day(visit.now)) else {
        return Err(Problem::conflict("O prazo da segunda via passou: ela vence no máximo 10 dias depois do primeiro boleto. Escolha de novo como pagar.").leading_to("Ver o pedido", to));
    };
    let due = input
        .body
        .due
        .parse::<Date>()
        .ok()
        .filter(|due| (first..=last).contains(due) && Calendar::Bank.works(*due));
    let due = due.ok_or_else(|| {
        field(
            "due",
            format!("Escolha um dia útil de {} a {}.", crate::words::short(first), crate::words::short(last)),
        )
    })?;
    if !input.body.accepts {
        return Err(field("accepts", "Aceite os termos para emitir a segunda via.".to_owned()));
    }
    let new = create(&holder, &order, Method::Boleto, due, Some(earlier.snapshot().original_due));
    let change = asking(&holder, order, &new).await?;
    let answer = once.commit(visit, &to, change, OVERTAKEN).await?;
    wait(&holder, new.after().id()).await;
    wait(&holder, earlier.id()).await;
    Ok(answer)
}

fn field(name: &str, sentence: String) -> Problem {
    Problem::fields(FieldError::new(name, sentence))
}
