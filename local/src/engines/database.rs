//! DynamoDB: dynoxide on one SQLite file, called in this process. Nothing listens.
//!
//! One lock serialises the engine and a commit waits for the disk in the midst of a call, so it gets a thread of its own:
//! no worker that answers people is ever held up. Every commit is flushed (WAL with SQLite's default
//! `synchronous=FULL`); the engine's bulk-load switch, which gives that up, is never used.

mod create;
mod operations;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::oneshot;

use super::EngineError;

pub(super) use create::create_tables;
use operations::{Answer, carry_out};

/// What DynamoDB takes at most in one request.
const MAX_REQUEST_BYTES: usize = 16 * 1024 * 1024;

/// What the thread is told.
enum Order {
    /// Carry out an operation, and answer whoever still waits.
    Call { operation: String, body: String, answer: oneshot::Sender<Answer> },
    /// Close the file and end.
    Stop,
}

/// The running engine. Dropped, it finishes the commit at hand, closes the file and ends its thread.
pub(crate) struct Database {
    orders: UnboundedSender<Order>,
    thread: Option<JoinHandle<()>>,
}

impl Database {
    /// Opens the file, makes it when it is missing, and waits for requests.
    pub(crate) fn start(file: PathBuf) -> Result<Self, EngineError> {
        let database = open(&file)?;
        let (orders, taken) = unbounded_channel();
        let thread = std::thread::Builder::new().name("database".to_owned());
        let thread = thread.spawn(move || work(&database, taken)).map_err(EngineError::Thread)?;
        Ok(Self { orders, thread: Some(thread) })
    }

    /// The engine as a service of HTTP, for the SDK's client in this process.
    pub(crate) fn router(&self) -> Router {
        let router = Router::new().route("/", post(take)).layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES));
        router.with_state(self.orders.clone())
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // An engine that is gone needs no word.
        let _ = self.orders.send(Order::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn open(file: &Path) -> Result<dynoxide::Database, EngineError> {
    let path = file.to_str().ok_or(EngineError::FolderName)?;
    dynoxide::Database::new(path).map_err(|error| EngineError::Database(Box::new(error)))
}

/// The engine's thread: one call after another, until told to stop. What nobody waits for any more is not begun.
fn work(database: &dynoxide::Database, mut orders: UnboundedReceiver<Order>) {
    while let Some(Order::Call { operation, body, answer }) = orders.blocking_recv() {
        if answer.is_closed() {
            continue;
        }
        // A panic ends the call that made it, not the house.
        let done = catch_unwind(AssertUnwindSafe(|| carry_out(database, &operation, &body)));
        let _ = answer.send(done.unwrap_or_else(|_| Answer::failed("the engine panicked")));
    }
}

async fn take(State(orders): State<UnboundedSender<Order>>, headers: HeaderMap, body: String) -> Response {
    let target = headers.get("x-amz-target").and_then(|target| target.to_str().ok()).unwrap_or_default();
    let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
    let (answer, answered) = oneshot::channel();
    let sent = orders.send(Order::Call { operation, body, answer }).is_ok();
    let stopped = || Answer::failed("the database has stopped");
    let answer = if sent { answered.await.unwrap_or_else(|_| stopped()) } else { stopped() };
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::BAD_REQUEST);
    (status, [(header::CONTENT_TYPE, "application/x-amz-json-1.0")], answer.json).into_response()
}

/// A client of an engine, as the house makes it.
#[cfg(test)]
pub(crate) fn client(database: &Database) -> aws_sdk_dynamodb::Client {
    let folder = tempfile::tempdir().unwrap();
    let objects = super::ObjectStore::open(folder.path().join("objects"), &[]).unwrap().0;
    super::connect(database.router(), objects, Router::new(), Router::new()).dynamodb
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_no_database_is_an_error_with_its_cause() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("database.sqlite");
        std::fs::write(&file, "not a database, whatever its name says".repeat(50)).unwrap();
        let error = Database::start(file).err().unwrap();
        assert!(matches!(error, EngineError::Database(_)), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
    }

    #[tokio::test]
    async fn a_client_that_outlives_the_engine_gets_an_error_and_the_file_is_free() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("database.sqlite");
        let database = Database::start(file.clone()).unwrap();
        let client = client(&database);
        client.list_tables().send().await.unwrap();
        drop(database);
        client.list_tables().send().await.unwrap_err();
        Database::start(file).unwrap();
    }

    #[tokio::test]
    async fn what_the_engine_does_not_have_is_refused_as_unknown() {
        let dir = tempfile::tempdir().unwrap();
        let database = Database::start(dir.path().join("database.sqlite")).unwrap();
        let error = client(&database).list_backups().send().await.unwrap_err();
        assert!(format!("{error:?}").contains("UnknownOperationException"), "{error:?}");
    }
}
