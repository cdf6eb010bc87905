//! Work that was given up: found, and tried once more.

use crate::job::Budget;
use crate::{AdministerError, Answer, Pace, Stuck};
use common::App;
use domain::work::{Command, State, Work};
use store::works::WorkKey;
use store::{Change, StoreError};

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
    let revived = work.apply(Command::Revive, app.clock.now())?;
    app.store.commit(Change::of(revived)).await?;
    Ok(Answer::WorkRevived)
}

/// Makes all work due again that was given up, a hundred at a time. Of a page nothing may be left to revive: the index shows
/// what it was a moment ago, and a row that cannot be read stays; then the next invocation looks again.
pub(crate) async fn revive_all(app: &App, pace: Pace) -> Result<Answer, AdministerError> {
    let (mut budget, mut revived) = (Budget::new(app, pace), 0);
    while budget.take(app) {
        let works = app.store.list_dead_work(MOST).await?;
        let before = revived;
        for key in &works {
            revived += u64::from(revive_dead(app, key).await?);
        }
        if works.is_empty() || revived == before {
            return Ok(Answer::AllRevived { finished: works.is_empty(), revived });
        }
    }
    Ok(Answer::AllRevived { finished: false, revived })
}

/// `false` when it is not dead any more, or cannot be read.
async fn revive_dead(app: &App, key: &WorkKey) -> Result<bool, AdministerError> {
    let work: Work = match app.store.find_work(key).await {
        Ok(Some(work)) if matches!(work.state(), State::Dead { .. }) => work,
        Ok(_) | Err(StoreError::Corrupt { .. }) => return Ok(false),
        Err(error) => return Err(error.into()),
    };
    let due = work.apply(Command::Revive, app.clock.now())?;
    Ok(app.store.commit_unless_overtaken(Change::of(due)).await?.is_some())
}
