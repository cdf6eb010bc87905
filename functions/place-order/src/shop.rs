//! The shop: what is sold, for whom, and what is needed.

use crate::words;
use askama::Template;
use common::web::{Answer, Site, Visit};
use domain::digital::calendar::Country;
use domain::digital::product::{HolderKind, Product, Sale};
use schemars::JsonSchema;
use serde::Serialize;

/// What is sold.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "shop.html")]
pub(crate) struct ShopPage {
    #[serde(skip)]
    site: Site,
    /// Products for people, then those for companies.
    products: Vec<Offer>,
    /// Whether payments are taken here.
    takes_payments: bool,
}

/// A product on its card.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Offer {
    /// Its code.
    pub(crate) code: String,
    /// Title.
    pub(crate) title: String,
    /// What it is.
    pub(crate) about: String,
    /// For whom.
    pub(crate) holder: &'static str,
    /// Where its key lives.
    pub(crate) storage: &'static str,
    /// For how long it is valid.
    pub(crate) validity: String,
    /// What one costs.
    pub(crate) price: String,
    /// What it comes to in ten instalments; empty, where it is not worth it.
    pub(crate) instalments: String,
    /// What is needed.
    pub(crate) needed: Vec<&'static str>,
    /// What comes first.
    pub(crate) first: &'static str,
    /// Whether only vetted entities order it.
    pub(crate) is_vetted: bool,
    /// Where it is ordered; empty, when whoever looks may not.
    pub(crate) path: String,
}

impl Offer {
    /// A product, for whoever may order it or not.
    pub(crate) fn of(product: &Product, may_order: bool) -> Self {
        let snapshot = product.snapshot();
        let terms = &snapshot.terms;
        let tenth = domain::value::money::Cents::new(terms.price.get().div_ceil(10)).unwrap_or_default();
        let is_worth = terms.price.get() >= 10_000;
        Self {
            code: snapshot.code.to_string(),
            title: terms.title.to_string(),
            about: terms.about.to_string(),
            holder: words::holder(terms.holder),
            storage: words::storage(terms.storage),
            validity: words::validity(terms.validity_months),
            price: if terms.price.get() == 0 { "Sem custo".to_owned() } else { terms.price.to_string() },
            instalments: if is_worth {
                format!("ou 10 vezes de {tenth} no cartão, sem juros")
            } else {
                String::new()
            },
            needed: words::needed(terms),
            first: words::first(terms.first),
            is_vetted: terms.sale == Sale::Vetted,
            path: if may_order { format!("/pedidos/novo?produto={}", snapshot.code) } else { String::new() },
        }
    }
}

/// GET `/loja`
pub(crate) async fn show(visit: Visit) -> Answer {
    let today = Country::Brazil.day(visit.now);
    let mut products = visit.app.store.list_products().await?;
    products.retain(|product| product.sold_on(today));
    products.sort_by_key(|product| {
        let terms = &product.snapshot().terms;
        (terms.sale == Sale::Vetted, terms.holder == HolderKind::Company, terms.price)
    });
    let is_vetted = crate::orders::is_vetted(&visit.who);
    let may = |product: &Product| product.snapshot().terms.sale == Sale::Open || is_vetted;
    let products = products.iter().map(|product| Offer::of(product, may(product))).collect();
    let takes_payments = visit.app.payments.is_on();
    Ok(visit.show(&ShopPage { site: visit.site(), products, takes_payments }))
}
