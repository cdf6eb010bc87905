//! Seeing how a product will be, and keeping it.

use super::form::{ProductPage, Typed, found};
use crate::shop::Offer;
use askama::Template;
use axum::extract::Path;
use common::digital::product::id_of;
use common::error::{FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Input, Site, Supervisor};
use domain::digital::product::{Command, Product, ProductCode, Terms};
use domain::transition::Transition;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

const ROUTE: &str = "save-product";
const OVERTAKEN: &str =
    "Outra pessoa mudou este produto no mesmo instante. Abra-o de novo e veja como ficou.";

/// How a product will be.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "product_review.html")]
pub(crate) struct ReviewPage {
    #[serde(skip)]
    site: Site,
    /// Goes into the field `idempotency_key`.
    idempotency_key: String,
    /// As it will be in the shop.
    offer: Offer,
    /// What it costs now; empty, the same, or it is a new one.
    old_price: String,
    /// What is to be kept.
    typed: Typed,
}

impl ReviewPage {
    fn fields(&self) -> Vec<(&'static str, String)> {
        self.typed.fields()
    }

    fn window(&self) -> String {
        match self.typed.until.as_str() {
            "" => format!("desde {}", self.typed.from),
            until => format!("de {} a {until}", self.typed.from),
        }
    }
}

/// Whether a product is sold.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Selling {
    /// `true`, it is sold.
    #[serde(deserialize_with = "common::web::form::yes_or_no")]
    offered: bool,
}

/// POST `/supervisao/catalogo/conferir`
pub(crate) async fn review(supervisor: Supervisor, input: Input<Typed>) -> Answer {
    let visit = &supervisor.visit;
    let typed = input.body;
    let before = known(&supervisor, &typed).await?;
    if typed.edit {
        return Ok(visit.show(&ProductPage::of(&supervisor, before.as_ref(), typed, Default::default())));
    }
    let changed = typed
        .read()
        .map_err(Problem::fields)
        .and_then(|(code, terms)| changed(&supervisor, before.clone(), &typed, code, terms));
    match changed {
        Ok(changed) => {
            let offer = Offer::of(changed.after(), false);
            let old = before
                .map(|product| product.snapshot().terms.price.to_string())
                .filter(|old| *old != offer.price);
            let idempotency_key = fresh_key(&visit.app);
            Ok(visit.show(&ReviewPage {
                site: visit.site(),
                idempotency_key,
                offer,
                old_price: old.unwrap_or_default(),
                typed,
            }))
        }
        Err(problem) => again(&supervisor, before.as_ref(), typed, problem),
    }
}

/// POST `/supervisao/catalogo`
pub(crate) async fn save(supervisor: Supervisor, input: Input<Typed>) -> Answer {
    let visit = &supervisor.visit;
    let once = input.once(visit, supervisor.account.as_str(), ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let typed = input.body;
    let before = known(&supervisor, &typed).await?;
    let changed = typed
        .read()
        .map_err(Problem::fields)
        .and_then(|(code, terms)| changed(&supervisor, before.clone(), &typed, code, terms));
    match changed {
        Ok(changed) => {
            once.commit(visit, "/supervisao/catalogo?feito=guardado", Change::of(changed), OVERTAKEN).await
        }
        Err(problem) => again(&supervisor, before.as_ref(), typed, problem),
    }
}

fn again(supervisor: &Supervisor, before: Option<&Product>, typed: Typed, problem: Problem) -> Answer {
    if !problem.is_about_the_form() {
        return Err(problem);
    }
    let page = ProductPage::of(supervisor, before, typed, problem.told());
    Ok(supervisor.visit.again(&page, problem))
}

/// The product that is changed.
async fn known(supervisor: &Supervisor, typed: &Typed) -> Result<Option<Product>, Problem> {
    let Ok(code) = ProductCode::parse(&typed.code) else { return Ok(None) };
    Ok(supervisor.visit.app.store.find_product(&id_of(&code)).await?)
}

/// A new product, or one with other terms: of the version that was seen.
fn changed(
    supervisor: &Supervisor,
    before: Option<Product>,
    typed: &Typed,
    code: ProductCode,
    terms: Terms,
) -> Result<Transition<Product>, Problem> {
    let (actor, now) = (supervisor.actor(), supervisor.visit.now);
    match (before, typed.version) {
        (None, None) => Ok(Product::introduce(id_of(&code), code, terms, actor, now)),
        (Some(product), Some(seen)) if product.snapshot().version == seen => {
            Ok(product.apply(Command::Revise(Box::new(terms)), actor, now)?)
        }
        (Some(_), None) => {
            Err(Problem::fields(FieldError::new("code", "Já há um produto com este código. Escolha outro.")))
        }
        _ => Err(Problem::conflict(OVERTAKEN)),
    }
}

/// POST `/supervisao/catalogo/{code}/venda`
pub(crate) async fn sell(supervisor: Supervisor, Path(code): Path<String>, input: Input<Selling>) -> Answer {
    let visit = &supervisor.visit;
    let product = found(&supervisor, &code).await?;
    let command = if input.body.offered { Command::Offer } else { Command::Withdraw };
    // Pressed twice, it is as it was asked to be.
    if let Ok(changed) = product.apply(command, supervisor.actor(), visit.now) {
        visit.app.store.commit(Change::of(changed)).await?;
    }
    Ok(visit.see("/supervisao/catalogo?feito=guardado"))
}
