//! Changing an event. What was issued stays as it is; what is issued next follows the new sheet.

use super::MOST_BYTES;
use super::form::{EventForm, EventFormPage};
use super::pictures::{self, Pictures};
use super::sheet::{self, Ground};
use crate::owned::{self, event_path};
use axum::extract::Path;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
use common::web::{Answer, Organiser, Upload};
use domain::participation::event::{Command, Event};
use store::{Change, StoreError};

/// GET `/organizador/eventos/{event}/editar`
pub(crate) async fn filled(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let event = owned::event(&organiser, &id).await?;
    Ok(organiser.visit.show(&EventFormPage::of(&organiser, &event, EventForm::of(&event), Errors::default())))
}

/// POST `/organizador/eventos/{event}/editar`
pub(crate) async fn change(
    organiser: Organiser,
    Path(id): Path<String>,
    upload: Upload<MOST_BYTES>,
) -> Answer {
    let (visit, form) = (&organiser.visit, upload.body::<EventForm>()?);
    upload.only_files(&pictures::FIELDS)?;
    let event = owned::event(&organiser, &id).await?;
    let held = Pictures::of(&event.snapshot().sheet).without(form.removed());
    let ground = Ground::of(&event, visit.now);
    let accepted = match sheet::read(&form, &upload, ground, &held).await {
        Ok(Ok(accepted)) => accepted,
        Ok(Err(errors)) => return Ok(again(&organiser, &event, form, Problem::fields(errors))),
        Err(busy) => return Ok(again(&organiser, &event, form, busy)),
    };
    let (sheet, settings) = accepted.keep(&visit.app, held).await?;
    if form.version != Some(event.snapshot().version) {
        // Sent again after its answer was lost, it finds just what it has saved.
        let ours = (&sheet, &settings) == (&event.snapshot().sheet, &event.snapshot().settings);
        return Ok(if ours { done(&organiser, &event) } else { overtaken(&organiser, &event, form) });
    }
    let command = Command::Revise(Box::new(sheet), settings);
    let transition = event.apply(command, organiser.actor(), visit.now)?;
    let wanted = transition.after().snapshot().clone();
    match visit.app.store.commit(Change::of(transition)).await {
        Err(StoreError::Guard(_)) => {
            let now = owned::event(&organiser, &id).await?;
            // What is there may be just what was to be saved: then the store's answer was lost on the way.
            let ours = *now.snapshot() == wanted;
            Ok(if ours { done(&organiser, &now) } else { overtaken(&organiser, &now, form) })
        }
        saved => saved.map(|event| done(&organiser, &event)).map_err(Problem::from),
    }
}

fn done(organiser: &Organiser, event: &Event) -> Response {
    organiser.visit.see(&event_path(event.id()))
}

/// The form again with what was typed, and what is wrong with it, or that too many pictures are being read just now.
fn again(organiser: &Organiser, event: &Event, form: EventForm, problem: Problem) -> Response {
    let page = EventFormPage::of(organiser, event, form, problem.told());
    organiser.visit.again(&page, problem)
}

/// Somebody else saved the event meanwhile. The page keeps what was typed and now stands on the event as it is: sent
/// again, it is a decision.
fn overtaken(organiser: &Organiser, event: &Event, form: EventForm) -> Response {
    let sentence = "Outra pessoa salvou este evento enquanto você editava. Abra a página do evento em outra aba e compare; \
         se salvar de novo, vale o que está aqui.";
    let form = EventForm { version: Some(event.snapshot().version), ..form };
    let page = EventFormPage::of(organiser, event, form, FieldError::new("", sentence).into());
    organiser.visit.again(&page, Problem::conflict(sentence))
}
