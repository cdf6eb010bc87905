//! Step `import-participants`: reads a list that arrived in the bucket and stores what is in it, for its organiser to
//! see before anything is issued.
//!
//! The file comes from the organiser's page, which has registered the import, or was dropped at the console, which
//! registers it here. It is read as a stream: lines and problems go into chunks that are written while the reading
//! goes on, and a chunk is written once, so reading the same file again after a crash changes nothing.

mod arrival;
mod chunks;
mod error;
mod likeness;
mod preview;
pub mod reader;
mod rows;
mod sorting;
mod workbook;

pub use error::ImportError;

use arrival::Arrival;
use common::App;
use domain::participation::event::Event;
use domain::participation::import::{Command, Import, State, UNSURE};
use domain::transition::Actor;
use platform::documents::DocumentError;
use store::{Change, Guard, StoreError};

/// Reads the file under a key of the imports bucket, unless it was read before.
///
/// A key of another shape, an event that does not exist and a file that is gone are logged and let be: no attempt
/// would mend them.
///
/// # Errors
/// When the store or the bucket fails: the same event may be handed in again.
pub async fn handle(app: App, key: String) -> Result<(), ImportError> {
    let Some(arrival) = Arrival::of(&key) else { return ignore("the key names no event") };
    let Some(event) = find_event(&app, &arrival).await? else { return ignore("the event does not exist") };
    let file = match app.documents.get_import(&key).await {
        Err(DocumentError::Missing { .. }) => return ignore("the file is gone"),
        found => found?,
    };
    let import = arrival.import(&app, &event, &file.etag).await?;
    match import.snapshot().state {
        State::Received => {}
        // Whoever discarded it may have been interrupted before all of it was forgotten.
        State::Discarded => return Ok(app.store.forget_list(import.id()).await?),
        _ => return Ok(()),
    }
    // Asked before it is read: what another list is issuing meanwhile is not there to be compared with.
    let event_version = if app.store.is_issuing(&event).await? { UNSURE } else { event.snapshot().version };
    let command = match preview::read(&app, &event, &import, &key, file.body).await? {
        Ok((tally, columns)) => Command::Read { tally, event_version, columns },
        Err(problem) => Command::Refuse(problem),
    };
    conclude(&app, import, command).await
}

/// Commits what the reading found. Another reader of the same file, or somebody who discarded it, may have been faster:
/// then nothing is left to do.
async fn conclude(app: &App, import: Import, command: Command) -> Result<(), ImportError> {
    let id = import.id().clone();
    let transition = import.apply(command, actor(), app.clock.now())?;
    tracing::info!(import = %id, state = transition.after().snapshot().state.kind(), "import {id} was read");
    match app.store.commit(Change::of(transition)).await {
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => {
            let now = app.store.get_import(&id).await?;
            // It was discarded or published while it was read: what was written since is not kept either.
            match now.snapshot().state {
                State::Discarded => app.store.forget_list(&id).await?,
                State::Issuing { .. } | State::Done { .. } => app.store.forget_what_was_checked(&id).await?,
                _ => {}
            }
            Ok(())
        }
        done => Ok(done.map(drop)?),
    }
}

async fn find_event(app: &App, arrival: &Arrival) -> Result<Option<Event>, ImportError> {
    match app.store.get_event(&arrival.event).await {
        Err(StoreError::NotFound { .. }) => Ok(None),
        found => Ok(Some(found?)),
    }
}

fn ignore(why: &'static str) -> Result<(), ImportError> {
    tracing::warn!(why, "an object in the imports bucket was let be: {why}");
    Ok(())
}

fn actor() -> Actor {
    Actor::Step("import-participants".to_owned())
}
