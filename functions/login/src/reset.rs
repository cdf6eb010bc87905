//! A new password through a mailed link: `/senha/nova/{account}/{secret}`.
//!
//! The secret is in the path, not in a query, and pages send `Referrer-Policy: no-referrer`, so it does not travel on;
//! logs name the route, never the path. Opening the link changes nothing, because mail scanners do that too; setting
//! the password uses it up, since an account that chose a password has no link. Whoever was granted access defines their first password
//! here too, instead of an initial one. Wrong, used and expired links are
//! answered alike: each costs one read and one comparison in constant time.

use crate::begin;
use crate::choose::{self, NewPassword};
use askama::Template;
use axum::extract::Path;
use common::error::{Errors, Problem};
use common::web::{Answer, Input, Site, Visit};
use domain::people::account::{Account, Invitation, State};
use domain::value::id::AccountId;
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The form to set a new password.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "reset.html")]
pub(crate) struct ResetPage {
    #[serde(skip)]
    site: Site,
    /// What is wrong.
    errors: Errors,
}

/// A link as it was opened.
#[derive(Deserialize)]
pub(crate) struct Link {
    account: String,
    secret: String,
}

/// `GET /senha/nova/{account}/{secret}`
pub(crate) async fn show(visit: Visit, Path(link): Path<Link>) -> Answer {
    opened(&visit, &link).await?;
    Ok(visit.show(&ResetPage { site: visit.site(), errors: Errors::default() }))
}

/// `POST /senha/nova/{account}/{secret}`
pub(crate) async fn submit(visit: Visit, Path(link): Path<Link>, sent: Input<NewPassword>) -> Answer {
    match set(&visit, &link, &sent.body).await {
        Err(problem) if problem.status == StatusCode::UNPROCESSABLE_ENTITY => {
            let page = ResetPage { site: visit.site(), errors: problem.errors.clone() };
            Ok(visit.again(&page, problem))
        }
        answered => answered,
    }
}

async fn set(visit: &Visit, link: &Link, typed: &NewPassword) -> Answer {
    let account = opened(visit, link).await?;
    let password = choose::read(visit, &account, typed).await?;
    let account = choose::replace(visit, account, &password).await?;
    begin::session(visit, &account, None, None).await
}

/// The account whose link this is.
async fn opened(visit: &Visit, link: &Link) -> Result<Account, Problem> {
    let id = AccountId::parse(&link.account).map_err(|_| spent())?;
    let account = visit.app.store.find_account(&id).await?;
    let current = account.as_ref().and_then(link_of);
    let generation = current.map_or(0, |link| link.generation);
    let right = visit.app.secrets.keys().await?.is_reset_secret(&id, generation, &link.secret);
    let counts = current.is_some_and(|link| visit.now < link.expires_at);
    account.filter(|_| right && counts).ok_or_else(spent)
}

/// What a link may carry: a reset that was mailed, or the invitation of somebody who never signed in.
fn link_of(account: &Account) -> Option<Invitation> {
    match &account.snapshot().state {
        State::Active { reset, .. } => *reset,
        State::Invited { invitation } => Some(*invitation),
    }
}

fn spent() -> Problem {
    Problem::gone(
        "Este link já foi usado, venceu ou está incompleto. Confira se ele foi copiado inteiro, ou peça outro em “Reenviar notificação”, na página de entrada.",
    )
}
