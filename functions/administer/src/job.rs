//! Work that is too long for one invocation: it goes page by page, writes down after each where it goes on, and the same
//! event again goes on there. So an answer that was lost, or an invocation that was killed, costs a page.

use crate::{AdministerError, Pace};
use common::App;
use jiff::{SignedDuration, Timestamp};
use platform::documents::DocumentError;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// How long an invocation works: half of the function's time, so that the last page ends within it.
const WORKS_FOR: SignedDuration = SignedDuration::from_mins(5);

/// Rows of the table to a page: about a megabyte, which is what the database reads at once.
const ROWS: i32 = 1000;

/// What one invocation may still do.
pub(crate) struct Budget {
    until: Timestamp,
    pages: Option<u32>,
    /// Rows of the table to a page.
    pub(crate) rows: i32,
}

impl Budget {
    /// The budget of an invocation that begins now.
    pub(crate) fn new(app: &App, pace: Pace) -> Self {
        let now = app.clock.now();
        let rows = pace.rows.map_or(ROWS, |rows| rows.get().into());
        Self { until: now.saturating_add(WORKS_FOR).unwrap_or(now), pages: pace.pages, rows }
    }

    /// Takes a page of it; `false` when there is none left.
    pub(crate) fn take(&mut self, app: &App) -> bool {
        if self.pages == Some(0) || app.clock.now() >= self.until {
            return false;
        }
        self.pages = self.pages.map(|left| left - 1);
        true
    }
}

/// After how long nobody goes on with what was left: another day's press is about another day's table.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// With what a job began, so that another one does not go on in its middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Begun {
    at: Timestamp,
    /// Its option: `overwrite`, `repair`; `false` when it has none.
    option: bool,
}

impl Begun {
    pub(crate) fn now(app: &App, option: bool) -> Self {
        Self { at: app.clock.now(), option }
    }

    /// Whether an invocation with this option goes on with it.
    pub(crate) fn goes_on(self, app: &App, option: bool) -> bool {
        self.option == option && app.clock.now().duration_since(self.at) < FORGOTTEN_AFTER
    }
}

/// What an earlier invocation wrote down, or the beginning.
pub(crate) async fn progress<T: DeserializeOwned + Default>(
    app: &App,
    key: &str,
) -> Result<T, AdministerError> {
    match app.documents.get(key).await {
        Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| AdministerError::Progress(key.to_owned())),
        Err(DocumentError::Missing { .. }) => Ok(T::default()),
        Err(error) => Err(error.into()),
    }
}

/// Writes down where it goes on.
pub(crate) async fn write_down<T: Serialize>(
    app: &App,
    key: &str,
    progress: &T,
) -> Result<(), AdministerError> {
    let json = serde_json::to_vec(progress).map_err(|_| AdministerError::Progress(key.to_owned()))?;
    Ok(app.documents.put(key, "application/json", json).await?)
}
