//! The PDF of a certificate, for the organiser who issued it.

use crate::owned;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Organiser};
use domain::participation::certificate::Certificate;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use platform::digest::sha256_hex;
use platform::documents::pdf_key;

/// GET `/organizador/certificados/{certificate}/pdf`
pub(crate) async fn pdf(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let (certificate, _) = owned::certificate(&organiser, &id).await?;
    let bytes = issued(&organiser, &certificate).await?.ok_or_else(Problem::not_found)?;
    let name = format!("{}.pdf", certificate.current().person.name);
    let mut answer = organiser.visit.file(bytes, "application/pdf", &name, true);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(answer)
}

/// The bytes that were issued; none while they are not stored. They are compared with the digest in the row first.
///
/// # Errors
/// 503 when what is stored is not what was issued.
pub(crate) async fn issued(
    organiser: &Organiser,
    certificate: &Certificate,
) -> Result<Option<Vec<u8>>, Problem> {
    let Some(pdf) = certificate.pdf() else { return Ok(None) };
    let bytes = organiser.visit.app.documents.get(&pdf_key(certificate.id(), pdf.version)).await?;
    if sha256_hex(&bytes) == pdf.sha256 {
        Ok(Some(bytes))
    } else {
        Err(Problem::busy("the stored PDF is not the one that was issued"))
    }
}
