//! Answering a request in words: why nothing is corrected, or how it was mended otherwise.

use super::form::{self, CorrectPage, path_of};
use crate::found::Found;
use crate::request::mail_about;
use crate::wish::too_long;
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Organiser};
use domain::participation::correction::Command;
use domain::value::words::Words;
use domain::work::CorrectionNews;
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

const ROUTE: &str = "answer-correction";
const OVERTAKEN: &str = "O pedido mudou no mesmo instante. Abra a página de novo e veja como está.";

const NONE_WAITS: &str = "Nenhum pedido deste certificado espera por uma resposta.";

/// An answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answering {
    /// What is answered, in up to 3000 characters.
    #[serde(default)]
    #[schemars(length(min = 1))]
    text: String,
    /// The number of the request that is answered, as the page tells it in `waiting`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    request: String,
}

/// POST `/organizador/certificados/{certificate}/correcao/resposta`
pub(crate) async fn answer(organiser: Organiser, Path(id): Path<String>, input: Input<Answering>) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    let answer = answered(&organiser, &found, &input).await;
    let page = CorrectPage::of(&organiser, &found, None).with_text(input.body.text);
    form::again(&organiser, &found, page, answer)
}

async fn answered(organiser: &Organiser, found: &Found, input: &Input<Answering>) -> Answer {
    let visit = &organiser.visit;
    let subject = format!("{}#{}", organiser.account, found.certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    form::check_request(found, &input.body.request)?;
    let request = form::waiting(found).cloned().ok_or_else(|| Problem::conflict(NONE_WAITS))?;
    let words = Words::parse(&input.body.text).map_err(|error| {
        let nothing = || "Escreva a resposta: ela vai para o e-mail da pessoa.".to_owned();
        Problem::fields(FieldError::new("text", too_long(error, "A resposta").unwrap_or_else(nothing)))
    })?;
    let answered = request.apply(Command::Answer(words), organiser.actor(), visit.now)?;
    let mail = mail_about(answered.after(), CorrectionNews::Answered, visit);
    let path = format!("{}?feito=respondido", path_of(found.certificate.id()));
    once.commit(visit, &path, Change::of(answered).then(&mail), OVERTAKEN).await
}
