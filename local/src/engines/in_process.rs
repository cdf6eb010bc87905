//! An HTTP client whose other end is a service in this process: no port, nobody else who could call.

use aws_sdk_s3::config::{RuntimeComponents, SharedHttpClient};
use aws_sdk_s3::primitives::SdkBody;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use axum::Router;
use axum::body::{Body, to_bytes};
use tower::ServiceExt;

/// A client that hands every request to a router.
pub(super) fn client(router: Router) -> SharedHttpClient {
    SharedHttpClient::new(InProcess(router))
}

#[derive(Debug, Clone)]
struct InProcess(Router);

impl HttpClient for InProcess {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

impl HttpConnector for InProcess {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::new(hand_over(self.0.clone(), request))
    }
}

async fn hand_over(router: Router, request: HttpRequest) -> Result<HttpResponse, ConnectorError> {
    let request = request.try_into_http1x().map_err(|error| ConnectorError::user(error.into()))?;
    let (head, body) = request.into_parts();
    let body = body.bytes().ok_or_else(|| ConnectorError::user("a body that is not in memory".into()))?;
    let request = axum::extract::Request::from_parts(head, Body::from(body.to_vec()));
    let (head, body) = match router.oneshot(request).await {
        Ok(answer) => answer.into_parts(),
        Err(never) => match never {},
    };
    let body = to_bytes(body, usize::MAX).await.map_err(|error| ConnectorError::io(error.into()))?;
    let answer = http::Response::from_parts(head, SdkBody::from(body));
    answer.try_into().map_err(|error| ConnectorError::other(Box::new(error), None))
}
