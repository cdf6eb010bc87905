//! Placing an order.

use super::form::{self, FormPage, Ordering, Wanted};
use super::{OVERTAKEN, path};
use common::digital::payment;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Holder, Input};
use domain::digital::order::{Order, OrderLine, Place, Unplaceable};
use domain::digital::product::Product;
use domain::digital::protocol::Protocol;
use domain::value::id::OrderId;
use domain::work::OrderNews;
use store::Change;
use store::limits::{Limit, Try};

const ROUTE: &str = "place-order";
/// Orders of one account.
const ORDERS: Limit = Limit { scope: "order", tries: 30, window_s: 24 * 3600 };

/// POST `/pedidos`
pub(crate) async fn place(holder: Holder, input: Input<Ordering>) -> Answer {
    let visit = &holder.visit;
    let product = form::sold(&holder, &input.body.product).await?;
    let placed = placed(&holder, &product, &input).await;
    match placed {
        Err(problem) if problem.is_about_the_form() => {
            let page = FormPage::of(&holder, &product, input.body.clone(), problem.told());
            Ok(visit.again(&page, problem))
        }
        placed => placed,
    }
}

async fn placed(holder: &Holder, product: &Product, input: &Input<Ordering>) -> Answer {
    let visit = &holder.visit;
    let once = input.once(visit, holder.account().as_str(), ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let Wanted { units, for_whom, billing } = input.body.read().map_err(Problem::fields)?;
    count(holder).await?;
    let place = Place {
        id: OrderId::from_bytes(visit.app.chance.bytes()),
        protocol: Protocol::from_chance(visit.app.chance.bytes()),
        buyer: holder.account().clone(),
        billing,
        for_whom,
        lines: vec![OrderLine::of(product, units)],
    };
    let placed = Order::place(place, holder.actor(), visit.now).map_err(|why| Problem::fields(told(why)))?;
    let path = format!("{}?feito=pedido", path(placed.after().id()));
    let mail = payment::mail_about(&visit.app, placed.after().id(), OrderNews::Placed);
    once.commit(visit, &path, Change::of(placed).then(&mail), OVERTAKEN).await
}

fn told(why: Unplaceable) -> Errors {
    let sentence = match why {
        Unplaceable::Nothing => "Diga quantos certificados quer.",
        Unplaceable::TooMany => "Um pedido tem até 40 certificados. Para mais, faça outro pedido.",
        Unplaceable::TooMuch => "O valor passa do que uma cobrança comporta. Divida em mais de um pedido.",
    };
    FieldError::new("units", sentence).into()
}

async fn count(holder: &Holder) -> Result<(), Problem> {
    match holder.visit.app.store.attempt(ORDERS, holder.account().as_str(), holder.visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(Problem::too_many(
            "Hoje já foram feitos muitos pedidos desta conta. Tente de novo amanhã, ou fale com o suporte.",
            retry_after_s,
        )),
    }
}
