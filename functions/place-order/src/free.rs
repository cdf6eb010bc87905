//! Orders that cost nothing: a supervisor says that they go on.

use crate::orders;
use askama::Template;
use axum::extract::Path;
use common::digital::payment::{granted, mail_about};
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Site, Supervisor};
use domain::digital::order::{Command, Order};
use domain::participation::edition::Line;
use domain::value::calendar;
use domain::value::id::OrderId;
use domain::work::OrderNews;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// How many are shown: the oldest.
const MOST: i32 = 100;

/// The orders.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "free.html")]
pub(crate) struct FreePage {
    #[serde(skip)]
    site: Site,
    /// The oldest first.
    orders: Vec<Entry>,
}

/// An order.
#[derive(Serialize, JsonSchema)]
struct Entry {
    path: String,
    protocol: String,
    lines: Vec<String>,
    who: String,
    number: String,
    since: String,
}

/// Why it goes on.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Confirming {
    /// In up to 200 characters.
    #[serde(default)]
    #[schemars(length(min = 1))]
    reason: String,
}

/// GET `/supervisao/pedidos`
pub(crate) async fn show(supervisor: Supervisor) -> Answer {
    let visit = &supervisor.visit;
    let orders = visit.app.store.list_unconfirmed_orders(MOST).await?;
    Ok(visit.show(&FreePage { site: visit.site(), orders: orders.iter().map(Entry::of).collect() }))
}

impl Entry {
    fn of(order: &Order) -> Self {
        let snapshot = order.snapshot();
        Self {
            path: format!("/supervisao/pedidos/{}", snapshot.id),
            protocol: snapshot.protocol.to_string(),
            lines: orders::show::lines(order).into_iter().map(|line| line.what).collect(),
            who: snapshot.billing.name.to_string(),
            number: snapshot.billing.payer.shown(),
            since: calendar::moment(snapshot.placed_at),
        }
    }
}

/// POST `/supervisao/pedidos/{id}`
pub(crate) async fn confirm(
    supervisor: Supervisor,
    Path(id): Path<String>,
    input: Input<Confirming>,
) -> Answer {
    let (visit, app) = (&supervisor.visit, &supervisor.visit.app);
    let id = OrderId::parse(&id).map_err(|_| Problem::not_found())?;
    let order = app.store.find_order(&id).await?.filter(Order::waits_for_a_word);
    let order = order.ok_or_else(|| Problem::conflict("Este pedido não espera mais por confirmação."))?;
    let reason = Line::parse(&input.body.reason);
    let reason = reason.map_err(|_| {
        Problem::fields(FieldError::new("reason", "Diga em até 200 caracteres por que o pedido segue."))
    })?;
    if order.snapshot().buyer == supervisor.account {
        return Err(Problem::conflict("Um pedido seu é confirmado por outra pessoa."));
    }
    let units = granted(app, &order);
    let confirmed = order.apply(Command::Confirm(reason), supervisor.actor(), visit.now)?;
    let mail = mail_about(app, confirmed.after().id(), OrderNews::Paid);
    let change = units.iter().fold(Change::of(confirmed).then(&mail), Change::and);
    app.store.commit(change).await?;
    Ok(visit.see("/supervisao/pedidos"))
}
