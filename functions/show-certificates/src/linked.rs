//! What a direct link opens: one certificate and its PDF, for whoever has the link.

use crate::card::{period, preview_path, role, standing};
use crate::direct_link::DirectLink;
use crate::document;
use crate::paper_name::PaperName;
use askama::Template;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Site, Visit};
use domain::participation::certificate::Certificate;
use domain::participation::record::Printed;
use http::HeaderValue;
use http::header::HeaderName;
use schemars::JsonSchema;
use serde::Serialize;

/// A certificate, for whoever has its direct link.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "certificado.html")]
pub struct LinkedPage {
    #[serde(skip)]
    site: Site,
    /// The event.
    title: String,
    /// Who issued it.
    issuer: String,
    /// Who received it.
    name: String,
    /// In which role; empty, none.
    role: String,
    /// When the event was and how long it took.
    period: String,
    /// `ready`, `pending` or `unavailable`.
    status: &'static str,
    /// The same in words.
    label: &'static str,
    /// What else is to be known of the status.
    explanation: String,
    /// The code, in groups.
    code: String,
    /// Path of the PDF; empty while there is none to have.
    pdf_path: String,
    /// Path of the image; empty while there is none.
    preview_path: String,
    /// Path of the verification.
    verify_path: String,
    #[serde(skip)]
    paper_name: PaperName,
}

/// Shows the certificate of a link.
pub async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (link, certificate) = opened(&visit, &typed).await?;
    let record = visit.app.store.find_record(&certificate.current().code).await?;
    let printed = record.ok_or_else(Problem::not_found)?.printed;
    let mut answer = visit.show(&page(&visit, &link, &certificate, &printed));
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    Ok(answer)
}

/// The PDF of a link.
pub async fn pdf(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (_, certificate) = opened(&visit, &typed).await?;
    document::hand_out(&visit, &certificate).await
}

/// The image of a link.
pub async fn preview(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (_, certificate) = opened(&visit, &typed).await?;
    document::picture(&visit, &certificate).await
}

/// The certificate that a link opens now. A link that never was, one that was replaced and one that was switched off are
/// all the same.
async fn opened(visit: &Visit, typed: &str) -> Result<(DirectLink, Certificate), Problem> {
    let link = DirectLink::parse(typed).ok_or_else(Problem::not_found)?;
    let found = visit.app.store.find_certificate(link.certificate()).await?;
    let certificate = found.filter(|c| link.opens(c)).ok_or_else(Problem::not_found)?;
    Ok((link, certificate))
}

fn page(visit: &Visit, link: &DirectLink, certificate: &Certificate, printed: &Printed) -> LinkedPage {
    let (status, label, explanation) = standing(certificate, visit);
    let path = |what: &str| format!("{}/{what}", link.path());
    let has_pdf = certificate.pdf().is_some();
    LinkedPage {
        site: visit.site(),
        title: printed.title.to_string(),
        issuer: printed.issuer_name.to_string(),
        name: printed.name.to_string(),
        role: role(printed),
        period: period(printed),
        status,
        label,
        explanation,
        code: certificate.current().code.grouped(),
        pdf_path: if status == "ready" { path("pdf") } else { String::new() },
        preview_path: if has_pdf { preview_path(&path("previa.png"), certificate) } else { String::new() },
        verify_path: format!("/v/{}", certificate.current().code.as_str()),
        paper_name: PaperName::new(&printed.name),
    }
}
