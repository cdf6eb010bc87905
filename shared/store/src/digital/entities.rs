//! The entities for which people ask: one row each, under the keyed hash of its number, and one list.

use crate::change::{Change, Stored};
use crate::error::StoreError;
use crate::key::{self, Table};
use crate::row::{Row, body, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Range, Store};
use domain::digital::entity::Entity;
use domain::value::id::EntityId;

/// The partition of the index of lists that holds them.
const LIST: &str = "ENTITIES";
/// Entities of the list that are read at once.
const PAGE: i32 = 500;
/// Entities that the list may have: more than a country's central and local administration.
pub const MOST_ENTITIES: usize = 5000;

impl Store {
    /// An entity, listed or not.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_entity(&self, id: &EntityId) -> Result<Option<Entity>, StoreError> {
        self.find(&key::entity(id)).await?.map(|item| body(RowType::Entity, item)).transpose()
    }

    /// The entities that can be chosen, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_entities(&self) -> Result<Vec<Entity>, StoreError> {
        let (mut entities, mut after) = (Vec::new(), None);
        loop {
            let range = Range::of(Table::Registry, LIST.to_owned(), PAGE);
            let range = range.index(("issuer", "issuer", "created_at")).after(after.as_ref());
            let page = self.query(range).await?;
            for item in page.items {
                entities.push(body(RowType::Entity, item)?);
            }
            after = page.next;
            if after.is_none() || entities.len() >= MOST_ENTITIES {
                return Ok(entities);
            }
        }
    }

    /// Writes an entity as the administrator says it is: whatever was there of its number says less.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_entity(&self, entity: &Entity) -> Result<(), StoreError> {
        self.run(Tx::new().keep(row(entity)?)).await
    }
}

impl<A: Stored> Change<A> {
    /// Also adds an entity that was proposed and is not there, or was taken out of the list.
    pub fn adding_entity(self, entity: &Entity) -> Self {
        self.with(row(entity).map(|row| Tx::new().keep(row)))
    }
}

fn row(entity: &Entity) -> Result<Row, StoreError> {
    let row = Row::new(key::entity(&entity.id), RowType::Entity, entity)?;
    let added = format!("{:.6}#{}", entity.added_at, entity.id);
    Ok(if entity.listed { row.with("issuer", text(LIST)).with("created_at", text(added)) } else { row })
}
