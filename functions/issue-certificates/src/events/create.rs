//! Creating an event.

use super::MOST_BYTES;
use super::form::{EventForm, EventFormPage};
use super::pictures::{self, Pictures};
use super::sheet::{self, Ground};
use crate::owned::event_path;
use common::error::{Errors, Problem};
use common::web::{Answer, Organiser, Upload};
use domain::participation::event::Event;
use domain::value::calendar;
use domain::value::id::EventId;
use store::Change;

const ROUTE: &str = "create-event";
const OVERTAKEN: &str = "O evento já foi criado. Procure-o na lista dos seus eventos.";

/// GET `/organizador/eventos/novo`
pub(crate) async fn blank(organiser: Organiser) -> Answer {
    Ok(organiser.visit.show(&EventFormPage::new(&organiser, EventForm::usual(), Errors::default())))
}

/// POST `/organizador/eventos`
pub(crate) async fn create(organiser: Organiser, upload: Upload<MOST_BYTES>) -> Answer {
    let (visit, form) = (&organiser.visit, upload.body::<EventForm>()?);
    upload.only_files(&pictures::FIELDS)?;
    let once = upload.once(visit, organiser.account.as_str(), ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let issuer = visit.app.store.get_issuer(&organiser.issuer).await?;
    let today = calendar::brasilia(visit.now).date();
    let ground = Ground { issuer_name: issuer.name, today, available_until: None };
    let accepted = match sheet::read(&form, &upload, ground, &Pictures::default()).await {
        Ok(Ok(accepted)) => accepted,
        Ok(Err(errors)) => return Ok(again(&organiser, form, Problem::fields(errors))),
        Err(busy) => return Ok(again(&organiser, form, busy)),
    };
    let (sheet, settings) = accepted.keep(&visit.app, Pictures::default()).await?;
    let id = EventId::from_bytes(visit.app.chance.bytes());
    let path = event_path(&id);
    let transition =
        Event::create(id, organiser.issuer.clone(), sheet, settings, organiser.actor(), visit.now);
    once.commit(visit, &path, Change::of(transition), OVERTAKEN).await
}

/// The form again with what was typed, and what is wrong with it, or that too many pictures are being read just now.
fn again(organiser: &Organiser, form: EventForm, problem: Problem) -> axum::response::Response {
    let page = EventFormPage::new(organiser, form, problem.told());
    organiser.visit.again(&page, problem)
}
