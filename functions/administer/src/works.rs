//! Work that was given up: found, and tried once more.

use crate::{AdministerError, Answer, Stuck};
use common::App;
use common::store::works::WorkKey;
use domain::work::Command;

/// Items that are listed or counted at most.
const MOST: i32 = 100;

/// Lists what was given up, oldest first.
pub(crate) async fn list_stuck(app: &App) -> Result<Answer, AdministerError> {
    let works = app.store.list_dead_work(MOST).await?;
    let stuck = |key: &WorkKey| Stuck { pk: key.partition().to_owned(), sk: key.sort().to_owned() };
    Ok(Answer::Stuck { works: works.iter().map(stuck).collect() })
}

/// Counts what was given up.
pub(crate) async fn count_stuck(app: &App) -> Result<usize, AdministerError> {
    Ok(app.store.list_dead_work(MOST).await?.len())
}

/// Makes a piece of work due again.
pub(crate) async fn revive(app: &App, pk: &str, sk: &str) -> Result<Answer, AdministerError> {
    let work = app.store.find_work(&WorkKey::of_item(pk, sk)).await?.ok_or(AdministerError::NoWork)?;
    let revived = work.clone().apply(Command::Revive, app.clock.now())?;
    app.store.arm_work(&work, &revived).await?;
    Ok(Answer::WorkRevived)
}
