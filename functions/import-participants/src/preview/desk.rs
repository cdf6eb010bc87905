//! What the chunks of a list are written with, and how.

use crate::ImportError;
use crate::chunks::Chunk;
use crate::rows::{ReadyLine, compared};
use crate::sorting::{self, Sorted};
use common::App;
use domain::participation::cells::{CellChunk, CellColumn, CellRow};
use domain::participation::edition::Sheet;
use domain::participation::event::{Event, State};
use domain::participation::import::{Import, stored_chunk};
use domain::participation::line::{Column, Columns, Line, LineProblem, Reason};
use domain::value::id::{EventId, IssuerId};
use domain::value::lettering;
use std::sync::OnceLock;
use store::participation::cells::CellsOf;
use store::participation::imports::ListOf;

/// What a task writes.
pub(super) enum Job {
    Lines(Chunk<ReadyLine>),
    Others(Chunk<CellRow>),
    Problems(Chunk<LineProblem>),
}

/// What every task needs.
pub(super) struct Desk {
    app: App,
    /// Under which series chunks are stored.
    pub(super) series: u32,
    event: EventId,
    issuer: IssuerId,
    import: Import,
    /// The sheet to compare with what was issued; none while nothing was.
    issued_with: Option<Sheet>,
    /// The columns of the file, once its titles were read.
    pub(super) columns: OnceLock<Columns>,
    /// The same with their places.
    pub(super) cell_columns: OnceLock<Vec<CellColumn>>,
}

/// What an organiser should see of a line before it is printed: a sign that the fonts do not have.
pub(super) fn remarks(line: &Line, desk: &Desk) -> Vec<LineProblem> {
    let role = line.role.as_ref().map(|role| (Column::Role, role.as_str()));
    let remark = |(column, text): (Column, &str)| {
        let sign = lettering::missing(text)?;
        Some(LineProblem::new(line.number, desk.title(column), text, Reason::NotDrawn { sign }))
    };
    [Some((Column::Name, line.name.as_str())), role].into_iter().flatten().filter_map(remark).collect()
}

impl Desk {
    pub(super) fn of(app: &App, event: &Event, import: &Import, series: u32) -> Self {
        let snapshot = event.snapshot();
        let issued_with = (!matches!(snapshot.state, State::Draft)).then(|| snapshot.sheet.clone());
        Self {
            app: app.clone(),
            series,
            event: event.id().clone(),
            issuer: snapshot.issuer.clone(),
            import: import.clone(),
            issued_with,
            columns: OnceLock::new(),
            cell_columns: OnceLock::new(),
        }
    }

    /// A column's title as typed.
    fn title(&self, column: Column) -> &str {
        self.columns.get().map_or(column.label(), |columns| columns.title(column))
    }

    fn rows(&self, rows: Vec<CellRow>) -> CellChunk {
        CellChunk { columns: self.cell_columns.get().cloned().unwrap_or_default(), rows }
    }

    pub(super) async fn write(&self, job: Job) -> Result<Sorted, ImportError> {
        let (of, store) = (ListOf::from(&self.import), &self.app.store);
        match job {
            Job::Problems(chunk) => {
                store.put_problems(of, stored_chunk(self.series, chunk.number), &chunk.items).await?;
                Ok(Sorted::default())
            }
            Job::Others(chunk) => {
                let at = CellsOf::Others(stored_chunk(self.series, chunk.number));
                store.put_cells(of, at, &self.rows(chunk.items)).await?;
                Ok(Sorted::default())
            }
            Job::Lines(chunk) => self.write_lines(chunk).await,
        }
    }

    async fn write_lines(&self, chunk: Chunk<ReadyLine>) -> Result<Sorted, ImportError> {
        let (of, number) = (ListOf::from(&self.import), stored_chunk(self.series, chunk.number));
        let lines: Vec<Line> = chunk.items.iter().map(|ready| ready.line.clone()).collect();
        self.app.store.put_lines(of, number, &lines).await?;
        let columns = self.columns.get().cloned().unwrap_or_default();
        let (event, issued_with) = ((&self.event, &self.issuer), self.issued_with.as_ref());
        let (mut sorted, doubts) = sorting::sort(&self.app, event, issued_with, &columns, &lines).await?;
        if !doubts.is_empty() {
            self.app.store.put_doubts(of, number, &doubts).await?;
        }
        sorted.notices.extend(sorting::closed_mailboxes(&self.app, &columns, &lines).await?);
        let rows = compared(&chunk.items, &std::mem::take(&mut sorted.verdicts), &sorted.notices, &doubts);
        self.app.store.put_cells(of, CellsOf::Lines(number), &self.rows(rows)).await?;
        Ok(sorted)
    }
}
