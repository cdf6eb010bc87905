//! Signing out: here, or everywhere.

use crate::{begin, next};
use axum::response::IntoResponse;
use common::web::form::flag;
use common::web::{Answer, Input, Visit, Who, cookie};
use http::header::SET_COOKIE;
use http::{HeaderName, HeaderValue};
use schemars::JsonSchema;
use serde::Deserialize;

/// How far to sign out.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Leave {
    /// Whether every session of the account ends, on all devices.
    #[serde(default, deserialize_with = "flag")]
    everywhere: bool,
    /// Path to go on to, if it is one of ours: a page that says how to go on as somebody else.
    #[serde(default)]
    next: String,
}

/// What the browser forgets of us.
const FORGET: HeaderValue = HeaderValue::from_static(r#""cache","cookies","storage""#);

/// `POST /sair`
pub(crate) async fn submit(visit: Visit, sent: Input<Leave>) -> Answer {
    match &visit.who {
        Who::SignedIn(session) if sent.body.everywhere => {
            visit.app.store.end_sessions(&session.row.account, None).await?;
        }
        _ => begin::end_present(&visit).await?,
    }
    let mut answer = visit.see(next::allowed(&sent.body.next).unwrap_or("/entrar")).into_response();
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("clear-site-data"), FORGET);
    headers.insert(SET_COOKIE, HeaderValue::from_str(&cookie("")).map_err(common::error::Problem::internal)?);
    Ok(answer)
}
