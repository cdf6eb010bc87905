//! A sample of a form that is being filled in: nothing is stored.

use super::drawing::{Drawing, Part, answer, somebody};
use crate::events::{Draft, MOST_BYTES};
use axum::Json;
use axum::extract::{Path, Query};
use axum::response::IntoResponse;
use common::error::Problem;
use common::web::form::flag;
use common::web::{Answer, Organiser, Upload};
use http::StatusCode;
use paper::Assets;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which side is drawn.
#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct Side {
    /// `frente.png`, the front; `verso.png`, the back.
    #[serde(default)]
    parte: String,
    /// Asked while somebody is typing: a form that cannot be drawn yet is no error then. What it waits for is answered in place
    /// of a picture.
    #[serde(default, deserialize_with = "flag")]
    digitando: bool,
}

/// That nothing is drawn yet.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Waiting {
    /// What has to be put right first, in a sentence; none when the certificate has no such side.
    waits_for: Option<String>,
}

/// POST `/organizador/eventos/desenho`
pub(crate) async fn new(
    organiser: Organiser,
    Query(side): Query<Side>,
    upload: Upload<MOST_BYTES>,
) -> Answer {
    let draft = Draft::of_new(&organiser, &upload).await;
    side.answered(drawn(&organiser, &side, draft).await)
}

/// POST `/organizador/eventos/{event}/desenho`
pub(crate) async fn edited(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(side): Query<Side>,
    upload: Upload<MOST_BYTES>,
) -> Answer {
    let draft = Draft::of_event(&organiser, &id, &upload).await;
    side.answered(drawn(&organiser, &side, draft).await)
}

impl Side {
    /// What is answered: to whoever is typing, an unfinished form is none of the errors that a browser reports.
    fn answered(&self, answer: Answer) -> Answer {
        let waiting = |waits_for| Ok(Json(Waiting { waits_for }).into_response());
        match answer {
            Err(problem) if self.digitando && problem.status == StatusCode::NOT_FOUND => waiting(None),
            Err(problem) if self.digitando && problem.is_about_the_form() => {
                waiting(problem.told().first().map(|error| error.message.clone()))
            }
            answer => answer,
        }
    }
}

async fn drawn(organiser: &Organiser, side: &Side, draft: Result<Draft, Problem>) -> Answer {
    let Draft { sheet, logo, signatures } = draft?;
    let part = if side.parte.is_empty() { Some(Part::Front) } else { Part::named(&side.parte) };
    let part = part.ok_or_else(Problem::not_found)?;
    let person = somebody(&sheet)?;
    let drawing = Drawing::new(&organiser.visit, sheet, Assets { logo, signatures }, person);
    answer(organiser, part, drawing.draw(part).await?)
}
