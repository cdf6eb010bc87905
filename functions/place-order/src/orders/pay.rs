//! Choosing how to pay, and asking whether it was paid.

use super::{OVERTAKEN, charge, own, path};
use axum::extract::Path;
use common::digital::payment;
use common::error::{FieldError, Problem};
use common::web::{Answer, Holder, Input};
use domain::digital::calendar::{Calendar, Country};
use domain::digital::charge::{Charge, Command, Create, Method};
use domain::digital::order::{self, Order};
use domain::transition::{Actor, Transition};
use domain::value::id::ChargeId;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Deserialize;
use std::time::Duration;
use store::Change;
use store::limits::{Limit, Try};

const ROUTE: &str = "choose-payment";
/// Business days until a boleto is due, and until what is paid at once is.
const DUE_DAYS: (u32, u32) = (3, 1);
/// How long a page waits for the provider. What takes longer comes with the next look.
const WAITS: Duration = Duration::from_secs(8);
/// How often whoever looks has the provider asked.
const CHECKS: Limit = Limit { scope: "check-payment", tries: 6, window_s: 60 };
/// How many charges an order may have.
const CHARGES: usize = 20;

/// How to pay.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Choosing {
    /// `pix`, `boleto`, `cartao` or `debito`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    method: String,
    /// Instalments of a card, from 1 to 10; 1 when it is left out.
    #[serde(default, deserialize_with = "common::web::form::whole")]
    instalments: Option<u64>,
}

impl Choosing {
    fn read(&self) -> Result<Method, Problem> {
        let instalments = self.instalments.unwrap_or(1);
        let instalments =
            u8::try_from(instalments).ok().filter(|n| (1..=Method::MOST_INSTALMENTS).contains(n));
        match (self.method.as_str(), instalments) {
            ("pix", _) => Ok(Method::Pix),
            ("boleto", _) => Ok(Method::Boleto),
            ("cartao", Some(instalments)) => Ok(Method::Card { instalments }),
            ("debito", _) => Ok(Method::Debit),
            ("cartao", None) => {
                Err(Problem::fields(FieldError::new("instalments", "Escolha de 1 a 10 parcelas.")))
            }
            _ => Err(Problem::fields(FieldError::new(
                "method",
                "Escolha como pagar: Pix, boleto, cartão ou débito.",
            ))),
        }
    }
}

/// POST `/pedidos/{id}/pagamento`
pub(crate) async fn choose(holder: Holder, Path(id): Path<String>, input: Input<Choosing>) -> Answer {
    let (visit, order) = (&holder.visit, own(&holder, &id).await?);
    let subject = format!("{}#{}", holder.account(), order.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let method = input.body.read()?;
    if !visit.app.payments.is_on() {
        return Err(Problem::conflict(
            "Os pagamentos por aqui estão desligados. A equipe entra em contato sobre o pedido.",
        ));
    }
    if !order.is_unpaid() || order.snapshot().charges.len() >= CHARGES {
        return Err(Problem::conflict("Este pedido não espera mais por pagamento.")
            .leading_to("Ver o pedido", path(order.id())));
    }
    let today = Country::Brazil.day(visit.now);
    let days = if method == Method::Boleto { DUE_DAYS.0 } else { DUE_DAYS.1 };
    let due = Calendar::Bank.after(today, days);
    let new = create(&holder, &order, method, due, None);
    let to = path(order.id());
    let change = asking(&holder, order, &new).await?;
    let answer = once.commit(visit, &to, change, OVERTAKEN).await?;
    wait(&holder, new.after().id()).await;
    Ok(answer)
}

/// A charge of an order.
pub(super) fn create(
    holder: &Holder,
    order: &Order,
    method: Method,
    due: Date,
    original_due: Option<Date>,
) -> Transition<Charge> {
    let snapshot = order.snapshot();
    let create = Create {
        id: ChargeId::from_bytes(holder.visit.app.chance.bytes()),
        order: snapshot.id.clone(),
        protocol: snapshot.protocol.clone(),
        buyer: snapshot.buyer.clone(),
        method,
        amount: snapshot.total,
        due,
        original_due,
    };
    Charge::create(create, Actor::Holder(snapshot.buyer.clone()), holder.visit.now)
}

/// The change by which an order is to be paid by a new charge; the one before is called off.
pub(super) async fn asking(
    holder: &Holder,
    order: Order,
    new: &Transition<Charge>,
) -> Result<Change<Order>, Problem> {
    let now = holder.visit.now;
    let earlier = match order.charge() {
        Some(_) => charge(holder, &order).await?,
        None => None,
    };
    let ask = order::Command::Ask { charge: new.after().id().clone(), due: new.after().snapshot().due };
    let mut change = Change::of(order.apply(ask, holder.actor(), now)?).and(new);
    if let Some(earlier) = earlier {
        // One that has its money by now has it told to the order soon: it must not be called off.
        let cancelled = earlier.apply(Command::Cancel, holder.actor(), now);
        change = change.and(&cancelled.map_err(|_| {
            Problem::conflict("O pagamento anterior já está a caminho. Recarregue a página.")
        })?);
    }
    Ok(change)
}

/// Asks the provider now, for as long as somebody waits for a page.
pub(super) async fn wait(holder: &Holder, id: &ChargeId) {
    let asked = tokio::time::timeout(WAITS, payment::ask(&holder.visit.app, id)).await;
    if !matches!(asked, Ok(Ok(()))) {
        tracing::warn!(charge = id.as_str(), "charge {id}: not asked while somebody waited, run-clock asks");
    }
}

/// POST `/pedidos/{id}/verificar`
pub(crate) async fn check(holder: Holder, Path(id): Path<String>) -> Answer {
    let order = own(&holder, &id).await?;
    match holder.visit.app.store.attempt(CHECKS, order.id().as_str(), holder.visit.now).await? {
        Try::Allowed => {}
        Try::Full { retry_after_s } => {
            return Err(Problem::too_many("Já perguntamos agora há pouco. Espere um minuto.", retry_after_s));
        }
    }
    if let Some(charge) = charge(&holder, &order).await? {
        wait(&holder, charge.id()).await;
    }
    Ok(holder.visit.see(&format!("{}?feito=verificado", path(order.id()))))
}
