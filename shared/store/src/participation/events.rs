//! Issuers, their events, and the frozen editions of an event's sheet.

use crate::change::{Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key, Table};
use crate::row::{Row, body, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Cursor, Listed, Range, Store};
use domain::participation::edition::{Edition, Sheet, ShortLine};
use domain::participation::event::{Event, Happened};
use domain::transition::Transition;
use domain::value::id::{EventId, IssuerId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// An institution that issues certificates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issuer {
    /// Its identifier.
    pub id: IssuerId,
    /// Its name, as new events print it.
    pub name: ShortLine,
    /// When it was registered.
    pub created_at: Timestamp,
}

impl Store {
    /// Registers an issuer.
    ///
    /// # Errors
    /// [`Guard::New`] when it exists.
    pub async fn create_issuer(&self, issuer: &Issuer) -> Result<(), StoreError> {
        self.create(Row::new(key::issuer(&issuer.id), RowType::Issuer, issuer)?, Guard::New).await
    }

    /// An issuer.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_issuer(&self, id: &IssuerId) -> Result<Issuer, StoreError> {
        let item = self.find(&key::issuer(id)).await?.ok_or(StoreError::NotFound { what: "issuer" })?;
        body(RowType::Issuer, item)
    }

    /// An event.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_event(&self, id: &EventId) -> Result<Event, StoreError> {
        self.find(&key::event(id)).await?.map(read).transpose()?.ok_or(StoreError::NotFound { what: "event" })
    }

    /// The events of these identifiers that exist, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_events(&self, ids: &[EventId]) -> Result<Vec<Event>, StoreError> {
        let keys: Vec<_> = ids.iter().map(key::event).collect();
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }

    /// The events of an issuer, newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_events(
        &self,
        of: &IssuerId,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Event>, StoreError> {
        let range = Range::of(Table::Registry, key::issuer(of).pk, limit);
        let range = range.index(("issuer", "issuer", "created_at")).newest_first().after(after);
        let page = self.query(range).await?;
        Ok(Listed { items: page.items.into_iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// A frozen edition.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_edition(&self, event: &EventId, number: u32) -> Result<Edition, StoreError> {
        let item = self.find(&key::edition(event, number)).await?;
        body(RowType::Edition, item.ok_or(StoreError::NotFound { what: "edition" })?)
    }
}

/// An earlier version would print the brackets of a wording, and other words above the name.
fn sheet_shape(sheet: &Sheet) -> u8 {
    let is_new = sheet.wording.has_optional_parts() || sheet.opening != Sheet::usual_opening();
    if is_new { 2 } else { 1 }
}

impl Stored for Event {
    const TYPE: RowType = RowType::Event;

    fn key(&self) -> Key {
        key::event(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let snapshot = transition.after().snapshot();
        let created = format!("{:.6}#{}", snapshot.created_at, snapshot.id);
        let row = transition.after().bare_row()?.with("issuer", text(key::issuer(&snapshot.issuer).pk));
        Ok(row.with("created_at", text(created)))
    }

    fn shape(&self) -> u8 {
        sheet_shape(&self.snapshot().sheet)
    }

    /// A sheet that is frozen is an edition.
    fn beside(transition: &Transition<Self>) -> Result<Tx, StoreError> {
        match (transition.happened(), transition.after().edition()) {
            (Happened::Frozen, Some(edition)) => {
                let at = key::edition(&edition.event, edition.number);
                let row = Row::new(at, RowType::Edition, &edition)?.shaped(sheet_shape(&edition.sheet));
                Ok(Tx::new().create(row, Guard::EditionFree))
            }
            _ => Ok(Tx::new()),
        }
    }
}
