//! `selo admin`: the step `administer` from the command line, through the running house or, when none runs, by
//! opening it.
//!
//! A running house listens on a socket in its data folder, which only its owner may open: whoever can write there can
//! change everything anyway.

use common::App;
use platform::chain;
use serde_json::{Value, json};
use std::fs::{self, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{UnixListener, UnixStream};

/// The longest event, in bytes.
const LONGEST: u64 = 64 * 1024;

fn socket(data: &Path) -> PathBuf {
    data.join("admin.sock")
}

/// Answers events on the socket of a data folder until the process ends.
///
/// # Errors
/// When the socket cannot be made.
pub async fn listen(app: App, data: &Path) -> io::Result<()> {
    let path = socket(data);
    // A socket that a killed process left is nobody's: the folder's lock is ours.
    let _ = fs::remove_file(&path);
    let listener = UnixListener::bind(&path)?;
    fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(converse(app.clone(), stream));
    }
}

async fn converse(app: App, mut stream: UnixStream) -> io::Result<()> {
    let mut event = Vec::new();
    (&mut stream).take(LONGEST).read_to_end(&mut event).await?;
    let answer = match serde_json::from_slice(&event) {
        Ok(event) => carry_out(app, event).await,
        Err(_) => json!({ "error": "the event is no JSON document" }),
    };
    stream.write_all(answer.to_string().as_bytes()).await
}

/// Carries out one event, as the console's Test tab does.
pub async fn carry_out(app: App, event: Value) -> Value {
    let request = match serde_json::from_value(event) {
        Ok(request) => request,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    match administer::handle(app, request).await {
        Ok(answer) => serde_json::to_value(answer).unwrap_or(Value::Null),
        Err(error) => json!({ "error": chain(&error) }),
    }
}

/// Hands an event to the house that runs on a data folder; none when none runs.
///
/// # Errors
/// When the house does not answer.
pub async fn call(data: &Path, event: &Value) -> io::Result<Option<Value>> {
    let mut stream = match UnixStream::connect(socket(data)).await {
        Ok(stream) => stream,
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused) => {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    stream.write_all(event.to_string().as_bytes()).await?;
    stream.shutdown().await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    serde_json::from_slice(&answer).map(Some).map_err(io::Error::other)
}
