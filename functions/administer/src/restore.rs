//! Rows of a table that was restored under another name go back into the table of the stack, which stays what it is: with
//! its streams, its indexes and its protection.

use crate::job::{Begun, Budget, progress, write_down};
use crate::{AdministerError, Answer, Pace};
use common::App;
use serde::{Deserialize, Serialize};
use store::key::Table;
use store::participation::restore::{Copied, Restoring};

/// Which table to copy rows back into. Sessions and limits are not restored: people sign in again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Restorable {
    /// Certificates, accounts, events, imports.
    Registry,
    /// Work and the mail ledger.
    Outbox,
}

#[derive(Default, Serialize, Deserialize)]
struct Progress {
    begun: Option<Begun>,
    next: Option<String>,
    finished: bool,
    copied: u64,
    left: u64,
    #[serde(default)]
    refused: u64,
}

/// Copies on from where the last invocation stopped; after the end, with another `overwrite`, and a day later from the
/// beginning.
pub(crate) async fn rows(
    app: &App,
    table: Restorable,
    overwrite: bool,
    pace: Pace,
) -> Result<Answer, AdministerError> {
    let (table, key) = match table {
        Restorable::Registry => (Table::Registry, "administer/restore-registry.json"),
        Restorable::Outbox => (Table::Outbox, "administer/restore-outbox.json"),
    };
    let mut at: Progress = progress(app, key).await?;
    if at.finished || !at.begun.is_some_and(|begun| begun.goes_on(app, overwrite)) {
        at = Progress { begun: Some(Begun::now(app, overwrite)), ..Progress::default() };
    }
    let keys = app.secrets.keys().await?;
    let how = Restoring { table, overwrite, keys: &keys, now: app.clock.now() };
    let mut budget = Budget::new(app, pace);
    while !at.finished && budget.take(app) {
        let Copied { copied, left, refused, next } =
            app.store.copy_restored(how, at.next.as_deref(), budget.rows).await?;
        let (copied, left, refused) = (at.copied + copied, at.left + left, at.refused + refused);
        at = Progress { finished: next.is_none(), next, copied, left, refused, ..at };
        write_down(app, key, &at).await?;
    }
    Ok(Answer::RowsRestored { finished: at.finished, copied: at.copied, left: at.left, refused: at.refused })
}
