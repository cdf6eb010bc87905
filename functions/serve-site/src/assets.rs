//! The files of the site, in the binary. Their addresses carry a hash over all of them, so a browser keeps them for ever.

use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::response::{IntoResponse, Response};
use common::error::Problem;
use common::web::{Answer, Site};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use site::Asset;

/// A file under the hash of this build. Under another hash there is nothing: what a browser keeps for ever must be right.
pub async fn file(path: Result<Path<(String, String)>, PathRejection>) -> Answer {
    let Ok(Path((hash, name))) = path else { return Err(Problem::not_found()) };
    let asset = site::find(&name).filter(|_| hash == Site::assets_hash()).ok_or_else(Problem::not_found)?;
    Ok(served(asset, "public, max-age=31536000, immutable"))
}

/// The icon where browsers look for it without being told.
pub async fn favicon() -> Answer {
    let icon = site::find("favicon.svg").ok_or_else(Problem::not_found)?;
    Ok(served(icon, "public, max-age=86400"))
}

fn served(asset: &'static Asset, caching: &'static str) -> Response {
    ([(CONTENT_TYPE, asset.media_type), (CACHE_CONTROL, caching)], asset.bytes).into_response()
}
