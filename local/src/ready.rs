//! `/ready`: whether this process can take work now.

use crate::disk::free_bytes;
use axum::extract::State;
use axum::middleware::map_response;
use axum::routing::get;
use axum::{Json, Router};
use common::App;
use common::web::secure;
use http::StatusCode;
use serde::Serialize;
use std::path::PathBuf;

/// Below this much room on the disk nothing new should begin, in bytes.
const LEAST_FREE: u64 = 64 * 1024 * 1024;

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    free_mb: u64,
}

pub(crate) fn router(data: PathBuf, app: App) -> Router {
    Router::new().route("/ready", get(ready)).route_layer(map_response(secure)).with_state((data, app))
}

async fn ready(State((data, app)): State<(PathBuf, App)>) -> (StatusCode, Json<Ready>) {
    let free = free_bytes(&data).unwrap_or(0);
    let store_answers = run_clock::due(&app, app.clock.now()).await.is_ok();
    let status = match (free >= LEAST_FREE, store_answers) {
        (true, true) => "ready",
        (false, _) => "disk full",
        (_, false) => "store down",
    };
    let code = if status == "ready" { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(Ready { status, free_mb: free / 1024 / 1024 }))
}
