//! The HTTP API before the functions: each request becomes an event of its step (API Gateway, "Working with AWS Lambda
//! proxy integrations for HTTP APIs", payload format 2.0).

use super::{Instance, Lambda, Outcome};
use crate::witness::leads;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::web::{Operation, Source};
use http::header::{COOKIE, SET_COOKIE};
use http::request::Parts;
use http::{HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, Semaphore};

/// The largest request that is passed on.
const LARGEST: usize = 6 * 1024 * 1024;

/// A gateway with processes of each step behind it.
#[derive(Clone)]
pub struct Gateway {
    lambda: Lambda,
    operations: Arc<Vec<(&'static str, Vec<Operation>)>>,
    idle: Arc<Mutex<HashMap<&'static str, Vec<Instance>>>>,
    at_once: Arc<Semaphore>,
    timeout: Duration,
}

impl Gateway {
    /// A gateway that lets so many requests through at once; each step gets as many processes as that takes.
    pub fn before(lambda: &Lambda, at_once: usize, timeout: Duration) -> Self {
        let operations = local::routes().into_iter().map(|r| (r.step(), r.operations().to_vec())).collect();
        Self {
            lambda: lambda.clone(),
            operations: Arc::new(operations),
            idle: Arc::default(),
            at_once: Arc::new(Semaphore::new(at_once)),
            timeout,
        }
    }

    /// The same as a router, for browsers.
    pub fn router(&self) -> Router {
        let gateway = self.clone();
        Router::new().fallback(move |request: Request| async move { gateway.pass(request).await })
    }

    fn step_of(&self, parts: &Parts) -> (&'static str, String) {
        let is_wanted = |o: &&Operation| o.method == parts.method && leads(o.path, parts.uri.path());
        let found = self.operations.iter().find_map(|(step, all)| {
            all.iter().find(is_wanted).map(|o| (*step, format!("{} {}", o.method, o.path)))
        });
        found.unwrap_or_else(|| ("serve-site", "$default".to_owned()))
    }

    async fn pass(&self, request: Request) -> Response {
        let (parts, body) = request.into_parts();
        let Ok(body) = axum::body::to_bytes(body, LARGEST).await else {
            return StatusCode::PAYLOAD_TOO_LARGE.into_response();
        };
        let (step, route) = self.step_of(&parts);
        let event = event_of(&parts, &route, &body);
        let _turn = self.at_once.acquire().await.expect("the gateway is open");
        let idle = self.idle.lock().await.entry(step).or_default().pop();
        let mut instance = match idle {
            Some(instance) => instance,
            None => self.lambda.start(step).await,
        };
        match instance.invoke_within(event, self.timeout).await {
            Outcome::Answered(answer) => {
                self.idle.lock().await.entry(step).or_default().push(instance);
                response_of(&answer)
            }
            // The gateway says no more than that.
            Outcome::Failed(_) | Outcome::Died => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
            Outcome::TimedOut => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        }
    }
}

/// The event of a request.
pub fn event_of(parts: &Parts, route: &str, body: &Bytes) -> Value {
    let source = parts.extensions.get::<Source>().map_or("203.0.113.1", Source::as_str);
    let (cookies, headers) = cookies_and_headers(parts);
    json!({
        "version": "2.0",
        "routeKey": route,
        "rawPath": parts.uri.path(),
        "rawQueryString": parts.uri.query().unwrap_or_default(),
        "cookies": cookies,
        "headers": headers,
        "requestContext": {
            "accountId": "123456789012",
            "apiId": "api-id",
            "domainName": "selo.example",
            "domainPrefix": "selo",
            "http": {
                "method": parts.method.as_str(),
                "path": parts.uri.path(),
                "protocol": "HTTP/1.1",
                "sourceIp": source,
                "userAgent": "journey"
            },
            "requestId": "JKJaXmPLvHcESHA=",
            "routeKey": route,
            "stage": "$default",
            "time": "16/Nov/2026:00:00:00 +0000",
            "timeEpoch": 1_794_787_200_000_u64
        },
        "body": STANDARD.encode(body),
        "isBase64Encoded": true
    })
}

/// The cookies, which the gateway takes out of the headers, and the rest.
fn cookies_and_headers(parts: &Parts) -> (Vec<String>, Map<String, Value>) {
    let text = |value: &HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let mut headers = Map::new();
    for (name, value) in parts.headers.iter().filter(|(name, _)| *name != COOKIE) {
        headers.insert(name.as_str().to_owned(), json!(text(value)));
    }
    let cookies = parts.headers.get_all(COOKIE).iter();
    (cookies.flat_map(|v| text(v).split("; ").map(str::to_owned).collect::<Vec<_>>()).collect(), headers)
}

fn response_of(answer: &Value) -> Response {
    let text = answer["body"].as_str().unwrap_or_default();
    let body = match answer["isBase64Encoded"].as_bool() {
        Some(true) => STANDARD.decode(text).expect("base64"),
        _ => text.as_bytes().to_vec(),
    };
    let mut response = Response::new(Body::from(body));
    let status = answer["statusCode"].as_u64().and_then(|s| StatusCode::from_u16(s as u16).ok());
    *response.status_mut() = status.expect("a status");
    let mut add = |name: &str, value: &Value| {
        if let (Ok(name), Some(Ok(value))) =
            (HeaderName::try_from(name), value.as_str().map(HeaderValue::from_str))
        {
            response.headers_mut().append(name, value);
        }
    };
    for (name, value) in answer["headers"].as_object().into_iter().flatten() {
        add(name, value);
    }
    for (name, values) in answer["multiValueHeaders"].as_object().into_iter().flatten() {
        values.as_array().into_iter().flatten().for_each(|value| add(name, value));
    }
    for cookie in answer["cookies"].as_array().into_iter().flatten() {
        add(SET_COOKIE.as_str(), cookie);
    }
    response
}
