//! When a request has to be answered.

use crate::app::App;
use jiff::Timestamp;
use std::future::Future;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

/// When a request has to be answered. Whoever waits is told that the house is busy then, before the platform ends the
/// process without a word.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(pub(crate) Timestamp);

/// Waits for something until the deadline, where there is one.
pub(super) async fn within<T>(
    deadline: Option<Deadline>,
    app: &App,
    wanted: impl Future<Output = T>,
) -> Result<T, Elapsed> {
    let Some(Deadline(at)) = deadline else { return Ok(wanted.await) };
    let left = at.duration_since(app.clock.now());
    timeout(left.try_into().unwrap_or_default(), wanted).await
}
