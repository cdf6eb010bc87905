//! Asking for a code of the application, after the password.

use super::keys::SignOptions;
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
    /// What a passkey is asked to sign, where there is one; the answer goes to `/duas-etapas/chave`.
    passkey: Option<SignOptions>,
    /// Whether there is an application that shows codes.
    has_application: bool,
    /// Where to go on after it: one of our own pages, or empty.
    next: String,
    /// Where a form was sent after its session had ended, and what was in it: they go through the sign-in.
    #[serde(flatten)]
    unsent: Unsent,
    /// What is wrong.
    errors: Errors,
}

impl AskPage {
    /// The page for a session that waits for the second factor.
    ///
    /// # Errors
    /// When the keys of the house cannot be loaded.
    pub(crate) async fn of(visit: &Visit, factor: &SecondFactor, session: &str) -> Result<Self, Problem> {
        Ok(Self {
            site: visit.site(),
            passkey: SignOptions::of(visit, factor, session).await?,
            has_application: factor.authenticator().is_some(),
            next: String::new(),
            unsent: Unsent::default(),
            errors: Errors::default(),
        })
    }

    /// The same with a form that is under way.
    pub(crate) fn carrying(self, unsent: Unsent) -> Self {
        Self { unsent, ..self }
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
    let Some(factor) = asked(&holder).await? else { return elsewhere(&holder).await };
    let next = next::allowed(&next).unwrap_or_default().to_owned();
    let page = AskPage::of(&holder.visit, &factor, &holder.session.hash).await?;
    Ok(holder.visit.show(&AskPage { next, ..page }))
}

/// `POST /duas-etapas`
pub(crate) async fn submit(holder: Holder, sent: Input<Proof>) -> Answer {
    let form = sent.body;
    let Some(factor) = asked(&holder).await? else { return elsewhere(&holder).await };
    match proof::by_code(&holder.visit, factor.clone(), &form.code).await {
        Ok(()) => proved(&holder, &form, None).await,
        Err(problem) => again(&holder, &factor, &form, problem).await,
    }
}

/// The form again, with what goes through the sign-in.
pub(super) async fn again(holder: &Holder, factor: &SecondFactor, form: &Proof, problem: Problem) -> Answer {
    if !problem.is_about_the_form() {
        return Err(problem);
    }
    let visit = &holder.visit;
    let page = AskPage {
        site: site_of(visit, &problem),
        next: next::allowed(&form.next).unwrap_or_default().to_owned(),
        errors: problem.errors.clone(),
        ..AskPage::of(visit, factor, &holder.session.hash).await?
    };
    Ok(visit.again(&page.carrying(Unsent::of(&form.target, &form.carried)), problem))
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
    unsent.resume(visit, &account, begun).await
}

/// After a code to recover the next thing is to have a look at what is left.
pub(super) const AFTER_RECOVERY: &str = MEANS;
