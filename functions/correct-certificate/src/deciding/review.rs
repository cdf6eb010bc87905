//! What a correction would print, before it is issued.

use super::form::{self, CorrectPage, Correcting, Wanted, path_of};
use crate::found::Found;
use crate::request::as_organisers_say;
use askama::Template;
use axum::extract::Path;
use common::participation::changes::{self, Change};
use common::web::form::fresh_key;
use common::web::{Answer, Input, Organiser, Site};
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
    /// What whoever asked is told beside it, line by line.
    words: Vec<String>,
    /// The number of the request that is carried out with it; empty, none.
    request: String,
    /// What is typed, as it is to be sent.
    typed: Correcting,
}

/// POST `/organizador/certificados/{certificate}/correcao/conferir`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>, input: Input<Correcting>) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    let page = CorrectPage::of(&organiser, &found, Some(&input.body));
    if input.body.edit {
        return Ok(organiser.visit.show(&page));
    }
    let wanted = input.body.read(&found);
    let shown = wanted
        .map(|wanted| organiser.visit.show(&CorrectionReview::of(&organiser, &found, wanted, &input.body)));
    form::again(&organiser, &found, page, shown)
}

impl CorrectionReview {
    fn of(organiser: &Organiser, found: &Found, Wanted(made): Wanted, typed: &Correcting) -> Self {
        let before = &found.certificate.current().person;
        Self {
            site: organiser.visit.site(),
            path: path_of(found.certificate.id()),
            idempotency_key: fresh_key(&organiser.visit.app),
            title: found.sheet.title.to_string(),
            name: before.name.to_string(),
            changes: as_organisers_say(changes::between(before, &made.lines, &found.sheet)),
            words: made.words.iter().flat_map(|words| words.lines()).map(str::to_owned).collect(),
            request: form::waiting(found).map(|request| request.number().grouped()).unwrap_or_default(),
            typed: typed.clone(),
        }
    }
}
