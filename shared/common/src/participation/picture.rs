//! The picture of an edition: a certificate without anybody's name on it.

use crate::error::Problem;
use crate::web::{Answer, Visit};
use domain::value::id::EventId;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use platform::documents::{DocumentError, preview_key};

/// The picture of an edition of an event, which a browser may keep for an hour.
///
/// # Errors
/// 404 when it was never drawn; or when the bucket fails.
pub async fn of_edition(visit: &Visit, event: &EventId, edition: u32) -> Answer {
    let bytes = match visit.app.documents.get(&preview_key(event, edition)).await {
        Ok(bytes) => bytes,
        Err(DocumentError::Missing { .. }) => return Err(Problem::not_found()),
        Err(error) => return Err(error.into()),
    };
    let mut answer = visit.file(bytes, "image/png", "previa.png", true);
    answer.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(answer)
}
