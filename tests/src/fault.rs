//! A proxy before the database that fails on purpose: what the embedded engine cannot show.

mod heat;

pub use heat::Heat;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use futures::stream;
use heat::HeatLog;
use http::StatusCode;
use http::header::CONTENT_TYPE;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tower::ServiceExt;

use crate::wire;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Another transaction was in the way: nothing is written.
    Conflict,
    /// Too much at once: nothing is read or written.
    Throttle,
    /// It is written, and the connection breaks before the answer arrives.
    AnswerLost,
    /// It takes so many milliseconds longer.
    Slow(u64),
    /// Secondary indexes show what they showed before this began, and nothing of what they were never asked.
    Stale,
}

/// With how many of which requests it goes wrong.
#[derive(Debug, Clone, Copy)]
struct Strike {
    fault: Fault,
    of_100: u32,
    reads_too: bool,
}

/// The proxy.
#[derive(Clone)]
pub struct Proxy {
    engine: Router,
    url: Arc<str>,
    strike: Arc<Mutex<Strike>>,
    chance: Arc<Mutex<StdRng>>,
    failed: Arc<AtomicU32>,
    passed: Arc<AtomicU32>,
    seen: Arc<Mutex<HashMap<Bytes, Bytes>>>,
    heat: Arc<Mutex<HeatLog>>,
}

impl Proxy {
    /// Starts a proxy before an engine, and returns it with its own address.
    pub async fn start(engine: Router) -> (Self, String) {
        let (listener, url) = wire::listen().await;
        let proxy = Self {
            engine,
            url: url.as_str().into(),
            strike: Arc::new(Mutex::new(Strike { fault: Fault::None, of_100: 0, reads_too: false })),
            chance: Arc::new(Mutex::new(StdRng::seed_from_u64(7))),
            failed: Arc::default(),
            passed: Arc::default(),
            seen: Arc::default(),
            heat: Arc::default(),
        };
        let router = wire::guarded(Router::new().fallback(pass).with_state(proxy.clone()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        (proxy, url)
    }

    /// Where it listens.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// From now on a third of the transactions fails so.
    pub fn fail(&self, fault: Fault) {
        self.set(Strike { fault, of_100: 33, reads_too: false });
    }

    /// From now on so many of a hundred transactions fail so.
    pub fn fail_writes(&self, fault: Fault, of_100: u32) {
        self.set(Strike { fault, of_100, reads_too: false });
    }

    /// From now on so many of a hundred requests fail so, whatever they are.
    pub fn fail_all(&self, fault: Fault, of_100: u32) {
        self.set(Strike { fault, of_100, reads_too: true });
    }

    fn set(&self, strike: Strike) {
        *self.strike.lock().expect("no panic held it") = strike;
    }

    /// How many requests were made to fail.
    pub fn failed(&self) -> u32 {
        self.failed.load(Ordering::Relaxed)
    }

    /// How many requests were passed on.
    pub fn passed(&self) -> u32 {
        self.passed.load(Ordering::Relaxed)
    }

    /// How the writes that were passed on are spread over partition keys.
    pub fn heat(&self) -> Heat {
        self.heat.lock().expect("no panic held it").read()
    }

    /// Forgets how writes are spread.
    pub fn cool(&self) {
        *self.heat.lock().expect("no panic held it") = HeatLog::default();
    }

    fn next(&self, operation: &str) -> Fault {
        let strike = *self.strike.lock().expect("no panic held it");
        let meant = strike.reads_too || operation == "TransactWriteItems";
        let turn =
            meant && self.chance.lock().expect("no panic held it").random_range(0..100) < strike.of_100;
        if !turn || strike.fault == Fault::None {
            return Fault::None;
        }
        self.failed.fetch_add(1, Ordering::Relaxed);
        strike.fault
    }
}

async fn pass(State(proxy): State<Proxy>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
    let target = parts.headers.get("x-amz-target").and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let operation = target.rsplit('.').next().unwrap_or_default();
    let of_index = operation == "Query" && body.windows(11).any(|w| w == b"\"IndexName\"");
    match proxy.next(operation) {
        Fault::Conflict => return conflict(&body),
        Fault::Throttle => return refusal("ThrottlingException", json!({ "message": "slow down" })),
        Fault::Slow(ms) => tokio::time::sleep(Duration::from_millis(ms)).await,
        Fault::Stale if of_index => return stale(&proxy, &body),
        Fault::AnswerLost => {
            proxy.forward(&parts, body).await;
            return broken();
        }
        Fault::None | Fault::Stale => {}
    }
    proxy.heat.lock().expect("no panic held it").note(operation, &body);
    let answer = proxy.forward(&parts, body.clone()).await;
    if !of_index {
        return answer;
    }
    let (head, answer) = answer.into_parts();
    let answer = axum::body::to_bytes(answer, 16 << 20).await.expect("a body");
    proxy.seen.lock().expect("no panic held it").insert(body, answer.clone());
    Response::from_parts(head, Body::from(answer))
}

impl Proxy {
    async fn forward(&self, parts: &http::request::Parts, body: Bytes) -> Response {
        self.passed.fetch_add(1, Ordering::Relaxed);
        let forward = Request::from_parts(parts.clone(), Body::from(body));
        self.engine.clone().oneshot(forward).await.expect("the engine answers")
    }
}

/// What an index said the last time that it was asked this; nothing, when it never was.
fn stale(proxy: &Proxy, body: &Bytes) -> Response {
    let seen = proxy.seen.lock().expect("no panic held it").get(body).cloned();
    let nothing = || Bytes::from_static(br#"{"Items":[],"Count":0,"ScannedCount":0}"#);
    ([(CONTENT_TYPE, "application/x-amz-json-1.0")], seen.unwrap_or_else(nothing)).into_response()
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
