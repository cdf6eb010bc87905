//! Revoking a certificate: a visible state with a date and a public reason, never a deletion.

use super::show::{CertificatePage, Typed};
use crate::owned;
use axum::extract::Path;
use axum::response::Response;
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Organiser};
use domain::participation::certificate::{Certificate, Command};
use domain::participation::edition::ShortLine;
use domain::participation::event::Event;
use domain::value::name::TextError;
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

const ROUTE: &str = "revoke-participation-certificate";
const OVERTAKEN: &str =
    "O certificado mudou no mesmo instante. Recarregue a página, veja como está e tente de novo.";

/// Why a certificate is revoked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Revocation {
    /// The reason, up to 100 characters: everybody who verifies the certificate sees it.
    #[serde(default)]
    #[schemars(length(min = 1))]
    reason: String,
}

/// POST `/organizador/certificados/{certificate}/revogar`
pub(crate) async fn revoke(organiser: Organiser, Path(id): Path<String>, input: Input<Revocation>) -> Answer {
    owned::on_certificate(revoked(&organiser, &id, input).await, &id)
}

async fn revoked(organiser: &Organiser, id: &str, input: Input<Revocation>) -> Answer {
    let visit = &organiser.visit;
    let (certificate, event) = owned::certificate(organiser, id).await?;
    let path = owned::certificate_path(certificate.id());
    let subject = format!("{}#{}", organiser.account, certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let reason = match read(&input.body.reason) {
        Ok(reason) => reason,
        Err(error) => return again(organiser, &certificate, &event, input.body.reason, error).await,
    };
    let mail = super::told::mail(organiser, &certificate).await?;
    let transition =
        certificate.apply(Command::Revoke(reason), organiser.actor(), visit.now).map_err(|_| {
            Problem::conflict(
                "Este certificado já foi revogado. Abra a página dele para ver o motivo e a data.",
            )
        })?;
    let change = match &mail {
        Some(mail) => Change::of(transition).then(mail),
        None => Change::of(transition),
    };
    once.commit(visit, &path, change, OVERTAKEN).await
}

fn read(typed: &str) -> Result<ShortLine, FieldError> {
    ShortLine::parse(typed).map_err(|error| match error {
        TextError::TooLong(most) => {
            FieldError::new("reason", format!("O motivo tem mais de {most} letras. Encurte-o."))
        }
        _ => FieldError::new("reason", "Informe o motivo: ele aparece para quem verifica o certificado."),
    })
}

async fn again(
    organiser: &Organiser,
    certificate: &Certificate,
    event: &Event,
    reason: String,
    error: FieldError,
) -> Result<Response, Problem> {
    let typed = Typed { reason, ..Typed::default() };
    let page = CertificatePage::of(organiser, certificate, event, typed, error.clone().into()).await?;
    Ok(organiser.visit.again(&page, Problem::fields(error)))
}
