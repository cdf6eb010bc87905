//! Correcting what is printed of one person: a new version, and with it whatever was asked.

use super::form::{self, CorrectPage, Correcting, Wanted, certificate_path};
use crate::STEP;
use crate::found::Found;
use axum::extract::Path;
use common::error::Problem;
use common::participation::renewal::{self, Renewal};
use common::web::{Answer, Input, Organiser};
use domain::participation::certificate::{Certificate, Command};
use domain::participation::correction;
use store::limits::{Limit, Try};

const ROUTE: &str = "correct-person";
/// Corrections of one certificate by its organisers.
const CORRECTIONS: Limit = Limit { scope: "organiser-correction", tries: 10, window_s: 24 * 3600 };
const OVERTAKEN: &str =
    "O certificado, ou o pedido, mudou no mesmo instante. Abra a página de novo e veja como está.";

/// POST `/organizador/certificados/{certificate}/correcao`
pub(crate) async fn correct(
    organiser: Organiser,
    Path(id): Path<String>,
    input: Input<Correcting>,
) -> Answer {
    let found = Found::of_organiser(&organiser, &id).await?;
    let corrected = corrected(&organiser, &found, &input).await;
    let page = CorrectPage::of(&organiser, &found, Some(&input.body));
    form::again(&organiser, &found, page, corrected)
}

async fn corrected(organiser: &Organiser, found: &Found, input: &Input<Correcting>) -> Answer {
    let (visit, app) = (&organiser.visit, &organiser.visit.app);
    let certificate = &found.certificate;
    let subject = format!("{}#{}", organiser.account, certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let Wanted(made) = input.body.read(found)?;
    count(organiser, certificate).await?;
    let command = Command::Correct(renewal::version(app, certificate, made.lines.clone()));
    let corrected = certificate.clone().apply(command, organiser.actor(), visit.now)?;
    let renewal = Renewal::of(app, corrected, found.issuer(), STEP).await?.ok_or_else(|| {
        Problem::conflict(
            "A primeira mensagem deste certificado ainda está na fila. Espere um minuto e tente de novo.",
        )
    })?;
    let (mut change, renamed) = renewal.into_parts();
    if let Some(request) = form::waiting(found) {
        let make = correction::Command::Make(Box::new(made));
        change = change.and(&request.clone().apply(make, organiser.actor(), visit.now)?);
    }
    let path = format!("{}?feito=dados", certificate_path(certificate.id()));
    let answer = once.commit(visit, &path, change, OVERTAKEN).await?;
    renamed.carry_out(app).await;
    Ok(answer)
}

/// Counts a correction of one certificate: each mails its person.
async fn count(organiser: &Organiser, certificate: &Certificate) -> Result<(), Problem> {
    let visit = &organiser.visit;
    match visit.app.store.attempt(CORRECTIONS, certificate.id().as_str(), visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(Problem::too_many(
            "Hoje este certificado já foi corrigido várias vezes, e a pessoa recebeu uma mensagem de cada vez. Tente de novo amanhã.",
            retry_after_s,
        )),
    }
}
