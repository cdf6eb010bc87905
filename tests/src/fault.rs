//! A proxy before the database that fails on purpose: what the embedded engine cannot show.

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures::stream;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use std::io;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::net::TcpListener;

/// What goes wrong with every third write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Another transaction was in the way: nothing is written.
    Conflict,
    /// Too much at once: nothing is written.
    Throttle,
    /// It is written, and the connection breaks before the answer arrives.
    AnswerLost,
}

/// The proxy.
#[derive(Clone)]
pub struct Proxy {
    client: Client<HttpConnector, Body>,
    target: String,
    fault: Arc<Mutex<Fault>>,
    writes: Arc<AtomicU32>,
    failed: Arc<AtomicU32>,
}

impl Proxy {
    /// Starts a proxy before an engine, and returns it with its own address.
    pub async fn start(target: String) -> (Self, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let proxy = Self {
            client: Client::builder(TokioExecutor::new()).build_http(),
            target,
            fault: Arc::new(Mutex::new(Fault::None)),
            writes: Arc::default(),
            failed: Arc::default(),
        };
        let router = Router::new().fallback(pass).with_state(proxy.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (proxy, url)
    }

    /// From now on every third transaction fails so.
    pub fn fail(&self, fault: Fault) {
        *self.fault.lock().expect("no panic held it") = fault;
    }

    /// How many writes were made to fail.
    pub fn failed(&self) -> u32 {
        self.failed.load(Ordering::Relaxed)
    }

    fn next(&self, is_write: bool) -> Fault {
        let fault = *self.fault.lock().expect("no panic held it");
        let turn = is_write && self.writes.fetch_add(1, Ordering::Relaxed) % 3 == 2;
        if !turn || fault == Fault::None {
            return Fault::None;
        }
        self.failed.fetch_add(1, Ordering::Relaxed);
        fault
    }
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
    let operation = parts.headers.get("x-amz-target").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    match proxy.next(operation.ends_with("TransactWriteItems")) {
        Fault::Conflict => conflict(&body),
        Fault::Throttle => refusal("ThrottlingException", json!({ "message": "slow down" })),
        fault => {
            let path = parts.uri.path_and_query().map_or("/", |p| p.as_str());
            let mut forward =
                http::Request::builder().method(parts.method.clone()).uri(format!("{}{path}", proxy.target));
            *forward.headers_mut().expect("headers") = parts.headers.clone();
            let answer = proxy.client.request(forward.body(Body::from(body)).expect("a request")).await;
            let answer = answer.expect("the engine answers").map(Body::new);
            if fault == Fault::AnswerLost { broken() } else { answer }
        }
    }
}

/// What DynamoDB says when another transaction touches an item: one reason per operation, in order.
fn conflict(body: &Bytes) -> Response {
    let request: Value = serde_json::from_slice(body).unwrap_or_default();
    let count = request["TransactItems"].as_array().map_or(1, Vec::len);
    let mut reasons = vec![json!({ "Code": "None" }); count];
    reasons[0] = json!({ "Code": "TransactionConflict", "Message": "Transaction is ongoing for the item" });
    refusal(
        "TransactionCanceledException",
        json!({ "Message": "Transaction cancelled", "CancellationReasons": reasons }),
    )
}

fn refusal(name: &str, mut body: Value) -> Response {
    body["__type"] = json!(format!("com.amazonaws.dynamodb.v20120810#{name}"));
    (StatusCode::BAD_REQUEST, [(CONTENT_TYPE, "application/x-amz-json-1.0")], body.to_string())
        .into_response()
}

/// An answer whose body breaks off: the caller cannot know what happened.
fn broken() -> Response {
    let lost = Body::from_stream(stream::once(async {
        Err::<Bytes, _>(io::Error::from(io::ErrorKind::ConnectionReset))
    }));
    (StatusCode::OK, [(CONTENT_TYPE, "application/x-amz-json-1.0")], lost).into_response()
}
