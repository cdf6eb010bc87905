//! A sample of an event as it stands.

use super::drawing::{Drawing, Part, answer, somebody};
use crate::owned;
use axum::extract::{Path, Query};
use common::error::Problem;
use common::web::{Answer, Organiser};
use schemars::JsonSchema;
use serde::Deserialize;

/// What may stand behind the address of a picture.
#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct Asked {
    /// Which version of the event it was made for: another address where the picture is another.
    #[serde(default)]
    #[expect(dead_code, reason = "it only tells addresses apart")]
    v: String,
}

/// GET `/organizador/eventos/{event}/amostra/{part}`
pub(crate) async fn draw(
    organiser: Organiser,
    Path((id, part)): Path<(String, String)>,
    Query(_): Query<Asked>,
) -> Answer {
    let event = owned::event(&organiser, &id).await?;
    let part = Part::named(&part).ok_or_else(Problem::not_found)?;
    let sheet = &event.snapshot().sheet;
    let drawing = Drawing::of_sheet(&organiser.visit, sheet, somebody(sheet)?).await?;
    answer(&organiser, part, drawing.draw(part).await?)
}
