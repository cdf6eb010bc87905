//! The Lambda Runtime API, as much of it as a function uses: AWS Lambda, "Using the Lambda runtime API for custom runtimes".

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use http::StatusCode;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::JoinHandle;

/// What became of an invocation.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// The function answered.
    Answered(Value),
    /// The function says that it failed.
    Failed(Value),
    /// The process ended first.
    Died,
    /// It took longer than the function may; the process was killed, as Lambda does.
    TimedOut,
}

impl Outcome {
    /// The answer.
    ///
    /// # Panics
    /// When there is none.
    pub fn answer(self) -> Value {
        match self {
            Self::Answered(value) => value,
            other => panic!("no answer: {other:?}"),
        }
    }
}

/// The runtime of one process.
pub(super) struct Runtime {
    desk: Arc<Desk>,
    pub(super) address: String,
    task: JoinHandle<()>,
}

struct Desk {
    events: mpsc::UnboundedSender<(String, Value, Duration)>,
    waiting: tokio::sync::Mutex<mpsc::UnboundedReceiver<(String, Value, Duration)>>,
    answers: Mutex<HashMap<String, oneshot::Sender<Outcome>>>,
    asked: AtomicU64,
    polled: Notify,
    numbers: AtomicU64,
}

impl Drop for Runtime {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Runtime {
    pub(super) async fn start() -> Self {
        let (events, waiting) = mpsc::unbounded_channel();
        let desk = Arc::new(Desk {
            events,
            waiting: tokio::sync::Mutex::new(waiting),
            answers: Mutex::default(),
            asked: AtomicU64::new(0),
            polled: Notify::new(),
            numbers: AtomicU64::new(0),
        });
        let router = Router::new()
            .route("/2018-06-01/runtime/invocation/next", get(next))
            .route("/2018-06-01/runtime/invocation/{id}/response", post(answered))
            .route("/2018-06-01/runtime/invocation/{id}/error", post(failed))
            .route("/2018-06-01/runtime/init/error", post(|| async { StatusCode::ACCEPTED }))
            .with_state(desk.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.expect("serves") });
        Self { desk, address, task }
    }

    /// Waits until the function asks for something to do.
    pub(super) async fn polled(&self) {
        while self.desk.asked.load(Ordering::SeqCst) == 0 {
            self.desk.polled.notified().await;
        }
    }

    /// Hands an event over; what becomes of it comes later.
    pub(super) fn hand(&self, event: Value, timeout: Duration) -> oneshot::Receiver<Outcome> {
        let number = self.desk.numbers.fetch_add(1, Ordering::SeqCst);
        let id = format!("8476a536-e9f4-11e8-9739-{number:012x}");
        let (answer, outcome) = oneshot::channel();
        self.desk.answers.lock().expect("no panic held it").insert(id.clone(), answer);
        self.desk.events.send((id, event, timeout)).expect("the runtime runs");
        outcome
    }
}

impl Desk {
    fn conclude(&self, id: &str, outcome: Outcome) -> Response {
        match self.answers.lock().expect("no panic held it").remove(id) {
            Some(answer) => {
                // Whoever invoked may have given up.
                let _ = answer.send(outcome);
                StatusCode::ACCEPTED.into_response()
            }
            None => StatusCode::BAD_REQUEST.into_response(),
        }
    }
}

async fn next(State(desk): State<Arc<Desk>>) -> Response {
    desk.asked.fetch_add(1, Ordering::SeqCst);
    desk.polled.notify_waiters();
    desk.polled.notify_one();
    let Some((id, event, timeout)) = desk.waiting.lock().await.recv().await else {
        return StatusCode::GONE.into_response();
    };
    #[expect(
        clippy::disallowed_methods,
        reason = "the deadline of an invocation is a time of the real clock"
    )]
    let deadline = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970") + timeout;
    let headers = [
        ("lambda-runtime-aws-request-id", id),
        ("lambda-runtime-deadline-ms", deadline.as_millis().to_string()),
        (
            "lambda-runtime-invoked-function-arn",
            "arn:aws:lambda:sa-east-1:123456789012:function:selo".to_owned(),
        ),
        (
            "lambda-runtime-trace-id",
            "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1".to_owned(),
        ),
        ("content-type", "application/json".to_owned()),
    ];
    (headers, event.to_string()).into_response()
}

async fn answered(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: String) -> Response {
    let answer = serde_json::from_str(&body).unwrap_or_else(|_| json!({ "not JSON": body }));
    desk.conclude(&id, Outcome::Answered(answer))
}

async fn failed(State(desk): State<Arc<Desk>>, Path(id): Path<String>, body: String) -> Response {
    let error = serde_json::from_str(&body).unwrap_or_else(|_| json!({ "not JSON": body }));
    desk.conclude(&id, Outcome::Failed(error))
}
