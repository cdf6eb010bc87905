//! What publishing a list changes on certificates that are there: before and after.

use common::error::Problem;
use common::web::Visit;
use domain::participation::import::{Import, Tally};
use domain::participation::line::{LineProblem, Reason};
use schemars::JsonSchema;
use serde::Serialize;

/// Changes that are shown.
const MOST_SHOWN: usize = 100;
/// Chunks that are looked through: what changes is stored last.
const MOST_CHUNKS: u32 = 25;

/// Something that a certificate would say otherwise.
#[derive(Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Change {
    /// Row in the file.
    pub(super) line: u32,
    /// Whose it is, by the name in the list; empty of a list that an earlier version read.
    pub(super) who: String,
    /// Title of the column.
    pub(super) column: String,
    /// What the certificate says; empty, nothing.
    pub(super) before: String,
    /// What it would say; empty, nothing.
    pub(super) after: String,
}

/// What is found of the changes of a list.
#[derive(Default)]
pub(super) struct Changes {
    /// The first of them.
    pub(super) shown: Vec<Change>,
    /// Whether there are more.
    pub(super) is_cut: bool,
    /// Chunks at the end that hold nothing else.
    pub(super) chunks: u32,
}

/// The first changes of a list.
pub(super) async fn of(visit: &Visit, import: &Import, tally: Tally) -> Result<Changes, Problem> {
    let (mut changes, mut chunks, mut ended) = (Vec::new(), 0, false);
    if tally.changed + tally.other_roles == 0 {
        return Ok(Changes::default());
    }
    let first = tally.problem_chunks.saturating_sub(MOST_CHUNKS);
    for chunk in (first..tally.problem_chunks).rev() {
        let found =
            visit.app.store.find_problems(import.id(), tally.stored(chunk)).await?.unwrap_or_default();
        let before = changes.len();
        let all = found.len();
        changes.extend(found.into_iter().filter_map(Change::of));
        ended |= changes.len() - before < all;
        chunks += u32::from(!ended);
    }
    changes.sort_by_key(|change| change.line);
    let is_cut = changes.len() > MOST_SHOWN;
    changes.truncate(MOST_SHOWN);
    Ok(Changes { shown: changes, is_cut, chunks })
}

impl Change {
    fn of(problem: LineProblem) -> Option<Self> {
        let LineProblem { line, column, value, reason } = problem;
        match reason {
            Reason::Changed { was, who } => Some(Self { line, who, column, before: was, after: value }),
            _ => None,
        }
    }
}
