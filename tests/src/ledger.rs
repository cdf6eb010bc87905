//! A proxy before the database that has every request say what it consumes, and adds it up.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::Response;
use http::header::CONTENT_LENGTH;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tower::ServiceExt;

use crate::wire;

/// What was consumed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Usage {
    /// Read units.
    pub reads: f64,
    /// Write units: those of a transaction count twice in a table and once in an index, as DynamoDB counts them.
    pub writes: f64,
    /// Write units by table, and by table and index.
    pub writes_by_place: BTreeMap<String, f64>,
    /// Requests by operation.
    pub calls: BTreeMap<String, u32>,
}

/// The proxy.
#[derive(Clone)]
pub struct Ledger {
    engine: Router,
    usage: Arc<Mutex<Usage>>,
}

impl Ledger {
    /// Starts a proxy before an engine, on a thread of its own, and returns it with its address.
    pub(crate) async fn start(engine: Router) -> (Self, String) {
        let ledger = Self { engine, usage: Arc::default() };
        let (ready, started) = tokio::sync::oneshot::channel();
        let router = wire::guarded(Router::new().fallback(pass).with_state(ledger.clone()));
        std::thread::spawn(move || {
            let runtime =
                tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async move {
                let (listener, url) = wire::listen().await;
                ready.send(url).expect("somebody waits");
                axum::serve(listener, router).await
            })
        });
        (ledger, started.await.expect("the proxy starts"))
    }

    /// What was consumed since it was last taken.
    pub fn take(&self) -> Usage {
        std::mem::take(&mut *self.usage.lock().expect("no panic held it"))
    }

    fn note(&self, operation: &str, answer: &Value) {
        let mut usage = self.usage.lock().expect("no panic held it");
        *usage.calls.entry(operation.to_owned()).or_default() += 1;
        let consumed = &answer["ConsumedCapacity"];
        let tables = consumed.as_array().cloned().unwrap_or_else(|| vec![consumed.clone()]);
        let writes = matches!(operation, "TransactWriteItems" | "PutItem" | "UpdateItem" | "DeleteItem");
        for table in tables {
            let units = table["CapacityUnits"].as_f64().unwrap_or_default();
            if !writes {
                usage.reads += units;
                continue;
            }
            usage.writes += units;
            let name = table["TableName"].as_str().unwrap_or_default();
            let name = name.rsplit('-').next().unwrap_or_default();
            let own = table["Table"]["CapacityUnits"].as_f64().unwrap_or_default();
            *usage.writes_by_place.entry(name.to_owned()).or_default() += own;
            for (index, of_index) in table["GlobalSecondaryIndexes"].as_object().into_iter().flatten() {
                let units = of_index["CapacityUnits"].as_f64().unwrap_or_default();
                *usage.writes_by_place.entry(format!("{name}/{index}")).or_default() += units;
            }
        }
    }
}

async fn pass(State(ledger): State<Ledger>, request: Request) -> Response {
    let (mut parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 16 << 20).await.expect("a body");
    let target = parts.headers.get("x-amz-target").and_then(|v| v.to_str().ok()).unwrap_or("");
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let mut asked: Value = serde_json::from_slice(&body).expect("JSON");
    asked["ReturnConsumedCapacity"] = json!("INDEXES");
    parts.headers.remove(CONTENT_LENGTH);
    let forward = Request::from_parts(parts, Body::from(asked.to_string()));
    let answer = ledger.engine.clone().oneshot(forward).await;
    let (mut head, body) = answer.expect("the engine answers").into_parts();
    let body = axum::body::to_bytes(body, 32 << 20).await.expect("an answer");
    ledger.note(&operation, &serde_json::from_slice(&body).unwrap_or_default());
    head.headers.remove(CONTENT_LENGTH);
    Response::from_parts(head, Body::from(body))
}
