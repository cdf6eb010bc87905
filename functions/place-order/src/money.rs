//! Payments that a supervisor has to look at.

use crate::words;
use askama::Template;
use axum::extract::Path;
use common::digital::payment;
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Site, Supervisor};
use domain::digital::charge::{Charge, Command, State};
use domain::participation::edition::Line;
use domain::value::calendar;
use domain::value::id::ChargeId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// How many are shown: the oldest.
const MOST: i32 = 100;

/// The payments.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "money.html")]
pub(crate) struct MoneyPage {
    #[serde(skip)]
    site: Site,
    /// The oldest first.
    payments: Vec<Entry>,
    /// Whether there are more than are shown.
    is_cut: bool,
}

/// A payment.
#[derive(Serialize, JsonSchema)]
struct Entry {
    path: String,
    protocol: String,
    sentence: String,
    method: String,
    amount: String,
    since: String,
    state: &'static str,
    can_give_back: bool,
    is_given_back: bool,
}

/// What is decided.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Deciding {
    /// `resolvido` or `devolver`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    what: String,
    /// What was done, or why it goes back; up to 200 characters.
    #[serde(default)]
    #[schemars(length(min = 1))]
    words: String,
}

/// GET `/supervisao/pagamentos`
pub(crate) async fn show(supervisor: Supervisor) -> Answer {
    let visit = &supervisor.visit;
    let found = visit.app.store.list_troubled_charges(MOST).await?;
    let is_cut = i32::try_from(found.len()).is_ok_and(|n| n == MOST);
    let payments = found.iter().filter_map(Entry::of).collect();
    Ok(visit.show(&MoneyPage { site: visit.site(), payments, is_cut }))
}

impl Entry {
    fn of(charge: &Charge) -> Option<Self> {
        let (snapshot, problem) = (charge.snapshot(), charge.trouble()?);
        let has_money = matches!(snapshot.state, State::Confirmed { .. } | State::Received { .. });
        Some(Self {
            path: format!("/supervisao/pagamentos/{}", snapshot.id),
            protocol: snapshot.protocol.to_string(),
            sentence: words::trouble(problem.trouble),
            method: words::method(snapshot.method),
            amount: snapshot.amount.to_string(),
            since: calendar::moment(problem.at),
            state: snapshot.state.kind(),
            can_give_back: has_money && snapshot.refund.is_none(),
            is_given_back: snapshot.refund.is_some(),
        })
    }
}

/// POST `/supervisao/pagamentos/{charge}`
pub(crate) async fn decide(supervisor: Supervisor, Path(id): Path<String>, input: Input<Deciding>) -> Answer {
    let visit = &supervisor.visit;
    let id = ChargeId::parse(&id).map_err(|_| Problem::not_found())?;
    let charge = visit.app.store.find_charge(&id).await?.ok_or_else(Problem::not_found)?;
    let words: Line<200> = Line::parse(&input.body.words)
        .map_err(|_| field("words", "Diga em até 200 caracteres o que foi feito, ou por quê."))?;
    let command = match input.body.what.as_str() {
        "resolvido" => Command::Resolve(words),
        "devolver" => Command::GiveBack(words),
        _ => return Err(field("what", "Escolha “Resolvido” ou “Devolver o dinheiro”.")),
    };
    let gives_back = matches!(command, Command::GiveBack(_));
    let refused = |_| Problem::conflict("Este pagamento já mudou. Recarregue a página.");
    let changed = charge.apply(command, supervisor.actor(), visit.now).map_err(refused)?;
    visit.app.store.commit(Change::of(changed)).await?;
    if gives_back && payment::ask(&visit.app, &id).await.is_err() {
        tracing::warn!(charge = id.as_str(), "charge {id}: the refund is asked for later");
    }
    Ok(visit.see("/supervisao/pagamentos"))
}

fn field(name: &str, sentence: &str) -> Problem {
    Problem::fields(FieldError::new(name, sentence))
}
