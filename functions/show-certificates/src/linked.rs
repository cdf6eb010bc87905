//! What a direct link opens: one certificate and its PDF, for whoever has the link.

use crate::direct_link::DirectLink;
use crate::document;
use crate::shown::{Shown, unlisted};
use askama::Template;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Site, Visit};
use domain::participation::certificate::Certificate;
use schemars::JsonSchema;
use serde::Serialize;

/// A certificate, for whoever has its direct link.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "certificado.html")]
pub struct LinkedPage {
    #[serde(skip)]
    site: Site,
    #[serde(flatten)]
    shown: Shown,
}

/// Shows the certificate of a link.
pub async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (link, certificate) = opened(&visit, &typed).await?;
    let shown = Shown::of(&visit, &certificate, &link.path()).await?;
    Ok(unlisted(&visit, &LinkedPage { site: visit.site(), shown }))
}

/// The PDF of a link.
pub async fn pdf(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (_, certificate) = opened(&visit, &typed).await?;
    let answer = document::hand_out(&visit, &certificate).await?;
    document::opened(&visit, &certificate).await;
    Ok(answer)
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
