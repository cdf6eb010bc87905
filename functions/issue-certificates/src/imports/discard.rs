//! Throwing an import away before it is published.

use crate::owned::{self, event_path};
use axum::extract::Path;
use common::web::{Answer, Input, Organiser};
use domain::participation::import::{Command, State};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

/// Nothing is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Discarding {}

/// POST `/organizador/importacoes/{import}/descartar`. What is discarded stays so: doing it again is no mistake, and forgets
/// what the first time could not.
pub(crate) async fn discard(
    organiser: Organiser,
    Path(id): Path<String>,
    input: Input<Discarding>,
) -> Answer {
    owned::on_import(discarded(&organiser, &id, input).await, &id)
}

async fn discarded(organiser: &Organiser, id: &str, input: Input<Discarding>) -> Answer {
    let Discarding {} = input.body;
    let (import, event) = owned::import(organiser, id).await?;
    let path = event_path(event.id());
    if matches!(import.snapshot().state, State::Discarded) {
        organiser.visit.app.store.forget_list(import.id()).await?;
        return Ok(organiser.visit.see(&path));
    }
    let transition = import.apply(Command::Discard, organiser.actor(), organiser.visit.now)?;
    let discarded = organiser.visit.app.store.commit(Change::of(transition)).await?;
    organiser.visit.app.store.forget_list(discarded.id()).await?;
    Ok(organiser.visit.see(&path))
}
