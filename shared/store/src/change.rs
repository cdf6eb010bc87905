//! One shape for every change: a transition that the rules allowed, and what is committed with it in the same transaction.

use crate::error::{Guard, StoreError};
use crate::key::{self, Key};
use crate::row::{Item, Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Store, answers};
use domain::transition::{Aggregate, Transition};
use domain::work::Work;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// An aggregate that has a row.
pub trait Stored: Aggregate<Snapshot: Serialize + DeserializeOwned> {
    /// The type of its row.
    const TYPE: RowType;
    /// The guard of its creation.
    const CREATION: Guard = Guard::New;

    /// Where it lies.
    fn key(&self) -> Key;

    /// Its row after a change: the snapshot, with what indexes and streams look for.
    ///
    /// # Errors
    /// When it cannot be serialised.
    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        transition.after().bare_row()
    }

    /// The row with nothing but the snapshot and its version.
    ///
    /// # Errors
    /// When it cannot be serialised.
    fn bare_row(&self) -> Result<Row, StoreError> {
        let row = Row::new(self.key(), Self::TYPE, self.snapshot())?;
        Ok(row.shaped(self.shape()).versioned(self.version()))
    }

    /// In which shape it is written: see [`RowType::shapes`]. The first is what every version reads.
    fn shape(&self) -> u8 {
        1
    }

    /// Whether a change needs more than its own values to be written: the keyed hashes under which an account is found.
    fn needs_more(transition: &Transition<Self>) -> bool {
        let _ = transition;
        false
    }

    /// What this change writes beside the row and its audit entry.
    ///
    /// # Errors
    /// When it cannot be serialised.
    fn beside(transition: &Transition<Self>) -> Result<Tx, StoreError> {
        let _ = transition;
        Ok(Tx::new())
    }
}

/// A row that becomes an aggregate again.
///
/// # Errors
/// When it is of another type or breaks a rule.
#[expect(clippy::disallowed_methods, reason = "the one place where a row becomes an aggregate again")]
pub(crate) fn read<A: Stored>(item: Item) -> Result<A, StoreError> {
    let sort_key = item.get("sk").and_then(|v| v.as_s().ok()).cloned().unwrap_or_default();
    A::restore(body(A::TYPE, item)?).map_err(|e| StoreError::inconsistent(A::TYPE.name(), &sort_key, e))
}

/// A change, and what is committed with it: all of it or nothing.
#[derive(Debug)]
#[must_use = "a change does nothing until it is committed"]
pub struct Change<A: Stored> {
    transition: Transition<A>,
    with: Result<Tx, StoreError>,
    /// Whether it has what [`Stored::needs_more`] asks for.
    has_more: bool,
}

impl<A: Stored> Change<A> {
    /// The change by itself.
    pub fn of(transition: Transition<A>) -> Self {
        Self { transition, with: Ok(Tx::new()), has_more: false }
    }

    /// Also a change of another aggregate.
    pub fn and<B: Stored>(self, other: &Transition<B>) -> Self {
        self.with(writes(other))
    }

    /// Also work that must follow, or that this change carries out.
    pub fn then(self, work: &Transition<Work>) -> Self {
        self.and(work)
    }

    /// Also the answer to an idempotency key.
    pub fn answering(self, answer: Option<answers::Answered>) -> Self {
        match answer {
            Some(answer) => self.with(answers::writes(&answer)),
            None => self,
        }
    }

    /// What the change needs beyond its own values.
    pub(crate) fn with_more(self, more: Result<Tx, StoreError>) -> Self {
        Self { has_more: true, ..self.with(more) }
    }

    /// The aggregate as it will be.
    pub fn after(&self) -> &A {
        self.transition.after()
    }

    /// More writes in the same transaction.
    pub(crate) fn with(mut self, more: Result<Tx, StoreError>) -> Self {
        self.with = self.with.and_then(|with| Ok(with.and(more?)));
        self
    }
}

impl Store {
    /// Commits a change with all that belongs to it. Every write is conditioned on what the change was decided on.
    ///
    /// # Errors
    /// [`Guard::New`] when it was created before, [`Guard::Unchanged`] or [`Guard::NewVersion`] when somebody changed it since
    /// it was read, and the guards of what is committed with it.
    pub async fn commit<A: Stored>(&self, change: Change<A>) -> Result<A, StoreError> {
        let Change { transition, with, has_more } = change;
        let own = if has_more { own_writes(&transition)? } else { writes(&transition)? };
        self.run(own.and(with?)).await?;
        Ok(transition.into_after())
    }

    /// Commits what a worker concluded, unless somebody else was faster: none then, because their word is as good.
    ///
    /// # Errors
    /// As [`Store::commit`], but for [`Guard::Unchanged`].
    pub async fn commit_unless_overtaken<A: Stored>(
        &self,
        change: Change<A>,
    ) -> Result<Option<A>, StoreError> {
        match self.commit(change).await {
            Err(error) if error.is(Guard::Unchanged) => Ok(None),
            done => done.map(Some),
        }
    }
}

/// The writes of one transition that needs no more than it says.
pub(crate) fn writes<A: Stored>(transition: &Transition<A>) -> Result<Tx, StoreError> {
    if A::needs_more(transition) {
        return Err(StoreError::Incomplete { aggregate: A::NAME, what: A::word(transition.happened()) });
    }
    own_writes(transition)
}

/// The writes of one transition: the row, its audit entry, and what always goes with it.
pub(crate) fn own_writes<A: Stored>(transition: &Transition<A>) -> Result<Tx, StoreError> {
    let row = A::row(transition)?;
    let mut tx = match transition.before() {
        0 => Tx::new().create(row, A::CREATION),
        before => Tx::new().replace(row, before, Guard::Unchanged),
    };
    // Its key is the version that the change made: two writers of one version collide.
    if let Some(entry) = transition.audit() {
        let at = key::audit(&transition.after().key(), entry.number);
        tx = tx.create(Row::new(at, RowType::Audit, &entry)?, Guard::NewVersion);
    }
    Ok(tx.and(A::beside(transition)?))
}
