//! The PDF and the image of a certificate: the bytes that were issued, or nothing.

use crate::owned;
use axum::extract::Path;
use common::error::Problem;
use common::participation::{file_name, picture};
use common::web::{Answer, Visit, Who};
use domain::participation::certificate::{Certificate, State, StoredPdf};
use domain::value::calendar;
use http::header::{CACHE_CONTROL, ETAG};
use http::{HeaderName, HeaderValue, StatusCode};
use platform::cause::chain;
use platform::digest::sha256_hex;
use platform::documents::pdf_key;

/// The PDF of a certificate that this request may see.
pub async fn pdf(visit: Visit, Path(id): Path<String>) -> Answer {
    let certificate = owned::visible(&visit, &id).await?;
    let answer = hand_out(&visit, &certificate).await?;
    if matches!(&visit.who, Who::SignedIn(session) if session.row.account == certificate.snapshot().account) {
        opened(&visit, &certificate).await;
    }
    Ok(answer)
}

/// The image of a certificate that this request may see. It holds no personal data.
pub async fn preview(visit: Visit, Path(id): Path<String>) -> Answer {
    let certificate = owned::visible(&visit, &id).await?;
    picture(&visit, &certificate).await
}

/// The PDF of a certificate, if it may be downloaded now.
pub async fn hand_out(visit: &Visit, certificate: &Certificate) -> Answer {
    let (bytes, sha256) = issued(visit, certificate).await?;
    let record = visit.app.store.find_record(&certificate.current().code).await?;
    let title = record.map(|r| r.printed.title.to_string()).unwrap_or_default();
    let mut answer = visit.file(bytes, "application/pdf", &file_name::of(certificate, &title), true);
    set(&mut answer, ETAG, &format!("\"{sha256}\""));
    keep_to_reader(&mut answer);
    Ok(answer)
}

/// The bytes that were issued and their SHA-256, if it may be downloaded now. They are compared with the digest in the row
/// first: what differs by a single bit is not handed out.
pub async fn issued<'a>(visit: &Visit, certificate: &'a Certificate) -> Result<(Vec<u8>, &'a str), Problem> {
    let pdf = downloadable(visit, certificate)?;
    let bytes = visit.app.documents.get(&pdf_key(certificate.id(), pdf.version)).await?;
    if sha256_hex(&bytes) != pdf.sha256 {
        return Err(Problem::busy("the stored PDF is not the one that was issued"));
    }
    Ok((bytes, &pdf.sha256))
}

/// Neither a cache nor a search engine keeps it.
pub fn keep_to_reader(answer: &mut axum::response::Response) {
    set(answer, CACHE_CONTROL, "private, no-store");
    set(answer, HeaderName::from_static("x-robots-tag"), "noindex, nofollow");
}

/// Records that the certificate was opened by its holder, or by whoever has its link: what others look up says nothing about
/// its holder. A record that cannot be written keeps nobody from the PDF.
pub async fn opened(visit: &Visit, certificate: &Certificate) {
    if let Err(error) = visit.app.store.mark_opened(certificate.id(), visit.now).await {
        tracing::warn!(error = %chain(&error), "that a certificate was opened could not be recorded");
    }
}

/// The stored PDF, or why there is none to hand out now.
fn downloadable<'a>(visit: &Visit, certificate: &'a Certificate) -> Result<&'a StoredPdf, Problem> {
    match &certificate.snapshot().state {
        State::Revoked { at, .. } => Err(Problem::gone(format!(
            "Este certificado foi revogado em {} e não pode mais ser baixado. A verificação pelo código mostra o motivo.",
            calendar::day(calendar::brasilia(*at).date())
        ))),
        _ if owned::term_ended(certificate, visit) => {
            let until = certificate.snapshot().available_until.map(calendar::day).unwrap_or_default();
            Err(Problem::gone(format!(
                "O prazo para baixar este certificado terminou em {until}. Ele continua válido e pode ser verificado pelo código."
            )))
        }
        State::Issued { .. } => Err(in_preparation()),
        State::Available { pdf, .. } => Ok(pdf),
    }
}

fn in_preparation() -> Problem {
    Problem {
        status: StatusCode::SERVICE_UNAVAILABLE,
        kind: "em-preparo",
        title: "Certificado em preparo".to_owned(),
        detail: "O PDF deste certificado está sendo preparado. Volte em alguns minutos; você também recebe uma mensagem quando ele estiver pronto."
            .to_owned(),
        retry_after_s: Some(60),
        ..Problem::not_found()
    }
}

/// The image of the edition that the current version is printed with.
pub async fn picture(visit: &Visit, certificate: &Certificate) -> Answer {
    picture::of_edition(visit, &certificate.snapshot().event, certificate.current().edition).await
}

fn set(answer: &mut axum::response::Response, header: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        answer.headers_mut().insert(header, value);
    }
}
