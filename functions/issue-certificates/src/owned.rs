//! Things of the organiser's own issuer. What belongs to another issuer is not found, like what does not exist.

use common::error::Problem;
use common::web::Organiser;
use domain::participation::certificate::Certificate;
use domain::participation::event::Event;
use domain::participation::import::Import;
use domain::value::id::{CertificateId, EventId, ImportId, IssuerId};

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
