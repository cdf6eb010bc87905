//! The engines of a house on loopback ports, for processes that are not this one.

use crate::wire;
use axum::Router;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use local::House;
use platform::config::SecretSource;
use serde_json::{Value, json};
use std::path::PathBuf;
use tower::ServiceExt;

/// The object store of a house.
pub(super) async fn objects(house: &House) -> String {
    let service = house.engines.objects(wire::key());
    wire::serve(Router::new().fallback(move |request: Request| async move {
        match service.oneshot(request).await {
            Ok(answer) => answer.map(axum::body::Body::new),
            Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        }
    }))
    .await
}

/// Secrets Manager, over the file in which a house keeps its root secret.
pub(super) async fn secrets(house: &House) -> String {
    let SecretSource::File(path) = house.app.config.secret.clone() else { panic!("a house keeps a file") };
    wire::serve(Router::new().fallback(get_secret).with_state(path)).await
}

async fn get_secret(State(path): State<PathBuf>, request: Request) -> Response {
    let wanted = request.headers().get("x-amz-target").and_then(|v| v.to_str().ok())
        == Some("secretsmanager.GetSecretValue");
    let body = axum::body::to_bytes(request.into_body(), 10_000).await.unwrap_or_default();
    let asked: Value = serde_json::from_slice(&body).unwrap_or_default();
    if !wanted || asked["SecretId"] != json!(super::SECRET_ARN) {
        return (StatusCode::BAD_REQUEST, json!({ "__type": "ResourceNotFoundException" }).to_string())
            .into_response();
    }
    let secret = std::fs::read_to_string(path).expect("the root secret");
    (
        [("content-type", "application/x-amz-json-1.1")],
        json!({ "ARN": super::SECRET_ARN, "SecretString": secret }).to_string(),
    )
        .into_response()
}
