//! Asking for a code of the application, after the password.

use super::{MEANS, SET_UP, Standing, proof};
use crate::begin::{self, Begun};
use crate::next;
use crate::unsent::Unsent;
use askama::Template;
use axum::extract::Query;
use common::error::{Errors, Problem};
use common::web::{Answer, Holder, Input, Site, Visit};
use domain::people::second_factor::SecondFactor;
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form for a code of the application.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "ask_factor.html")]
pub(crate) struct AskPage {
    #[serde(skip)]
    site: Site,
    /// Where to go on after it: one of our own pages, or empty.
    next: String,
    /// Where a form was sent after its session had ended, and what was in it: they go through the sign-in.
    #[serde(flatten)]
    unsent: Unsent,
    /// What is wrong.
    errors: Errors,
}

impl AskPage {
    pub(crate) fn new(site: Site, next: String, unsent: Unsent, errors: Errors) -> Self {
        Self { site, next, unsent, errors }
    }
}

/// What is sent with a code.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proof {
    /// Six digits of the application; where codes to recover are asked for, one of those.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(super) code: String,
    /// Where to go on: a path of this site.
    #[serde(default)]
    pub(super) next: String,
    /// Where a form was sent after its session had ended: a path of this site.
    #[serde(default)]
    pub(super) target: String,
    /// What was in it, as Base64 of a form.
    #[serde(default)]
    pub(super) carried: String,
}

/// What the address of the form may carry.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Onward {
    /// Where to go on after it: a path of this site.
    #[serde(default)]
    pub(super) next: String,
}

/// `GET /duas-etapas`
pub(crate) async fn show(holder: Holder, Query(Onward { next }): Query<Onward>) -> Answer {
    let visit = &holder.visit;
    if asked(&holder).await?.is_none() {
        return elsewhere(&holder).await;
    }
    let next = next::allowed(&next).unwrap_or_default().to_owned();
    Ok(visit.show(&AskPage::new(visit.site(), next, Unsent::default(), Errors::default())))
}

/// `POST /duas-etapas`
pub(crate) async fn submit(holder: Holder, sent: Input<Proof>) -> Answer {
    let (visit, form) = (&holder.visit, sent.body);
    let Some(factor) = asked(&holder).await? else { return elsewhere(&holder).await };
    match proof::by_code(visit, factor, &form.code).await {
        Ok(()) => proved(&holder, &form, None).await,
        Err(problem) if problem.is_about_the_form() => {
            let (site, unsent) = (site_of(visit, &problem), Unsent::of(&form.target, &form.carried));
            let next = next::allowed(&form.next).unwrap_or_default().to_owned();
            Ok(visit.again(&AskPage::new(site, next, unsent, problem.errors.clone()), problem))
        }
        Err(problem) => Err(problem),
    }
}

/// The second factor that is to be proved now, if it is.
pub(super) async fn asked(holder: &Holder) -> Result<Option<SecondFactor>, Problem> {
    Ok(match Standing::of(holder).await? {
        Standing::Asked(factor) => Some(factor),
        Standing::Free | Standing::Missing(_) | Standing::Proved(_) => None,
    })
}

/// Where somebody belongs of whom no code is asked.
pub(super) async fn elsewhere(holder: &Holder) -> Answer {
    let visit = &holder.visit;
    Ok(match Standing::of(holder).await? {
        Standing::Missing(_) => visit.see(SET_UP),
        Standing::Asked(_) => visit.see(common::web::SECOND_FACTOR),
        Standing::Free | Standing::Proved(_) => visit.see(begin::home(&holder.session.row)),
    })
}

/// A refusal for too many tries is said above the page.
pub(super) fn site_of(visit: &Visit, problem: &Problem) -> Site {
    match problem.status {
        StatusCode::TOO_MANY_REQUESTS => visit.site_saying("warning", problem.detail.clone()),
        _ => visit.site(),
    }
}

/// The session goes on under another identifier, in which the second factor is proved.
pub(super) async fn proved(holder: &Holder, form: &Proof, to: Option<&str>) -> Answer {
    let visit = &holder.visit;
    let account = visit.app.store.get_account(holder.account()).await?;
    let unsent = Unsent::of(&form.target, &form.carried);
    let next = to.or_else(|| next::allowed(&form.next)).or_else(|| unsent.page());
    let begun: Begun = begin::begun(visit, &account, Some(visit.now), next).await?;
    Ok(unsent.resume(visit, &account, begun))
}

/// After a code to recover the next thing is to have a look at what is left.
pub(super) const AFTER_RECOVERY: &str = MEANS;
