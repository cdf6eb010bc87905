//! Imports: the file's lines and problems in chunks, the job that issues them, and how far it is.

use crate::store::certificates::audit;
use crate::store::error::{Guard, StoreError};
use crate::store::key::{self, Table};
use crate::store::row::{Item, Row, body, number, text};
use crate::store::tx::Tx;
use crate::store::{Cursor, Listed, Range, Store, Waiting, answers, events, works};
use domain::event::Event;
use domain::id::{EventId, ImportId};
use domain::import::{Import, Snapshot, State};
use domain::line::{Line, LineProblem};
use domain::transition::Transition;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const IMPORT: &str = "import";
const POINTER: &str = "import_pointer";
const LINES: &str = "lines";
const PROBLEMS: &str = "problems";

/// The shards of an import's progress: some thirty workers count at once, and seldom two on one row, where one of the two
/// transactions would have to be tried again. Each has a partition of its own, because DynamoDB takes a thousand writes a
/// second of one partition key, and no more.
pub const PROGRESS_SHARDS: u32 = 64;
/// How many there were when they shared a partition.
const EARLIER_SHARDS: u32 = 16;

/// What has happened to the lines of an import so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Progress {
    /// Certificates or new versions written.
    pub issued: u32,
    /// PDFs stored.
    pub drawn: u32,
    /// Mails accepted for delivery.
    pub mailed: u32,
    /// Mails that came back, or were not sent because mails came back before.
    pub returned: u32,
    /// PDFs and mails that were given up, whatever an operator made of them since.
    pub given_up: u32,
}

/// One of the counts of [`Progress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// See [`Progress::issued`].
    Issued,
    /// See [`Progress::drawn`].
    Drawn,
    /// See [`Progress::mailed`].
    Mailed,
    /// See [`Progress::returned`].
    Returned,
    /// See [`Progress::given_up`].
    GivenUp,
}

impl Count {
    fn attribute(self) -> &'static str {
        match self {
            Self::Issued => "issued",
            Self::Drawn => "drawn",
            Self::Mailed => "mailed",
            Self::Returned => "returned",
            Self::GivenUp => "given_up",
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Pointer {
    import: ImportId,
}

impl Store {
    /// An import.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_import(&self, id: &ImportId) -> Result<Import, StoreError> {
        self.find_import(id).await?.ok_or(StoreError::NotFound { what: "import" })
    }

    /// An import, if there is one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_import(&self, id: &ImportId) -> Result<Option<Import>, StoreError> {
        self.find(&key::import(id)).await?.map(read).transpose()
    }

    /// The imports of an event, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_imports(
        &self,
        of: &EventId,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Import>, StoreError> {
        let partition = format!("EVENT#{of}");
        let range = Range {
            table: Table::Registry,
            index: None,
            partition,
            prefix: Some("IMPORT#"),
            up_to: None,
            newest_first: true,
            limit,
            after,
        };
        let page = self.query(range).await?;
        let mut items = Vec::with_capacity(page.items.len());
        for item in page.items {
            items.push(self.get_import(&body::<Pointer>(POINTER, item)?.import).await?);
        }
        Ok(Listed { items, next: page.next })
    }

    /// Commits a change of an import. Publishing freezes the event's sheet in the same transaction when it has to.
    ///
    /// # Errors
    /// [`Guard::New`], [`Guard::Unchanged`] when somebody else changed it, [`Guard::FirstTime`], and those of a freeze.
    pub async fn commit_import(
        &self,
        transition: Transition<Import>,
        freeze: Option<&Transition<Event>>,
        answer: Option<answers::Answered>,
    ) -> Result<Import, StoreError> {
        let import = transition.after();
        let mut tx = match transition.before() {
            0 => Tx::new()
                .create(row(import, transition.event().at)?, Guard::New)
                .create(pointer(import)?, Guard::New),
            before => Tx::new().replace(row(import, transition.event().at)?, before, Guard::Unchanged),
        };
        tx = tx.and(audit(&key::import(import.id()), &transition)?);
        if let Some(freeze) = freeze {
            tx = tx.and(events::writes(freeze)?);
        }
        if let Some(answer) = answer {
            tx = tx.and(answers::writes(&answer)?);
        }
        self.run(tx).await?;
        Ok(transition.into_after())
    }

    /// Stores a chunk of good lines. Storing the same chunk again changes nothing: reading a file is repeatable.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_lines(&self, id: &ImportId, chunk: u32, lines: &[Line]) -> Result<(), StoreError> {
        self.put_chunk(Row::new(key::lines(id, chunk), LINES, &lines)?).await
    }

    /// Stores a chunk of problems.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_problems(
        &self,
        id: &ImportId,
        chunk: u32,
        problems: &[LineProblem],
    ) -> Result<(), StoreError> {
        self.put_chunk(Row::new(key::problems(id, chunk), PROBLEMS, &problems)?).await
    }

    async fn put_chunk(&self, row: Row) -> Result<(), StoreError> {
        match self.create(row, Guard::FreshChunk).await {
            Err(error) if error.is(Guard::FreshChunk) => Ok(()),
            done => done,
        }
    }

    /// A chunk of good lines.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there.
    pub async fn get_lines(&self, id: &ImportId, chunk: u32) -> Result<Vec<Line>, StoreError> {
        body(LINES, self.find(&key::lines(id, chunk)).await?.ok_or(StoreError::NotFound { what: "lines" })?)
    }

    /// A chunk of problems.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there.
    pub async fn get_problems(&self, id: &ImportId, chunk: u32) -> Result<Vec<LineProblem>, StoreError> {
        body(
            PROBLEMS,
            self.find(&key::problems(id, chunk)).await?.ok_or(StoreError::NotFound { what: "problems" })?,
        )
    }

    /// How far an import is: the sum of its counters, one read of them all.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn progress(&self, id: &ImportId) -> Result<Progress, StoreError> {
        let now = (0..PROGRESS_SHARDS).map(|shard| key::progress(id, shard));
        let earlier = (0..EARLIER_SHARDS).map(|shard| key::progress_in_one_partition(id, shard));
        let keys: Vec<_> = now.chain(earlier).collect();
        let rows = self.find_many(&keys).await?;
        let sum = |name: &str| {
            let counts = rows.iter().filter_map(|row| row.get(name)?.as_n().ok()?.parse::<u32>().ok());
            counts.sum()
        };
        Ok(Progress {
            issued: sum("issued"),
            drawn: sum("drawn"),
            mailed: sum("mailed"),
            returned: sum("returned"),
            given_up: sum("given_up"),
        })
    }

    /// The imports whose next chunk is due up to an instant, at most `limit` of them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_due_imports(
        &self,
        up_to: Timestamp,
        limit: i32,
    ) -> Result<Vec<Waiting<ImportId>>, StoreError> {
        let last = works::due_sort(up_to);
        let index = Some(("due", "due_shard", "due_at"));
        let range = Range {
            table: Table::Registry,
            index,
            partition: "job".into(),
            prefix: None,
            up_to: Some(&last),
            newest_first: false,
            limit,
            after: None,
        };
        let rows = self.query(range).await?.items;
        let waiting = |item: &Item| {
            let what = ImportId::parse(item.get("pk")?.as_s().ok()?.strip_prefix("IMPORT#")?).ok()?;
            Some(Waiting { what, due_at: works::due_at(item)? })
        };
        Ok(rows.iter().filter_map(waiting).collect())
    }
}

/// One more of each count, on the shard of the certificate that is counted.
pub(crate) fn count(import: &ImportId, what: &[Count], shard_of: &str) -> Tx {
    let shard = shard_of.bytes().fold(0_u32, |sum, b| sum.wrapping_mul(31).wrapping_add(u32::from(b)))
        % PROGRESS_SHARDS;
    Tx::new().count(key::progress(import, shard), what.iter().map(|count| count.attribute()).collect())
}

fn row(import: &Import, changed_at: Timestamp) -> Result<Row, StoreError> {
    let snapshot = import.snapshot();
    let row = Row::new(key::import(import.id()), IMPORT, snapshot)?.versioned(snapshot.version);
    Ok(match &snapshot.state {
        // Armed is what the stream delivers. A chunk that failed waits for the sweep, or it would call itself for ever.
        State::Issuing { next_chunk, due_at, .. } => {
            let row = if due_at.is_none() { row.with("armed", text("1")) } else { row };
            row.with("due_shard", text("job"))
                .with("due_at", text(works::due_sort(due_at.unwrap_or(changed_at))))
                .with("next_chunk", number(next_chunk))
        }
        _ => row,
    })
}

fn pointer(import: &Import) -> Result<Row, StoreError> {
    let snapshot = import.snapshot();
    let at = format!("{:.6}", snapshot.created_at);
    Row::new(
        key::import_of_event(&snapshot.event, &at, import.id()),
        POINTER,
        &Pointer { import: import.id().clone() },
    )
}

#[expect(clippy::disallowed_methods, reason = "the one place where a row becomes an import again")]
fn read(item: Item) -> Result<Import, StoreError> {
    let snapshot: Snapshot = body(IMPORT, item)?;
    Import::restore(snapshot).map_err(|e| StoreError::inconsistent(IMPORT, "IMPORT", e))
}
