//! Changing one's password while signed in. Every other session ends with it.

use crate::begin;
use crate::choose::{self, NewPassword};
use crate::enter::hash_of;
use crate::hashing::{self, Match};
use crate::limits;
use crate::policy::Password;
use askama::Template;
use axum::extract::Query;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Holder, Input, Site, Visit};
use domain::people::account::Account;
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Where the browser is led after the change: the same page, which says so.
const DONE: &str = "/senha?alterada=sim";

/// The form to change the password, and the way to sign out everywhere.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "password.html")]
pub(crate) struct PasswordPage {
    #[serde(skip)]
    site: Site,
    /// What is wrong.
    errors: Errors,
}

/// What is sent to change the password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Change {
    /// The present password.
    #[serde(default)]
    #[schemars(length(min = 1))]
    current_password: String,
    /// At least 12 characters, at most 512 bytes.
    #[serde(default)]
    #[schemars(length(min = 1))]
    new_password: String,
    /// The same again.
    #[serde(default)]
    #[schemars(length(min = 1))]
    repeated: String,
}

/// What the address of the page may say.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Done {
    /// `sim` after a change.
    #[serde(default, rename = "alterada")]
    changed: String,
}

/// `GET /senha`
pub(crate) async fn show(holder: Holder, Query(done): Query<Done>) -> Answer {
    let visit = &holder.visit;
    let site = match done.changed.as_str() {
        "sim" => {
            visit.site_saying("ok", "Senha alterada. Quem estava em outros aparelhos precisa entrar de novo.")
        }
        _ => visit.site(),
    };
    Ok(visit.show(&PasswordPage { site, errors: Errors::default() }))
}

/// `POST /senha`
pub(crate) async fn submit(holder: Holder, sent: Input<Change>) -> Answer {
    let visit = &holder.visit;
    match change(visit, &holder, sent.body).await {
        Err(problem) if problem.is_about_the_form() => {
            let site = match problem.status {
                StatusCode::TOO_MANY_REQUESTS => visit.site_saying("warning", problem.detail.clone()),
                _ => visit.site(),
            };
            Ok(visit.again(&PasswordPage { site, errors: problem.errors.clone() }, problem))
        }
        answered => answered,
    }
}

async fn change(visit: &Visit, holder: &Holder, form: Change) -> Answer {
    let current = Password::parse(&form.current_password)?;
    let same = form.new_password == form.current_password;
    let typed = NewPassword { new_password: form.new_password, repeated: form.repeated };
    let account = visit.app.store.get_account(holder.account()).await?;
    let password = choose::read(visit, &account, &typed).await?;
    if same {
        return Err(refused("new_password", "A nova senha é igual à atual. Escolha outra."));
    }
    check_current(visit, &account, &current).await?;
    let account = choose::replace(visit, account, &password).await?;
    // Whoever proved the second factor a while ago is still the same person.
    begin::session(visit, &account, holder.session.row.proved_at, Some(DONE)).await
}

/// Whoever found an open session still has to know the password; they may try as often as at the door, and it
/// is counted apart from the door.
pub(crate) async fn check_current(
    visit: &Visit,
    account: &Account,
    current: &Password,
) -> Result<(), Problem> {
    limits::current_password_of(visit, account.id()).await?;
    match hashing::check(&visit.app, hash_of(account), current).await? {
        Match::Right | Match::RightButOld => Ok(()),
        Match::Wrong => Err(refused("current_password", "A senha atual não confere.")),
    }
}

fn refused(field: &str, sentence: &str) -> Problem {
    Problem::fields(vec![FieldError::new(field, sentence)])
}
