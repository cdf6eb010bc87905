//! Meus pedidos.

use super::path;
use crate::words;
use askama::Template;
use axum::extract::Query;
use common::error::Problem;
use common::web::{Answer, Holder, Site};
use domain::digital::order::{Order, State};
use domain::value::calendar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Cursor;

/// Orders on one page.
pub(crate) const PAGE: i32 = 20;
/// Pages that are looked through for a filter at once: so many orders of one buyer.
pub(crate) const MOST_PAGES: usize = 25;

/// Which orders.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Asked {
    /// `todos`, `abertos`, `pagos`, `encerrados`.
    #[serde(default)]
    situacao: String,
    /// Where the list goes on.
    #[serde(default)]
    depois: String,
}

/// The orders of a buyer.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "orders.html")]
pub(crate) struct ListPage {
    #[serde(skip)]
    pub(crate) site: Site,
    /// The filters, each with its path and whether it is chosen.
    filters: Vec<Filter>,
    /// The orders.
    orders: Vec<Entry>,
    /// Path of the next page; empty, there is none.
    next: String,
    /// Whether this is what a search found.
    is_search: bool,
    /// What is wrong with what was searched for.
    error: String,
}

/// A filter.
#[derive(Serialize, JsonSchema)]
struct Filter {
    label: &'static str,
    path: String,
    is_chosen: bool,
}

/// An order in the list.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Entry {
    /// Its page.
    path: String,
    /// Number of the process.
    protocol: String,
    /// What was ordered.
    what: String,
    /// What it comes to.
    total: String,
    /// When it was placed.
    placed: String,
    /// Shape of its state.
    kind: &'static str,
    /// Word of its state.
    label: &'static str,
}

const FILTERS: [(&str, &str); 4] =
    [("todos", "Todos"), ("abertos", "A pagar"), ("pagos", "Pagos"), ("encerrados", "Encerrados")];

/// GET `/pedidos`
pub(crate) async fn show(holder: Holder, Query(asked): Query<Asked>) -> Answer {
    let chosen =
        FILTERS.iter().map(|(name, _)| *name).find(|name| *name == asked.situacao).unwrap_or("todos");
    let (orders, next) = page(&holder, Cursor::parse(&asked.depois), chosen).await?;
    let next = next.map(|next| format!("/pedidos?situacao={chosen}&depois={}", in_query(next.as_str())));
    let mut page = ListPage::of(&holder, &orders, chosen);
    page.next = next.unwrap_or_default();
    Ok(holder.visit.show(&page))
}

fn in_query(text: &str) -> String {
    text.replace('#', "%23").replace('+', "%2B")
}

/// The next orders that a filter lets through.
async fn page(
    holder: &Holder,
    mut after: Option<Cursor>,
    chosen: &str,
) -> Result<(Vec<Order>, Option<Cursor>), Problem> {
    let mut found = Vec::new();
    for _ in 0..MOST_PAGES {
        let listed = holder.visit.app.store.list_orders(holder.account(), PAGE, after.as_ref()).await?;
        found.extend(listed.items.into_iter().filter(|order| fits(chosen, &order.snapshot().state)));
        after = listed.next;
        if after.is_none() || found.len() >= 15 {
            break;
        }
    }
    Ok((found, after))
}

fn fits(chosen: &str, state: &State) -> bool {
    match chosen {
        "abertos" => matches!(state, State::Open | State::AwaitingPayment { .. }),
        "pagos" => matches!(state, State::Paid { .. }),
        "encerrados" => {
            matches!(state, State::Cancelled { .. } | State::Expired { .. } | State::Refunded { .. })
        }
        _ => true,
    }
}

impl ListPage {
    /// A page of these orders.
    pub(crate) fn of(holder: &Holder, orders: &[Order], chosen: &str) -> Self {
        let filter = |(name, label): &(&'static str, &'static str)| Filter {
            label,
            path: format!("/pedidos?situacao={name}"),
            is_chosen: *name == chosen,
        };
        Self {
            site: holder.visit.site(),
            filters: FILTERS.iter().map(filter).collect(),
            orders: orders.iter().map(Entry::of).collect(),
            next: String::new(),
            is_search: false,
            error: String::new(),
        }
    }

    /// The same as what a search found, or as what is wrong with it.
    pub(crate) fn found(self, error: String) -> Self {
        Self { is_search: true, error, ..self }
    }
}

impl Entry {
    fn of(order: &Order) -> Self {
        let snapshot = order.snapshot();
        let (kind, label) = words::order(&snapshot.state);
        let lines = snapshot.lines.iter().map(|line| format!("{} × {}", line.units, line.title));
        Self {
            path: path(&snapshot.id),
            protocol: snapshot.protocol.to_string(),
            what: lines.collect::<Vec<_>>().join(", "),
            total: snapshot.total.to_string(),
            placed: words::short(calendar::brasilia(snapshot.placed_at).date()),
            kind,
            label,
        }
    }
}
