//! The pictures of an event, for the pages of its organiser.

use super::pictures::Pictures;
use crate::owned;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Organiser};

/// GET `/organizador/eventos/{event}/imagens/{which}`
pub(crate) async fn picture(organiser: Organiser, Path((id, which)): Path<(String, String)>) -> Answer {
    let event = owned::event(&organiser, &id).await?;
    let Pictures { logo, signatures: [first, second, third] } = Pictures::of(&event.snapshot().sheet);
    let picture = match which.as_str() {
        "logo" => logo,
        "assinatura-1" => first,
        "assinatura-2" => second,
        "assinatura-3" => third,
        _ => None,
    };
    let picture = picture.ok_or_else(Problem::not_found)?;
    let png = organiser.visit.app.documents.get(&picture.key).await?;
    Ok(organiser.visit.file(png, "image/png", &format!("{which}.png"), true))
}
