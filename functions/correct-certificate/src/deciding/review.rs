//! What a correction would print, before it is issued.

use super::form::{self, CorrectPage, Correcting, path_of};
use crate::found::Found;
use askama::Template;
use axum::extract::Path;
use common::error::Errors;
use common::participation::changes::{self, Change};
use common::web::form::fresh_key;
use common::web::{Answer, Input, Organiser, Site};
use domain::participation::edition::PersonLines;
use schemars::JsonSchema;
use serde::Serialize;

/// What a correction would print.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "correct_review.html")]
pub(crate) struct CorrectionReview {
    #[serde(skip)]
    site: Site,
    /// Where it is sent.
    path: String,
    /// Goes into the field `idempotency_key`, so that sending it twice corrects once.
    idempotency_key: String,
    /// Title of the event.
    title: String,
    /// Name on the certificate.
    name: String,
    /// What is to be printed otherwise.
    changes: Vec<Change>,
    /// The number of the request that is carried out with it; empty, none.
    request: String,
    /// What is typed, as it is to be sent.
    typed: Correcting,
}

/// POST `/organizador/certificados/{certificate}/correcao/conferir`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>, input: Input<Correcting>) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    if input.body.edit {
        let page = CorrectPage::of(&organiser, &found, Some(input.body.typed(&found)), Errors::default());
        return Ok(organiser.visit.show(&page));
    }
    let after = input.body.read(&found);
    let shown = after
        .map(|after| organiser.visit.show(&CorrectionReview::of(&organiser, &found, &after, &input.body)));
    form::again(&organiser, &found, &input.body, shown)
}

impl CorrectionReview {
    fn of(organiser: &Organiser, found: &Found, after: &PersonLines, typed: &Correcting) -> Self {
        let before = &found.certificate.current().person;
        Self {
            site: organiser.visit.site(),
            path: path_of(found.certificate.id()),
            idempotency_key: fresh_key(&organiser.visit.app),
            title: found.sheet.title.to_string(),
            name: before.name.to_string(),
            changes: changes::between(before, after, &found.sheet),
            request: form::waiting(found).map(|request| request.number().grouped()).unwrap_or_default(),
            typed: typed.clone(),
        }
    }
}
