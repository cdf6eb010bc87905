//! The list of products.

use crate::words;
use askama::Template;
use axum::extract::Query;
use common::web::{Answer, Site, Supervisor};
use domain::digital::calendar::Country;
use domain::digital::product::{Product, State};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the page is to say above.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Saying {
    /// What was done just before: `guardado`.
    #[serde(default)]
    feito: String,
}

/// The catalogue.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "catalogue.html")]
pub(crate) struct CataloguePage {
    #[serde(skip)]
    site: Site,
    /// Every product, also those that are not sold.
    products: Vec<Entry>,
}

#[derive(Serialize, JsonSchema)]
struct Entry {
    path: String,
    code: String,
    title: String,
    holder: &'static str,
    storage: &'static str,
    validity: String,
    price: String,
    sale: &'static str,
    kind: &'static str,
    label: &'static str,
    /// Number of its terms, from 1.
    version: u64,
    is_offered: bool,
}

/// GET `/supervisao/catalogo`
pub(crate) async fn show(supervisor: Supervisor, Query(saying): Query<Saying>) -> Answer {
    let visit = &supervisor.visit;
    let today = Country::Brazil.day(visit.now);
    let products = visit.app.store.list_products().await?;
    let products = products.iter().map(|product| Entry::of(product, today)).collect();
    let site = match saying.feito.as_str() {
        "guardado" => visit.site_saying(
            "ok",
            "Guardado. Vale para pedidos novos; os que já foram feitos ficam como estavam.",
        ),
        _ => visit.site(),
    };
    Ok(visit.show(&CataloguePage { site, products }))
}

impl Entry {
    fn of(product: &Product, today: Date) -> Self {
        let snapshot = product.snapshot();
        let terms = &snapshot.terms;
        let (kind, label) = match &snapshot.state {
            State::Withdrawn { .. } => ("unavailable", "Suspenso"),
            State::Offered if product.sold_on(today) => ("valid", "À venda"),
            State::Offered if today < terms.from => ("pending", "Ainda não"),
            State::Offered => ("unavailable", "Prazo acabou"),
        };
        Self {
            path: format!("/supervisao/catalogo/{}", snapshot.code),
            code: snapshot.code.to_string(),
            title: terms.title.to_string(),
            holder: words::holder(terms.holder),
            storage: words::storage(terms.storage),
            validity: words::validity(terms.validity_months),
            price: terms.price.to_string(),
            sale: words::sale(terms.sale),
            kind,
            label,
            version: snapshot.version,
            is_offered: snapshot.state == State::Offered,
        }
    }
}
