//! The units of an order: whose each is, and what can be done with it ("Gerenciar Certificados").

use crate::found::{order, unit_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::web::{Answer, Holder, Site};
use domain::digital::entitlement::{Assignment, Entitlement, State};
use domain::value::calendar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The units.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "units.html")]
pub(crate) struct UnitsPage {
    #[serde(skip)]
    site: Site,
    /// What people call the order.
    protocol: String,
    /// Path of the order.
    order_path: String,
    /// How many nobody has yet.
    unassigned: usize,
    /// The units, in their order.
    units: Vec<UnitShown>,
}

/// A unit.
#[derive(Serialize, JsonSchema)]
pub(crate) struct UnitShown {
    /// Which unit of the order, from 1.
    number: u32,
    /// What it is.
    product: String,
    /// `unassigned`, `assigned`, `requested`, `spent` or `void`.
    state: &'static str,
    /// The kind of its badge, and its words.
    #[serde(skip)]
    badge: (&'static str, &'static str),
    /// Whose it is: CPF, masked, and address.
    holder: String,
    /// Since when.
    since: String,
    /// Path of its page.
    path: String,
    /// The case, once the request was sent.
    case: Option<String>,
    /// Whether it can be assigned, to somebody else too.
    can_assign: bool,
    /// Whether somebody has it who can be told again, and from whom it can be taken back.
    can_take_back: bool,
}

/// What was just done.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Said {
    /// A word for it.
    #[serde(default)]
    feito: String,
}

/// GET `/pedidos/{id}/certificados`
pub(crate) async fn show(holder: Holder, Path(id): Path<String>, Query(said): Query<Said>) -> Answer {
    let order = order(&holder, &id).await?;
    let visit = &holder.visit;
    let units = visit.app.store.list_entitlements(&order.snapshot().id).await?;
    let site = match said.feito.as_str() {
        "atribuido" => visit.site_saying("ok", "Certificado atribuído. O titular recebe o link por e-mail."),
        "retomado" => {
            visit.site_saying("ok", "O certificado voltou para você. O link do antigo titular não vale mais.")
        }
        "reenviado" => visit.site_saying("ok", "O link foi enviado de novo."),
        _ => visit.site(),
    };
    let page = UnitsPage {
        site,
        protocol: order.snapshot().protocol.as_str().to_owned(),
        order_path: format!("/pedidos/{}", order.snapshot().id.as_str().to_lowercase()),
        unassigned: units.iter().filter(|unit| unit.snapshot().state == State::Unassigned).count(),
        units: units.iter().map(UnitShown::of).collect(),
    };
    Ok(visit.show(&page))
}

impl UnitShown {
    /// A unit as its buyer sees it.
    pub(crate) fn of(unit: &Entitlement) -> Self {
        let snapshot = unit.snapshot();
        let (badge, assignment) = standing(&snapshot.state);
        let holder = assignment.map(|a| format!("{} · {}", a.to.cpf.masked(), a.to.email.as_str()));
        let since = assignment.map(|a| calendar::moment(a.at));
        let case = match &snapshot.state {
            State::Requested { enrollment, .. } | State::Spent { enrollment, .. } => {
                Some(format!("/solicitacoes/{}", enrollment.as_str().to_lowercase()))
            }
            _ => None,
        };
        Self {
            number: snapshot.number,
            product: snapshot.of.title.to_string(),
            state: snapshot.state.kind(),
            badge,
            holder: holder.unwrap_or_default(),
            since: since.unwrap_or_default(),
            path: unit_path(unit),
            case,
            can_assign: matches!(snapshot.state, State::Unassigned | State::Assigned { .. }),
            can_take_back: matches!(snapshot.state, State::Assigned { .. }),
        }
    }
}

type Badge = (&'static str, &'static str);

fn standing(state: &State) -> (Badge, Option<&Assignment>) {
    match state {
        State::Unassigned => (("warning", "Por atribuir"), None),
        State::Assigned { assignment } => (("pending", "Com o titular"), Some(assignment)),
        State::Requested { assignment, .. } => (("progress", "Solicitado"), Some(assignment)),
        State::Spent { .. } => (("ready", "Emitido"), None),
        State::Void { .. } => (("unavailable", "Anulado"), None),
    }
}
