//! How a session begins: a new identifier, a cookie for browsers, a token for programs.

use crate::first_login_code;
use axum::Json;
use axum::response::{IntoResponse, Response};
use common::error::Problem;
use common::web::{
    self, Answer, SECOND_FACTOR, Session, Visit, Wants, Who, cookie, end_of_session, new_session,
};
use domain::people::account::{Account, State};
use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderValue, StatusCode};
use jiff::Timestamp;
use platform::secrets::Indexed;
use schemars::JsonSchema;
use serde::Serialize;
use store::people::sessions::SessionRow;

/// What a program gets that was let in; a browser gets a cookie and is led on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Begun {
    /// Goes into `Authorization: Bearer`.
    pub(crate) token: String,
    /// Whether the initial password must be replaced before anything else, at `/primeiro-acesso`.
    pub(crate) must_choose_password: bool,
    /// Whether the second factor is to be proved, or set up, before anything but a holder's pages, at `/duas-etapas`.
    pub(crate) must_prove_second_factor: bool,
    /// Where to go on.
    pub(crate) location: String,
    /// SHA-256 of the session's identifier.
    #[serde(skip)]
    pub(crate) session: String,
}

/// Begins a session for an account, in which the second factor was proved at an instant or is still to be. A session that came with the request ends: no identifier that was known before
/// becomes one that is signed in.
///
/// # Errors
/// 409 when the password was replaced in this very moment.
pub(crate) async fn session(
    visit: &Visit,
    account: &Account,
    proved_at: Option<Timestamp>,
    next: Option<&str>,
) -> Answer {
    Ok(lead(visit, begun(visit, account, proved_at, next).await?))
}

/// The same, for an answer of another kind.
///
/// # Errors
/// As [`session`].
pub(crate) async fn begun(
    visit: &Visit,
    account: &Account,
    proved_at: Option<Timestamp>,
    next: Option<&str>,
) -> Result<Begun, Problem> {
    end_present(visit).await?;
    let row = row_of(visit, account, proved_at).await?;
    let (token, hash) = new_session(&visit.app, &row, visit.now).await?;
    refuse_if_replaced(visit, account, &hash).await?;
    Ok(Begun {
        token,
        must_choose_password: row.must_choose_password,
        must_prove_second_factor: row.awaits_second_factor(),
        location: onward(&row, next),
        session: hash,
    })
}

/// Ends the session that came with the request.
///
/// # Errors
/// When the store fails.
pub(crate) async fn end_present(visit: &Visit) -> Result<(), Problem> {
    if let Who::SignedIn(Session { row, hash }) = &visit.who {
        visit.app.store.end_session(&row.account, hash).await?;
    }
    Ok(())
}

/// A change of the password first commits, then ends the sessions it finds. A session begun between its reading and
/// its ending looks again here, after its row was written, so that one of the two always sees the other.
async fn refuse_if_replaced(visit: &Visit, account: &Account, hash: &str) -> Result<(), Problem> {
    let now = visit.app.store.get_account(account.id()).await?;
    if now.snapshot().roles == account.snapshot().roles
        && now.snapshot().email == account.snapshot().email
        && !is_replaced(&account.snapshot().state, &now.snapshot().state)
    {
        return Ok(());
    }
    visit.app.store.end_session(account.id(), hash).await?;
    Err(Problem::conflict("A sua conta mudou neste momento. Entre de novo."))
}

/// Whether another password opens the account now. A mail with a new way in, sent meanwhile, changes nothing here.
fn is_replaced(before: &State, now: &State) -> bool {
    match (before, now) {
        (State::Active { password: old, .. }, State::Active { password: new, .. }) => old != new,
        (State::Invited { .. }, State::Invited { .. }) => false,
        _ => true,
    }
}

async fn row_of(
    visit: &Visit,
    account: &Account,
    proved_at: Option<Timestamp>,
) -> Result<SessionRow, Problem> {
    let person = account.snapshot();
    let reached_at = visit.app.secrets.keys().await?.index(Indexed::Email(&person.email));
    Ok(SessionRow {
        account: person.id.clone(),
        name: person.name.clone(),
        roles: person.roles.clone(),
        must_choose_password: matches!(person.state, State::Invited { .. }),
        proved_at,
        must_confirm: person.first_sign_in.is_some(),
        signed_in_at: visit.now,
        ends_at: end_of_session(visit.now),
        reached_at: Some(reached_at),
    })
}

/// Where somebody who signed in belongs.
pub(crate) fn home(row: &SessionRow) -> &'static str {
    match row {
        row if row.must_choose_password => "/primeiro-acesso",
        row if row.must_confirm => first_login_code::PATH,
        row if row.awaits_second_factor() => SECOND_FACTOR,
        row => web::home(&row.roles),
    }
}

/// Where somebody goes who wanted to go to a place of ours, when nothing is to be done before.
fn onward(row: &SessionRow, next: Option<&str>) -> String {
    match next {
        Some(path) if row.is_settled() && !row.awaits_second_factor() => path.to_owned(),
        // A place with a query does not go through: there is none that is worth it.
        Some(path) if row.is_settled() && !path.contains('?') => format!("{SECOND_FACTOR}?next={path}"),
        _ => home(row).to_owned(),
    }
}

/// Leads whoever was let in to where they go on: 303 and a cookie for browsers, the token itself for programs.
pub(crate) fn lead(visit: &Visit, begun: Begun) -> Response {
    let headers = (HeaderValue::from_str(&cookie(&begun.token)), HeaderValue::from_str(&begun.location));
    let (Ok(cookie), Ok(location)) = headers else {
        return Problem::internal("a token or a path is no header").into_response();
    };
    let headers = [(SET_COOKIE, cookie), (LOCATION, location)];
    match visit.wants {
        Wants::Html => (StatusCode::SEE_OTHER, headers).into_response(),
        Wants::Json => (StatusCode::OK, headers, Json(begun)).into_response(),
    }
}
