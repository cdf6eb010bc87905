//! Correcting what is printed of one person: a new version, and with it whatever was asked.

use super::form::{self, Correcting};
use crate::STEP;
use crate::found::Found;
use axum::extract::Path;
use common::error::Problem;
use common::participation::renewal::{self, Renewal};
use common::web::{Answer, Input, Organiser};
use domain::participation::certificate::Command;
use domain::participation::correction;

const ROUTE: &str = "correct-person";
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
    form::again(&organiser, &found, &input.body, corrected)
}

async fn corrected(organiser: &Organiser, found: &Found, input: &Input<Correcting>) -> Answer {
    let (visit, app) = (&organiser.visit, &organiser.visit.app);
    let certificate = &found.certificate;
    let subject = format!("{}#{}", organiser.account, certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let after = input.body.read(found)?;
    let command = Command::Correct(renewal::version(app, certificate, after));
    let corrected = certificate.clone().apply(command, organiser.actor(), visit.now)?;
    let version = corrected.after().current().number;
    let renewal = Renewal::of(app, corrected, found.issuer(), STEP).await?.ok_or_else(|| {
        Problem::conflict(
            "A primeira mensagem deste certificado ainda está na fila. Espere um minuto e tente de novo.",
        )
    })?;
    let (mut change, renamed) = renewal.into_parts();
    if let Some(request) = form::waiting(found) {
        let make = correction::Command::Make(version);
        change = change.and(&request.clone().apply(make, organiser.actor(), visit.now)?);
    }
    let path = format!("/organizador/certificados/{}?feito=dados", certificate.id().as_str().to_lowercase());
    let answer = once.commit(visit, &path, change, OVERTAKEN).await?;
    renamed.carry_out(app).await?;
    Ok(answer)
}
