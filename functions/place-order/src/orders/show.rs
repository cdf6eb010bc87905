//! The page of an order: what it is, how it is paid, and what became of it.

use super::{charge, own, path, second};
use crate::words;
use askama::Template;
use axum::extract::{Path, Query};
use common::web::form::fresh_key;
use common::web::{Answer, Holder, Site};
use domain::digital::calendar::{Calendar, Country, weekday_and_day};
use domain::digital::charge::{self, Charge, Method};
use domain::digital::entitlement::{self, Entitlement};
use domain::digital::order::{Order, Settled, State};
use domain::digital::payment::Barcode;
use domain::value::calendar;
use domain::value::money::Cents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the page is to say above.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Saying {
    /// What was done just before: `pedido`, `cancelado` or `verificado`.
    #[serde(default)]
    feito: String,
}

/// An order.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "order.html")]
pub(crate) struct OrderPage {
    #[serde(skip)]
    site: Site,
    /// Path of this page.
    path: String,
    /// Number of the process.
    protocol: String,
    /// Name of its state: `open`, `awaiting_payment`, `paid`, `cancelled`, `expired`, `refunded`.
    state: &'static str,
    /// Shape and word of its state.
    kind: &'static str,
    label: &'static str,
    /// What happens next, in a sentence.
    sentence: String,
    /// What was ordered: how many of what, one's price, and what they come to.
    lines: Vec<Line>,
    /// What all comes to.
    total: String,
    /// When it was placed.
    placed: String,
    /// Who pays.
    payer: String,
    payer_number: String,
    /// Where mails about it go.
    email: String,
    /// Whether a way to pay may be chosen.
    can_choose: bool,
    /// Whether it may be called off.
    can_cancel: bool,
    /// Why no way to pay can be chosen; empty, one can.
    obstacle: &'static str,
    /// Instalments with what each comes to.
    instalments: Vec<(String, String)>,
    /// The charge that waits, or brought the money.
    charge: Option<ChargeShown>,
    /// The paid units.
    units: Vec<Unit>,
    /// Whether nothing is expected to change soon: while it is not, the page looks again by itself.
    finished: bool,
    /// Goes into the field `idempotency_key` of a choice.
    idempotency_key: String,
}

/// A line of an order.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Line {
    pub(crate) what: String,
    pub(crate) price: String,
    pub(crate) amount: String,
}

/// A charge.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ChargeShown {
    /// `pix`, `boleto`, `cartao`, `debito` or `fora`.
    by: &'static str,
    /// How it is paid, in words.
    method: String,
    /// Name of its state.
    state: &'static str,
    /// Whether it may be paid.
    is_payable: bool,
    /// Whether the provider does not have it yet.
    is_being_made: bool,
    /// Until when, with the weekday.
    due: String,
    /// The text of a Pix code; empty, it is none.
    pix: String,
    /// The line that people type; empty, it is no boleto.
    line: String,
    /// The page of the provider; empty, there is none.
    page: String,
    /// Days from and to which a second boleto may be due, and whether there are some.
    second_from: String,
    second_to: String,
    can_renew: bool,
    /// Whether it is a second one.
    is_second: bool,
}

/// A paid unit.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Unit {
    number: u32,
    title: String,
    kind: &'static str,
    label: &'static str,
}

/// GET `/pedidos/{id}`
pub(crate) async fn show(holder: Holder, Path(id): Path<String>, Query(saying): Query<Saying>) -> Answer {
    let order = own(&holder, &id).await?;
    let charge = charge(&holder, &order).await?;
    let is_granted = matches!(order.snapshot().state, State::Paid { .. } | State::Refunded { .. });
    let units =
        if is_granted { holder.visit.app.store.list_entitlements(order.id()).await? } else { Vec::new() };
    let mut page = OrderPage::of(&holder, &order, charge.as_ref(), &units);
    if let Some(sentence) = said(&saying.feito, &order.snapshot().state) {
        page.site = holder.visit.site_saying("ok", sentence);
    }
    Ok(holder.visit.show(&page))
}

fn said(what: &str, state: &State) -> Option<&'static str> {
    match (what, state) {
        ("pedido", State::Open) => Some("Pedido feito. Falta escolher como pagar."),
        ("cancelado", State::Cancelled { .. }) => {
            Some("Pedido cancelado. Se alguém pagar mesmo assim, o dinheiro é devolvido.")
        }
        ("verificado", State::Open | State::AwaitingPayment { .. }) => {
            Some("Perguntamos agora: o pagamento ainda não foi reconhecido.")
        }
        ("verificado", State::Paid { .. }) => Some("O pagamento foi reconhecido."),
        _ => None,
    }
}

impl OrderPage {
    fn of(holder: &Holder, order: &Order, charge: Option<&Charge>, units: &[Entitlement]) -> Self {
        let (visit, snapshot) = (&holder.visit, order.snapshot());
        let (kind, label) = words::order(&snapshot.state);
        let is_on = visit.app.payments.is_on();
        let is_free = snapshot.total == Cents::ZERO;
        let obstacle = match (is_free, is_on) {
            (true, _) => "Este pedido não tem custo. Ele segue assim que alguém da supervisão o confirmar.",
            (_, false) => {
                "Os pagamentos por aqui estão desligados. A equipe confere o pedido e entra em contato."
            }
            _ => "",
        };
        Self {
            site: visit.site(),
            path: path(&snapshot.id),
            protocol: snapshot.protocol.to_string(),
            state: snapshot.state.kind(),
            kind,
            label,
            sentence: sentence(order, charge),
            lines: lines(order),
            total: snapshot.total.to_string(),
            placed: calendar::moment(snapshot.placed_at),
            payer: snapshot.billing.name.to_string(),
            payer_number: snapshot.billing.payer.shown(),
            email: snapshot.billing.email.as_str().to_owned(),
            can_choose: order.is_unpaid() && obstacle.is_empty(),
            can_cancel: order.is_unpaid(),
            obstacle: if order.is_unpaid() { obstacle } else { "" },
            instalments: instalments(snapshot.total),
            charge: charge.filter(|_| matters(&snapshot.state)).map(|charge| ChargeShown::of(holder, charge)),
            units: units.iter().map(Unit::of).collect(),
            finished: order.charge().is_none(),
            idempotency_key: fresh_key(&visit.app),
        }
    }
}

/// Whether the charge of an order in this state is shown.
fn matters(state: &State) -> bool {
    matches!(state, State::AwaitingPayment { .. } | State::Paid { .. } | State::Refunded { .. })
}

/// What was ordered.
pub(crate) fn lines(order: &Order) -> Vec<Line> {
    let line = |line: &domain::digital::order::OrderLine| Line {
        what: format!("{} × {}", line.units, line.title),
        price: line.price.to_string(),
        amount: line.price.times(line.units).unwrap_or_default().to_string(),
    };
    order.snapshot().lines.iter().map(line).collect()
}

fn sentence(order: &Order, charge: Option<&Charge>) -> String {
    match &order.snapshot().state {
        State::Open => "O certificado só é emitido depois do pagamento.".to_owned(),
        State::AwaitingPayment { due, .. } => match charge.map(|charge| &charge.snapshot().state) {
            Some(charge::State::Overdue) => {
                format!("Venceu em {}, e o pagamento não foi reconhecido.", weekday_and_day(*due))
            }
            _ => format!("Pague até {}.", weekday_and_day(*due)),
        },
        State::Paid { at, settled: Settled::Charge { .. } } => {
            format!("Pagamento reconhecido em {}.", calendar::moment(*at))
        }
        State::Paid { at, settled: Settled::Word { .. } } => {
            format!("Confirmado sem custo em {}.", calendar::moment(*at))
        }
        State::Cancelled { at } => format!("Cancelado em {}.", calendar::moment(*at)),
        State::Expired { at } => format!("Ninguém pagou, e o pedido venceu em {}.", calendar::moment(*at)),
        State::Refunded { at } => format!("O dinheiro foi devolvido em {}.", calendar::moment(*at)),
    }
}

/// One to ten instalments of at least five reais each.
fn instalments(total: Cents) -> Vec<(String, String)> {
    let each = |n: u64| Cents::new(total.get().div_ceil(n)).unwrap_or_default();
    let most = (total.get() / 500).clamp(1, u64::from(Method::MOST_INSTALMENTS));
    (1..=most)
        .map(|n| {
            let label = if n == 1 {
                format!("À vista, {total}")
            } else {
                format!("{n} vezes de {} sem juros", each(n))
            };
            (n.to_string(), label)
        })
        .collect()
}

impl ChargeShown {
    fn of(holder: &Holder, charge: &Charge) -> Self {
        let snapshot = charge.snapshot();
        let registered = snapshot.registered.as_ref();
        let today = Country::Brazil.day(holder.visit.now);
        let second = second::days(charge, today);
        let line =
            registered.and_then(|r| r.barcode.as_deref()).and_then(|digits| Barcode::parse(digits).ok());
        let due = if snapshot.method == Method::Boleto {
            Calendar::Bank.at_or_after(snapshot.due)
        } else {
            snapshot.due
        };
        let pix = registered.and_then(|r| r.pix.clone()).unwrap_or_default();
        let page = registered.and_then(|r| r.page.clone()).unwrap_or_default();
        Self {
            by: snapshot.method.kind(),
            method: words::method(snapshot.method),
            state: snapshot.state.kind(),
            is_payable: charge.is_payable(),
            is_being_made: matches!(snapshot.state, charge::State::Created),
            due: weekday_and_day(due),
            pix,
            line: line.map(|barcode| barcode.line()).unwrap_or_default(),
            page,
            second_from: second.map(|(from, _)| from.to_string()).unwrap_or_default(),
            second_to: second.map(|(_, to)| to.to_string()).unwrap_or_default(),
            can_renew: second.is_some(),
            is_second: snapshot.original_due != snapshot.due,
        }
    }
}

impl Unit {
    fn of(unit: &Entitlement) -> Self {
        let snapshot = unit.snapshot();
        let (kind, label) = match snapshot.state {
            entitlement::State::Unassigned => ("pending", "A atribuir"),
            entitlement::State::Assigned { .. } => ("progress", "Atribuído"),
            entitlement::State::Requested { .. } => ("progress", "Solicitado"),
            entitlement::State::Spent { .. } => ("valid", "Emitido"),
            entitlement::State::Void { .. } => ("revoked", "Anulado"),
        };
        Self { number: snapshot.number, title: snapshot.of.title.to_string(), kind, label }
    }
}
