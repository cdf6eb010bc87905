//! A sample of a form that is being filled in: nothing is stored.

use super::drawing::{Drawing, Part, answer, somebody};
use crate::events::{Draft, MOST_BYTES};
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::{Answer, Organiser, Upload};
use paper::Assets;
use schemars::JsonSchema;
use serde::Deserialize;

/// Which side is drawn.
#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct Side {
    /// `frente.png`, the front; `verso.png`, the back.
    #[serde(default)]
    parte: String,
}

/// POST `/organizador/eventos/desenho`
pub(crate) async fn new(
    organiser: Organiser,
    Query(side): Query<Side>,
    upload: Upload<MOST_BYTES>,
) -> Answer {
    let draft = Draft::of_new(&organiser, &upload).await?;
    drawn(&organiser, &side, draft).await
}

/// POST `/organizador/eventos/{event}/desenho`
pub(crate) async fn edited(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(side): Query<Side>,
    upload: Upload<MOST_BYTES>,
) -> Answer {
    let draft = Draft::of_event(&organiser, &id, &upload).await?;
    drawn(&organiser, &side, draft).await
}

async fn drawn(organiser: &Organiser, side: &Side, draft: Draft) -> Answer {
    let part = if side.parte.is_empty() { Some(Part::Front) } else { Part::named(&side.parte) };
    let part = part.ok_or_else(Problem::not_found)?;
    let Draft { sheet, logo, signatures } = draft;
    let person = somebody(&sheet)?;
    let drawing = Drawing::new(&organiser.visit, sheet, Assets { logo, signatures }, person);
    answer(organiser, part, drawing.draw(part).await?)
}
