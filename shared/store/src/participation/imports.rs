//! Imports: the file's lines and problems in chunks, and the job that issues them.

use crate::change::{Stored, read};
use crate::error::{Guard, StoreError, of_sdk};
use crate::key::{self, Key, Table};
use crate::row::{EXPIRES_AT, Item, Row, body, number, text};
use crate::row_type::RowType;
use crate::tx::{Tx, primary};
use crate::{Change, Cursor, Listed, Range, Store, Waiting, works};
use domain::participation::choices::{Assignment, Choices, Remembered, Survey};
use domain::participation::import::{Happened, Import, READINGS_OF_A_LIST, State};
use domain::participation::line::{Line, LineProblem};
use domain::transition::Transition;
use domain::value::id::{EventId, ImportId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The partition of the index of due work with the imports that are being issued.
const JOB: &str = "job";

/// Rows that are deleted at once.
const ROWS_AT_ONCE: i32 = 50;

/// Of which list something is stored, and until when.
#[derive(Debug, Clone, Copy)]
pub struct ListOf<'a> {
    /// The import.
    pub import: &'a ImportId,
    /// See [`Import::kept_until`].
    pub until: Timestamp,
}

impl<'a> From<&'a Import> for ListOf<'a> {
    fn from(import: &'a Import) -> Self {
        Self { import: import.id(), until: import.kept_until() }
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
        let range = Range::of(Table::Registry, key::event(of).pk, limit).begins(RowType::ImportOfEvent);
        let page = self.query(range.newest_first().after(after)).await?;
        let pointer = |item| body::<Pointer>(RowType::ImportOfEvent, item).map(|pointer| pointer.import);
        let ids: Vec<ImportId> = page.items.into_iter().map(pointer).collect::<Result<_, _>>()?;
        let keys: Vec<_> = ids.iter().map(key::import).collect();
        let found: Vec<Import> =
            self.find_many(&keys).await?.into_iter().map(read).collect::<Result<_, _>>()?;
        let mut found: BTreeMap<_, _> =
            found.into_iter().map(|import| (import.id().clone(), import)).collect();
        let missing = StoreError::NotFound { what: "import" };
        let items: Option<Vec<Import>> = ids.iter().map(|id| found.remove(id)).collect();
        Ok(Listed { items: items.ok_or(missing)?, next: page.next })
    }

    /// Stores a chunk of good lines, until it is issued or the list is forgotten. Storing the same chunk again changes
    /// nothing: reading a file is repeatable.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_lines(&self, of: ListOf<'_>, chunk: u32, lines: &[Line]) -> Result<(), StoreError> {
        let row = Row::new(key::lines(of.import, chunk), RowType::Lines, &lines)?;
        // An earlier version would issue people by their address who have a number, and one certificate for two roles.
        let has_more = lines.iter().any(|line| line.document.is_some() || line.by_role);
        self.put_chunk(of, if has_more { row.shaped(2) } else { row }).await
    }

    /// Stores a chunk of problems.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_problems(
        &self,
        of: ListOf<'_>,
        chunk: u32,
        problems: &[LineProblem],
    ) -> Result<(), StoreError> {
        self.put_chunk(of, Row::new(key::problems(of.import, chunk), RowType::Problems, &problems)?).await
    }

    /// Stores what an import looks like.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_survey(&self, of: ListOf<'_>, series: u32, survey: &Survey) -> Result<(), StoreError> {
        self.put_chunk(of, Row::new(key::survey(of.import, series), RowType::Survey, survey)?).await
    }

    /// What an import looks like. Of imports that an earlier version read nothing is known.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_survey(&self, id: &ImportId, series: u32) -> Result<Option<Survey>, StoreError> {
        self.find(&key::survey(id, series)).await?.map(|item| body(RowType::Survey, item)).transpose()
    }

    /// How lists of an event are read that have the titles of an earlier one.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_remembered(&self, event: &EventId) -> Result<Kept, StoreError> {
        let item = self.find(&key::remembered(event)).await?;
        Ok(item.map(|item| body(RowType::Remembered, item)).transpose()?.unwrap_or_default())
    }

    pub(crate) async fn put_chunk(&self, of: ListOf<'_>, row: Row) -> Result<(), StoreError> {
        match self.create(row.expiring(of.until), Guard::FreshChunk).await {
            Err(error) if error.is(Guard::FreshChunk) => Ok(()),
            done => done,
        }
    }

    /// A chunk of good lines.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there.
    pub async fn get_lines(&self, id: &ImportId, chunk: u32) -> Result<Vec<Line>, StoreError> {
        body(
            RowType::Lines,
            self.find(&key::lines(id, chunk)).await?.ok_or(StoreError::NotFound { what: "lines" })?,
        )
    }

    /// A chunk of good lines that is issued: from now on it has no end, since it tells who has a certificate.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when it is not there.
    pub async fn keep_lines(&self, id: &ImportId, chunk: u32) -> Result<Vec<Line>, StoreError> {
        let at = key::lines(id, chunk);
        let item = self.find(&at).await?.ok_or(StoreError::NotFound { what: "lines" })?;
        if item.contains_key(EXPIRES_AT) {
            let update = self.client.client().update_item().table_name(at.table.name(&self.tables));
            let update = update.set_key(Some(primary(&at))).update_expression(format!("REMOVE {EXPIRES_AT}"));
            update.condition_expression("attribute_exists(pk)").send().await.map_err(of_sdk)?;
        }
        body(RowType::Lines, item)
    }

    /// A chunk of problems; none once the list was forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_problems(
        &self,
        id: &ImportId,
        chunk: u32,
    ) -> Result<Option<Vec<LineProblem>>, StoreError> {
        self.find(&key::problems(id, chunk)).await?.map(|item| body(RowType::Problems, item)).transpose()
    }

    /// Deletes what was read of a list that is not to be published, of each of its readings.
    ///
    /// # Errors
    /// When the store fails: what is left has its end.
    pub async fn forget_list(&self, id: &ImportId) -> Result<(), StoreError> {
        self.forget(id, RowType::is_of_a_list).await
    }

    /// Deletes what nobody asks for any more of a list that was published.
    ///
    /// # Errors
    /// As [`Store::forget_list`].
    pub async fn forget_what_was_checked(&self, id: &ImportId) -> Result<(), StoreError> {
        self.forget(id, RowType::ends_with_publishing).await
    }

    async fn forget(&self, id: &ImportId, is_over: fn(RowType) -> bool) -> Result<(), StoreError> {
        for row_type in RowType::ALL.into_iter().filter(|row_type| is_over(*row_type)) {
            loop {
                let range = Range::of(Table::Registry, row_type.partition(id), ROWS_AT_ONCE);
                let rows = self.query(range.begins(row_type).keys_only()).await?.items;
                if rows.is_empty() {
                    break;
                }
                let keys = rows.iter().filter_map(Key::of_item);
                self.run(keys.fold(Tx::new(), Tx::delete)).await?;
            }
        }
        Ok(())
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
        let range = Range::of(Table::Registry, JOB.to_owned(), limit).index(works::DUE).up_to(&last);
        let rows = self.query(range).await?.items;
        let waiting = |item: &Item| {
            let what = key::import_in(item.get("pk")?.as_s().ok()?)?;
            Some(Waiting { what, due_at: works::due_at(item)? })
        };
        Ok(rows.iter().filter_map(waiting).collect())
    }
}

/// How lists of an event are read, with how often that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Kept {
    /// How they are read.
    pub remembered: Remembered,
    version: u64,
}

impl Change<Import> {
    /// Also that lists with the same titles are read alike from now on. [`Guard::Unchanged`] fails when somebody else said so
    /// of another list meanwhile.
    pub fn remembering(self, event: &EventId, mut kept: Kept, assignment: Assignment) -> Self {
        kept.remembered.remember(assignment);
        kept.version += 1;
        self.with(remembering(event, &kept))
    }
}

fn remembering(event: &EventId, kept: &Kept) -> Result<Tx, StoreError> {
    let row = Row::new(key::remembered(event), RowType::Remembered, kept)?.versioned(kept.version);
    Ok(match kept.version {
        1 => Tx::new().create(row, Guard::Unchanged),
        version => Tx::new().replace(row, version - 1, Guard::Unchanged),
    })
}

impl Stored for Import {
    const TYPE: RowType = RowType::Import;

    fn key(&self) -> Key {
        key::import(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let row = transition.after().bare_row()?;
        Ok(match &transition.after().snapshot().state {
            // A list is read when its file arrives; a reissue, which has none, when it is delivered.
            State::Received if transition.after().is_reissue() => {
                let due_at = text(works::due_sort(transition.at()));
                row.with("armed", text("1")).with("due_shard", text(JOB)).with("due_at", due_at)
            }
            // Armed is what the stream delivers. A chunk that failed waits for the sweep, or it would call itself for ever.
            State::Issuing { next_chunk, due_at, .. } => {
                let row = if due_at.is_none() { row.with("armed", text("1")) } else { row };
                row.with("due_shard", text(JOB))
                    .with("due_at", text(works::due_sort(due_at.unwrap_or(transition.at()))))
                    .with("next_chunk", number(next_chunk))
            }
            _ => row,
        })
    }

    /// An import that was read as its organiser said, or has lines that wait for an answer, is none that an earlier version
    /// may publish.
    fn shape(&self) -> u8 {
        let snapshot = self.snapshot();
        // A reissue has no lines of its own: an earlier version would look for them, and find none to issue. And it would issue
        // again what was revoked after the list was read.
        // An earlier version would read cells as the file has them that its organiser typed.
        if snapshot.choices.retyped.is_some() {
            return 4;
        }
        if self.is_reissue() || snapshot.choices.revives {
            return 3;
        }
        let is_first = match &snapshot.state {
            State::Ready { tally, .. } | State::Issuing { tally, .. } | State::Done { tally, .. } => {
                tally.series == 0 && tally.doubts == 0
            }
            State::Received | State::Unreadable { .. } | State::Discarded => true,
        };
        let as_ever = snapshot.reading == 0 && snapshot.choices == Choices::default();
        if is_first && as_ever { 1 } else { 2 }
    }

    /// A new import goes into the list of its event.
    fn beside(transition: &Transition<Self>) -> Result<Tx, StoreError> {
        let after = transition.after();
        match (transition.happened(), &after.snapshot().state) {
            (Happened::Received, _) => Ok(Tx::new().create(pointer(after)?, Guard::New)),
            // What the reading before looked like is asked about no more.
            (Happened::Reread, _) => {
                let earlier = after.series().saturating_sub(READINGS_OF_A_LIST)..after.series();
                let delete = |tx: Tx, series| tx.delete(key::survey(after.id(), series));
                Ok(earlier.fold(Tx::new(), delete))
            }
            // It is read no more, and what stands in columns that are not read ends with it, and what was typed.
            (Happened::Published, State::Issuing { tally, .. }) => {
                let tx = Tx::new().delete(key::survey(after.id(), tally.series));
                let typed = after.snapshot().choices.retyped;
                Ok(typed.into_iter().fold(tx, |tx, typed| tx.delete(key::retyped(after.id(), typed.reading))))
            }
            _ => Ok(Tx::new()),
        }
    }
}

fn pointer(import: &Import) -> Result<Row, StoreError> {
    let snapshot = import.snapshot();
    let at = format!("{:.6}", snapshot.created_at);
    Row::new(
        key::import_of_event(&snapshot.event, &at, import.id()),
        RowType::ImportOfEvent,
        &Pointer { import: import.id().clone() },
    )
}
