//! Things of the organiser's own issuer. What belongs to another issuer is not found, like what does not exist.

use common::error::Problem;
use common::web::{Answer, Organiser};
use domain::participation::certificate::Certificate;
use domain::participation::event::Event;
use domain::participation::import::Import;
use domain::value::id::{CertificateId, EventId, ImportId, IssuerId};
use http::StatusCode;

/// An event of the organiser's issuer.
pub(crate) async fn event(organiser: &Organiser, id: &str) -> Result<Event, Problem> {
    let id = EventId::parse(id).map_err(|_| Problem::not_found())?;
    let event = organiser.visit.app.store.get_event(&id).await?;
    check(organiser, &event.snapshot().issuer)?;
    Ok(event)
}

/// An import of the organiser's issuer, with its event.
pub(crate) async fn import(organiser: &Organiser, id: &str) -> Result<(Import, Event), Problem> {
    let id = ImportId::parse(id).map_err(|_| Problem::not_found())?;
    let import = organiser.visit.app.store.get_import(&id).await?;
    check(organiser, &import.snapshot().issuer)?;
    let event = organiser.visit.app.store.get_event(&import.snapshot().event).await?;
    Ok((import, event))
}

/// A certificate of an event of the organiser's issuer, with the event.
pub(crate) async fn certificate(organiser: &Organiser, id: &str) -> Result<(Certificate, Event), Problem> {
    let id = CertificateId::parse(id).map_err(|_| Problem::not_found())?;
    let certificate = organiser.visit.app.store.get_certificate(&id).await?;
    let event = organiser.visit.app.store.get_event(&certificate.snapshot().event).await?;
    check(organiser, &event.snapshot().issuer)?;
    Ok((certificate, event))
}

fn check(organiser: &Organiser, issuer: &IssuerId) -> Result<(), Problem> {
    if *issuer == organiser.issuer { Ok(()) } else { Err(Problem::not_found()) }
}

/// The path of an event's page.
pub(crate) fn event_path(id: &EventId) -> String {
    format!("/organizador/eventos/{}", id.as_str().to_lowercase())
}

/// The path of an import's page.
pub(crate) fn import_path(id: &ImportId) -> String {
    format!("/organizador/importacoes/{}", id.as_str().to_lowercase())
}

/// The path of a certificate's page for its organiser.
pub(crate) fn certificate_path(id: &CertificateId) -> String {
    format!("/organizador/certificados/{}", id.as_str().to_lowercase())
}

/// What was answered to somebody who decided on an import: refused, with the way to the import as it is now.
pub(crate) fn on_import(answer: Answer, id: &str) -> Answer {
    answer.map_err(|problem| match ImportId::parse(id) {
        Ok(id) if is_overtaken(&problem) => problem.leading_to("Abrir a planilha", import_path(&id)),
        _ => problem,
    })
}

/// What an import has not, as it is now: it was read again or discarded since.
pub(crate) fn gone_from(id: &ImportId) -> Problem {
    Problem::not_found().leading_to("Abrir a planilha", import_path(id))
}

/// The same of a certificate.
pub(crate) fn on_certificate(answer: Answer, id: &str) -> Answer {
    answer.map_err(|problem| match CertificateId::parse(id) {
        Ok(id) if is_overtaken(&problem) => problem.leading_to("Abrir o certificado", certificate_path(&id)),
        _ => problem,
    })
}

/// Whether a problem comes of an old page: what it is about is somebody's own, and has changed.
fn is_overtaken(problem: &Problem) -> bool {
    matches!(problem.status, StatusCode::CONFLICT | StatusCode::UNPROCESSABLE_ENTITY)
}
