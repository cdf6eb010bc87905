//! Signing in without the application: one of the codes to recover in its place.

use super::ask::{self, AFTER_RECOVERY, Proof};
use super::proof;
use askama::Template;
use common::error::Errors;
use common::web::{Answer, Holder, Input, Site};
use schemars::JsonSchema;
use serde::Serialize;

/// The form for a code to recover.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "recover_factor.html")]
pub(crate) struct RecoverPage {
    #[serde(skip)]
    site: Site,
    /// How many of them are left.
    left: usize,
    /// What is wrong.
    errors: Errors,
}

/// `GET /duas-etapas/recuperar`
pub(crate) async fn show(holder: Holder) -> Answer {
    let Some(factor) = ask::asked(&holder).await? else { return ask::elsewhere(&holder).await };
    let (site, left) = (holder.visit.site(), factor.recovery().len());
    Ok(holder.visit.show(&RecoverPage { site, left, errors: Errors::default() }))
}

/// `POST /duas-etapas/recuperar`
pub(crate) async fn submit(holder: Holder, sent: Input<Proof>) -> Answer {
    let visit = &holder.visit;
    let Some(factor) = ask::asked(&holder).await? else { return ask::elsewhere(&holder).await };
    let left = factor.recovery().len();
    match proof::by_recovery(visit, factor, &sent.body.code).await {
        Ok(()) => ask::proved(&holder, &sent.body, Some(AFTER_RECOVERY)).await,
        Err(problem) if problem.is_about_the_form() => {
            let site = ask::site_of(visit, &problem);
            Ok(visit.again(&RecoverPage { site, left, errors: problem.errors.clone() }, problem))
        }
        Err(problem) => Err(problem),
    }
}
