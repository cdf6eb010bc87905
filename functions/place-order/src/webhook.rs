//! What the payment provider tells of. It is never believed: it makes us ask.
//!
//! An event is remembered in the transaction that says that its charge is to be asked about now. Then it is asked, within the
//! time that the provider waits for an answer; whatever comes in between, `run-clock` asks. An event that comes again changes
//! nothing, and is answered alike.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use common::App;
use common::digital::payment;
use common::error::Problem;
use common::web::{Answer, Visit};
use domain::digital::charge::{Charge, Command};
use domain::transition::Actor;
use domain::value::id::ChargeId;
use http::HeaderMap;
use platform::digest::sha256_hex;
use serde::Deserialize;
use serde_json::json;
use std::time::Duration;
use store::{Change, Guard};

/// How often an event is begun anew whose charge somebody else changes in the same moment.
const TRIES: usize = 12;
/// The longest event that is read, in bytes.
const LONGEST: usize = 256 * 1024;
/// How long the provider waits for its answer while we ask. What takes longer, `run-clock` asks about.
const ASKS_FOR: Duration = Duration::from_secs(4);

/// An event, as far as it is looked at: which one, and of what it says that it is.
#[derive(Deserialize)]
struct Event {
    id: String,
    payment: Option<About>,
}

#[derive(Deserialize)]
struct About {
    #[serde(default, rename = "externalReference")]
    reference: Option<String>,
}

/// POST `/webhooks/pagamentos`
pub(crate) async fn hear(
    State(app): State<App>,
    visit: Visit,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Answer {
    let token = headers.get("asaas-access-token").map(http::HeaderValue::as_bytes).unwrap_or_default();
    if !app.payments.is_its_token(token).await.map_err(Problem::busy)? {
        return Err(Problem::sign_in());
    }
    let body = axum::body::to_bytes(body, LONGEST)
        .await
        .map_err(|_| Problem::malformed("O aviso é grande demais."))?;
    let event: Event =
        serde_json::from_slice(&body).map_err(|_| Problem::malformed("O aviso não pôde ser lido."))?;
    let name = sha256_hex(event.id.as_bytes());
    for _ in 0..TRIES {
        if app.store.heard_of(&name).await? {
            return Ok(taken());
        }
        let Some(charge) = charge(&app, &event).await? else {
            return once(app.store.hear(&name, visit.now).await).map(|()| taken());
        };
        // Somebody else may have changed the charge: what the event tells may be newer than what they heard.
        if is_nudged(&app, charge, &name, &visit).await? {
            return Ok(taken());
        }
    }
    Err(Problem::busy("a charge that goes on changing"))
}

/// What the provider is answered, whatever form of answer it asks for: nothing but 200 counts there.
fn taken() -> Response {
    Json(json!({ "location": "/webhooks/pagamentos" })).into_response()
}

/// The charge that an event says it is of. Of what is not ours, and of what the provider was never told, there is nothing to ask.
async fn charge(app: &App, event: &Event) -> Result<Option<Charge>, Problem> {
    let reference = event.payment.as_ref().and_then(|about| about.reference.as_deref()).unwrap_or_default();
    let Ok(id) = ChargeId::parse(reference) else { return Ok(None) };
    let charge = app.store.find_charge(&id).await?;
    Ok(charge.filter(|charge| charge.snapshot().registered.is_some()))
}

/// Remembers the event, and asks; `false` when somebody else changed the charge in the same moment.
async fn is_nudged(app: &App, charge: Charge, name: &str, visit: &Visit) -> Result<bool, Problem> {
    let id = charge.id().clone();
    let nudged = charge.apply(Command::Nudge, Actor::Step("place-order".to_owned()), visit.now)?;
    match app.store.commit(Change::of(nudged).hearing(name, visit.now)).await {
        Ok(_) => {}
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => return Ok(false),
        Err(error) => return once(Err(error)).map(|()| true),
    }
    let asked = tokio::time::timeout(ASKS_FOR, payment::ask(app, &id)).await;
    if !matches!(asked, Ok(Ok(()))) {
        tracing::warn!(charge = id.as_str(), "charge {id}: not asked within the webhook, run-clock asks");
    }
    Ok(true)
}

/// That it was heard at the same time, is as good as heard before.
fn once(heard: Result<(), store::StoreError>) -> Result<(), Problem> {
    match heard {
        Err(error) if error.is(Guard::FreshEvent) => Ok(()),
        heard => Ok(heard?),
    }
}
