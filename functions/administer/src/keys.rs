//! Keys: another generation, and the end of an old one.

use crate::{AdministerError, Answer};
use common::App;
use platform::secrets::USED_AFTER;

/// How long something counts that was mailed with a generation of keys, in seconds: an initial password, 30 days.
const MAILED_COUNTS_S: i64 = 30 * 24 * 60 * 60;

/// Adds the generation after `follows`, unless it is there. It is used half an hour later, when every process has it.
pub(crate) async fn rotate(app: &App, follows: u32) -> Result<Answer, AdministerError> {
    let now = app.clock.now();
    let from = now.saturating_add(USED_AFTER).unwrap_or(now);
    let root = app.secrets.change(|root| root.followed(follows, from, &app.chance)).await?;
    let generation = follows + 1;
    Ok(Answer::KeysRotated { generation, used_from: root.used_from(generation).flatten() })
}

/// Takes a generation out of use.
pub(crate) async fn retire(
    app: &App,
    generation: u32,
    even_if_used: bool,
) -> Result<Answer, AdministerError> {
    let now = app.clock.now();
    app.secrets.change(|root| root.without(generation, now, MAILED_COUNTS_S, even_if_used)).await?;
    Ok(Answer::KeysRetired { generation })
}
