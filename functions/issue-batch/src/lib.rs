//! Step `issue-batch`: issues one chunk of a published import, and leaves the next one due.
//!
//! The key of a certificate is a keyed hash of event and person, so its row is the mark that its line is done: a chunk
//! may be issued twice, after a crash or by two workers, and each line still has one certificate.

mod answers;
mod batch;
mod line;
mod reissue;

use batch::{Batch, Chunk};
use common::App;
use common::error::Failed;
use domain::participation::import::{Command, Import, State};
use domain::transition::Actor;
use domain::value::id::ImportId;
use futures::{StreamExt, stream};
use store::Change;

/// Name of the step, as it stands in the audit trail.
const STEP: &str = "issue-batch";
/// How many lines are issued at the same time.
const AT_ONCE: usize = 12;

common::step_error! {
    /// A chunk could not be issued to its end. What was issued stays; the chunk is due again.
    pub enum IssueError: "could not issue a chunk" {}
}

fn actor() -> Actor {
    Actor::Step(STEP.to_owned())
}

/// Issues the next chunk of an import, or counts what a reissue would do. Any other import needs nothing.
///
/// # Errors
/// When the store or the keys fail: the chunk was put off, unless that cannot be recorded either.
pub async fn handle(app: App, id: ImportId) -> Result<(), Failed<IssueError>> {
    let Some(import) = app.store.find_import(&id).await.map_err(IssueError::from)? else { return Ok(()) };
    let State::Issuing { next_chunk, .. } = import.snapshot().state else {
        return Ok(reissue::count(&app, import).await?);
    };
    let issued =
        if import.is_reissue() { reissue::issue(&app, &import).await } else { issue(&app, &import).await };
    match issued {
        Ok(()) => Ok(conclude(&app, import, Command::FinishChunk(next_chunk)).await?),
        Err(error) => {
            conclude(&app, import, Command::RetryChunk(next_chunk)).await?;
            Err(Failed::Recorded(error))
        }
    }
}

async fn issue(app: &App, import: &Import) -> Result<(), IssueError> {
    let State::Issuing { tally, edition, publication, next_chunk, choices, .. } = &import.snapshot().state
    else {
        return Ok(());
    };
    let (id, store, chunk) = (import.id(), &app.store, tally.stored(*next_chunk));
    let event = store.get_event(&import.snapshot().event).await?;
    let lines = store.keep_lines(id, chunk).await?;
    let edition = store.get_edition(event.id(), *edition).await?;
    let doubts =
        if tally.doubts + tally.recognised > 0 { store.find_doubts(id, chunk).await? } else { Vec::new() };
    let chunk = Chunk {
        import,
        event: &event,
        edition: &edition,
        publication: *publication,
        lines: &lines,
        doubts: &doubts,
        choices,
    };
    let batch = &Batch::load(app, &chunk).await?;
    // A line that fails holds no other one up: the rest is issued before the chunk is put off.
    let lines: Vec<_> = lines.iter().map(|line| batch.issue(line)).collect();
    let issued = stream::iter(lines).buffer_unordered(AT_ONCE);
    issued.fold(Ok(()), |all, one| async move { all.and(one) }).await
}

/// Another worker may have finished the chunk: then it is done all the same.
async fn conclude(app: &App, import: Import, command: Command) -> Result<(), IssueError> {
    let transition = import.apply(command, actor(), app.clock.now())?;
    Ok(app.store.commit_unless_overtaken(Change::of(transition)).await.map(drop)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_issue_error_keeps_its_cause_out_of_its_own_words() {
        let error = IssueError::from(store::StoreError::NotFound { what: "lines" });
        assert_eq!(error.to_string(), "could not issue a chunk");
        assert_eq!(platform::chain(&error), "could not issue a chunk: the store failed: lines not found");
    }
}
