//! Answering a request in words: why nothing is corrected, or how it was mended otherwise.

use super::form::{self, CorrectPage, path_of};
use crate::asking::send::mail_about;
use crate::found::Found;
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Organiser};
use domain::participation::correction::Command;
use domain::value::name::TextError;
use domain::value::words::Words;
use domain::work::CorrectionNews;
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

const ROUTE: &str = "answer-correction";
const OVERTAKEN: &str = "O pedido mudou no mesmo instante. Abra a página de novo e veja como está.";

/// An answer.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Answering {
    /// What is answered, in up to 3000 characters.
    #[serde(default)]
    #[schemars(length(min = 1))]
    text: String,
}

/// POST `/organizador/certificados/{certificate}/correcao/resposta`
pub(crate) async fn answer(organiser: Organiser, Path(id): Path<String>, input: Input<Answering>) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    match answered(&organiser, &found, &input).await {
        Err(problem) if problem.is_about_the_form() => {
            let page = CorrectPage::of(&organiser, &found, None, problem.errors.clone());
            Ok(organiser.visit.again(&page.with_text(input.body.text), problem))
        }
        done => {
            done.map_err(|problem| problem.leading_to("Ver o certificado", path_of(found.certificate.id())))
        }
    }
}

async fn answered(organiser: &Organiser, found: &Found, input: &Input<Answering>) -> Answer {
    let visit = &organiser.visit;
    let subject = format!("{}#{}", organiser.account, found.certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let words = Words::parse(&input.body.text).map_err(|error| {
        Problem::fields(FieldError::new(
            "text",
            match error {
                TextError::TooLong(most) => format!("A resposta passa de {most} letras. Encurte-a."),
                _ => "Escreva a resposta: ela vai para o e-mail da pessoa.".to_owned(),
            },
        ))
    })?;
    let request = form::waiting(found).cloned().ok_or_else(|| {
        Problem::conflict("Este pedido não espera mais: foi decidido, ou a pessoa desistiu dele.")
    })?;
    let answered = request.apply(Command::Answer(words), organiser.actor(), visit.now)?;
    let mail = mail_about(answered.after(), CorrectionNews::Answered, visit);
    let path = format!("{}?feito=respondido", path_of(found.certificate.id()));
    once.commit(visit, &path, Change::of(answered).then(&mail), OVERTAKEN).await
}
