//! Changing an event. What was issued stays as it is; what is issued next follows the new sheet.

use super::MOST_BYTES;
use super::form::{EventForm, EventFormPage};
use super::pictures::{Brought, Pictures};
use super::sheet::compose;
use crate::owned::{self, event_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{FieldError, Problem};
use common::store::Guard;
use common::web::{Answer, Organiser, Upload};
use domain::event::{Command, Event};

/// GET `/organizador/eventos/{event}/editar`
pub(crate) async fn filled(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let event = owned::event(&organiser, &id).await?;
    Ok(organiser.visit.show(&EventFormPage::of(&organiser, &event, EventForm::of(&event), Vec::new())))
}

/// POST `/organizador/eventos/{event}/editar`
pub(crate) async fn change(
    organiser: Organiser,
    Path(id): Path<String>,
    upload: Upload<MOST_BYTES>,
) -> Answer {
    let (visit, form) = (&organiser.visit, upload.body::<EventForm>()?);
    let event = owned::event(&organiser, &id).await?;
    if form.version != Some(event.snapshot().version) {
        return Ok(overtaken(&organiser, &event, form));
    }
    let (brought, mut errors) = Brought::read(&upload).await;
    let held = Pictures::of(&event.snapshot().sheet).without_removed(&form);
    let images = std::array::from_fn(|n| brought.signs()[n] || held.signatures[n].is_some());
    let composed = match compose(&form, event.snapshot().sheet.issuer_name.clone(), images) {
        Ok(composed) if errors.is_empty() => composed,
        Ok(_) => return Ok(again(&organiser, &event, form, errors)),
        Err(typed) => {
            errors.splice(..0, typed);
            return Ok(again(&organiser, &event, form, errors));
        }
    };
    let (sheet, settings) = composed.with(&brought.keep(&visit.app, held).await?);
    let command = Command::Revise(Box::new(sheet), settings);
    let transition = event.clone().apply(command, organiser.actor(), visit.now)?;
    match visit.app.store.commit_event(transition, None).await {
        Err(error) if error.is(Guard::Unchanged) => {
            let now = owned::event(&organiser, &id).await?;
            Ok(overtaken(&organiser, &now, form))
        }
        done => done.map(|event| visit.see(&event_path(event.id()))).map_err(Problem::from),
    }
}

fn again(organiser: &Organiser, event: &Event, form: EventForm, errors: Vec<FieldError>) -> Response {
    let page = EventFormPage::of(organiser, event, form, errors.clone());
    organiser.visit.again(&page, Problem::fields(errors))
}

/// Somebody else saved the event meanwhile. The page keeps what was typed and now stands on the event as it is: sent
/// again, it is a decision.
fn overtaken(organiser: &Organiser, event: &Event, form: EventForm) -> Response {
    let sentence = "Outra pessoa salvou este evento enquanto você editava. Abra a página do evento em outra aba e compare; \
         se salvar de novo, vale o que está aqui.";
    let form = EventForm { version: Some(event.snapshot().version), ..form };
    let page = EventFormPage::of(organiser, event, form, vec![FieldError::new("", sentence)]);
    organiser.visit.again(&page, Problem::conflict(sentence))
}
