//! Proving the address of a request: the mailed link opens a page, and its button proves it. Opening the page changes nothing,
//! because mail scanners do that too.

use super::request::{Nothing, unlisted};
use crate::entities;
use crate::mails::mail;
use askama::Template;
use axum::extract::Path;
use common::digital::access_link::{AccessLink, confirmation_parts, proves};
use common::error::Problem;
use common::web::{Answer, Input, Site, Visit};
use domain::digital::access::{AccessRequest, Command, State};
use domain::transition::Actor;
use domain::work::AccessNews;
use schemars::JsonSchema;
use serde::Serialize;
use store::{Change, Guard};

/// What is confirmed.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "confirm.html")]
pub(crate) struct ConfirmPage {
    #[serde(skip)]
    site: Site,
    /// The number of the request.
    protocol: String,
    /// The name that it gives.
    name: String,
    /// The address that is confirmed.
    email: String,
    /// The entity that it names.
    entity: String,
    /// Whether the address is still to be confirmed.
    is_waiting: bool,
}

/// GET `/acesso/confirmar/{link}`
pub(crate) async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let request = opened(&visit, &typed).await?;
    let (entity, _) = entities::shown(&visit, &request).await?;
    let snapshot = request.snapshot();
    let form = snapshot.state.sending().map(|sending| &sending.form);
    let page = ConfirmPage {
        site: visit.site(),
        protocol: snapshot.protocol.as_str().to_owned(),
        name: form.map(|form| form.name.to_string()).unwrap_or_default(),
        email: form.map(|form| form.email.as_str().to_owned()).unwrap_or_default(),
        entity,
        is_waiting: matches!(snapshot.state, State::Submitted { .. }),
    };
    Ok(unlisted(visit.show(&page)))
}

/// POST `/acesso/confirmar/{link}`
pub(crate) async fn submit(visit: Visit, Path(typed): Path<String>, _: Input<Nothing>) -> Answer {
    let request = opened(&visit, &typed).await?;
    let path = AccessLink::new(&visit.app.secrets.keys().await?, request.id()).path();
    let done = format!("{path}?feito=confirmado");
    if !matches!(request.snapshot().state, State::Submitted { .. }) {
        return Ok(visit.see(&done));
    }
    let mail = mail(&visit, request.id(), AccessNews::Waiting);
    let validated = request.apply(Command::Validate, Actor::Bearer, visit.now)?;
    match visit.app.store.commit(Change::of(validated).then(&mail)).await {
        // Pressed twice: the other one has done it. Taken back meanwhile: its page says so.
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => Ok(visit.see(&path)),
        confirmed => confirmed.map(|_| visit.see(&done)).map_err(Problem::from),
    }
}

/// The request whose address a link proves, as it was sent in last. Wrong, used up and ended links are answered alike.
async fn opened(visit: &Visit, typed: &str) -> Result<AccessRequest, Problem> {
    let (id, secret) = confirmation_parts(typed).ok_or_else(spent)?;
    let request = visit.app.store.find_access_request(&id, visit.now).await?;
    let keys = visit.app.secrets.keys().await?;
    request
        .filter(|request| !request.has_lapsed(visit.now) && proves(&keys, request, &secret))
        .ok_or_else(spent)
}

fn spent() -> Problem {
    Problem::gone(
        "Este link já não serve: está incompleto, o pedido terminou, ou foi enviado de novo depois dele. Use o link da mensagem mais recente.",
    )
}
