//! One certificate by itself, for whoever has a link that opens it.

use crate::card::{period, preview_path, role, standing};
use common::error::Problem;
use common::participation::paper_name::PaperName;
use common::web::{Page, Visit};
use domain::participation::certificate::Certificate;
use http::HeaderValue;
use http::header::HeaderName;
use schemars::JsonSchema;
use serde::Serialize;

/// What is shown of it.
#[derive(Serialize, JsonSchema)]
pub struct Shown {
    /// The event.
    pub(crate) title: String,
    /// Who issued it.
    pub(crate) issuer: String,
    /// Who received it.
    pub(crate) name: String,
    /// In which role; empty, none.
    pub(crate) role: String,
    /// When the event was and how long it took.
    pub(crate) period: String,
    /// `ready`, `pending`, `revoked` or `unavailable`.
    pub(crate) status: &'static str,
    /// The same in words.
    pub(crate) label: &'static str,
    /// What else is to be known of the status.
    pub(crate) explanation: String,
    /// The code, in groups.
    pub(crate) code: String,
    /// Path of the PDF; empty while there is none to have.
    pub(crate) pdf_path: String,
    /// Path of the image; empty while there is none.
    pub(crate) preview_path: String,
    /// Path of the verification.
    pub(crate) verify_path: String,
    #[serde(skip)]
    pub(crate) paper_name: PaperName,
}

impl Shown {
    /// What a link at a path shows of a certificate.
    ///
    /// # Errors
    /// When it has no record, or the store fails.
    pub(crate) async fn of(visit: &Visit, certificate: &Certificate, link: &str) -> Result<Self, Problem> {
        let record = visit.app.store.find_record(&certificate.current().code).await?;
        let printed = record.ok_or_else(Problem::not_found)?.printed;
        let (status, label, explanation) = standing(certificate, visit);
        let has_pdf = certificate.pdf().is_some();
        let (pdf, preview) = (format!("{link}/pdf"), format!("{link}/previa.png"));
        Ok(Self {
            title: printed.title.to_string(),
            issuer: printed.issuer_name.to_string(),
            name: printed.name.to_string(),
            role: role(&printed),
            period: period(&printed),
            status,
            label,
            explanation,
            code: certificate.current().code.grouped(),
            pdf_path: if status == "ready" { pdf } else { String::new() },
            preview_path: if has_pdf { preview_path(&preview, certificate) } else { String::new() },
            verify_path: format!("/v/{}", certificate.current().code.as_str()),
            paper_name: PaperName::new(&printed.name),
        })
    }
}

/// The answer that no search engine keeps: the address is all that is needed to see the certificate.
pub(crate) fn unlisted(visit: &Visit, page: &impl Page) -> axum::response::Response {
    let mut answer = visit.show(page);
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    answer
}
