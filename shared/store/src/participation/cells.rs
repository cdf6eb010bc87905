//! The rows of a list as its file says them, and the cells that its organiser typed.

use crate::error::{Guard, StoreError};
use crate::key::{self, Key};
use crate::participation::imports::ListOf;
use crate::row::{Item, Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Change, Store};
use domain::participation::cells::{CellChunk, Retyped, Retyping};
use domain::participation::import::Import;
use domain::value::id::ImportId;
use std::collections::HashMap;

/// A stored chunk of rows, by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CellsOf {
    /// The rows of a chunk of good lines, under its number.
    Lines(u32),
    /// A chunk of the other rows.
    Others(u32),
}

impl CellsOf {
    fn key(self, import: &ImportId) -> Key {
        match self {
            Self::Lines(chunk) => key::cells(import, chunk),
            Self::Others(chunk) => key::other_cells(import, chunk),
        }
    }

    fn row_type(self) -> RowType {
        match self {
            Self::Lines(_) => RowType::Cells,
            Self::Others(_) => RowType::OtherCells,
        }
    }
}

impl Store {
    /// Stores a chunk of rows. Storing it again changes nothing.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn put_cells(&self, of: ListOf<'_>, at: CellsOf, chunk: &CellChunk) -> Result<(), StoreError> {
        self.put_chunk(of, Row::new(at.key(of.import), at.row_type(), chunk)?).await
    }

    /// Chunks of rows; what is not there is left out.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_cells(
        &self,
        id: &ImportId,
        wanted: &[CellsOf],
    ) -> Result<HashMap<CellsOf, CellChunk>, StoreError> {
        let keys: Vec<Key> = wanted.iter().map(|at| at.key(id)).collect();
        let of_key: HashMap<&str, CellsOf> =
            keys.iter().map(|key| key.sk.as_str()).zip(wanted.iter().copied()).collect();
        let read = |item: Item| {
            let at = item.get("sk")?.as_s().ok().and_then(|sk| of_key.get(sk.as_str())).copied()?;
            Some(body::<CellChunk>(at.row_type(), item).map(|chunk| (at, chunk)))
        };
        self.find_many(&keys).await?.into_iter().filter_map(read).collect()
    }

    /// The cells of an import that its organiser typed: none once they were forgotten.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_retyped(&self, import: &Import) -> Result<Retyped, StoreError> {
        let Some(Retyping { reading, .. }) = import.snapshot().choices.retyped else {
            return Ok(Retyped::default());
        };
        let item = self.find(&key::retyped(import.id(), reading)).await?;
        Ok(item.map(|item| body(RowType::Retyped, item)).transpose()?.unwrap_or_default())
    }
}

impl Change<Import> {
    /// Also the cells that the next reading takes as they were typed, in place of those `before`. Who decided it on an earlier
    /// reading is told by [`Guard::Unchanged`] of the import.
    pub fn retyping(self, before: Option<Retyping>, retyped: &Retyped) -> Self {
        let tx = retyping(self.after(), before, retyped);
        self.with(tx)
    }
}

fn retyping(after: &Import, before: Option<Retyping>, retyped: &Retyped) -> Result<Tx, StoreError> {
    let id = after.id();
    let tx = before.into_iter().fold(Tx::new(), |tx, before| tx.delete(key::retyped(id, before.reading)));
    let Some(Retyping { reading, .. }) = after.snapshot().choices.retyped else { return Ok(tx) };
    let row = Row::new(key::retyped(id, reading), RowType::Retyped, retyped)?.expiring(after.kept_until());
    Ok(tx.create(row, Guard::Unchanged))
}
