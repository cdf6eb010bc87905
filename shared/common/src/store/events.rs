//! Issuers, their events, and the frozen editions of an event's sheet.

use crate::store::certificates::audit;
use crate::store::error::{Guard, StoreError};
use crate::store::key::{self, Table};
use crate::store::row::{Item, Row, body, text};
use crate::store::tx::Tx;
use crate::store::{Cursor, Listed, Range, Store, answers};
use domain::edition::{Edition, ShortLine};
use domain::event::{Event, Snapshot};
use domain::id::{EventId, IssuerId};
use domain::transition::Transition;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

const EVENT: &str = "event";
const EDITION: &str = "edition";
const ISSUER: &str = "issuer";

/// A house that issues certificates.
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
        self.create(Row::new(key::issuer(&issuer.id), ISSUER, issuer)?, Guard::New).await
    }

    /// An issuer.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_issuer(&self, id: &IssuerId) -> Result<Issuer, StoreError> {
        let item = self.find(&key::issuer(id)).await?.ok_or(StoreError::NotFound { what: "issuer" })?;
        body(ISSUER, item)
    }

    /// An event.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_event(&self, id: &EventId) -> Result<Event, StoreError> {
        self.find(&key::event(id)).await?.map(read).transpose()?.ok_or(StoreError::NotFound { what: "event" })
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
        let (index, partition) = (Some(("issuer", "issuer", "created_at")), format!("ISS#{of}"));
        let range = Range {
            table: Table::Registry,
            index,
            partition,
            prefix: None,
            up_to: None,
            newest_first: true,
            limit,
            after,
        };
        let page = self.query(range).await?;
        Ok(Listed { items: page.items.into_iter().map(read).collect::<Result<_, _>>()?, next: page.next })
    }

    /// A frozen edition.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when there is none.
    pub async fn get_edition(&self, event: &EventId, number: u32) -> Result<Edition, StoreError> {
        let item = self.find(&key::edition(event, number)).await?;
        body(EDITION, item.ok_or(StoreError::NotFound { what: "edition" })?)
    }

    /// Commits a change of an event; a freeze writes its edition in the same transaction.
    ///
    /// # Errors
    /// [`Guard::New`], [`Guard::Unchanged`] when somebody else changed it, [`Guard::EditionFree`],
    /// [`Guard::FirstTime`] when the request was carried out before.
    pub async fn commit_event(
        &self,
        transition: Transition<Event>,
        answer: Option<answers::Answered>,
    ) -> Result<Event, StoreError> {
        let mut tx = writes(&transition)?;
        if let Some(answer) = answer {
            tx = tx.and(answers::writes(&answer)?);
        }
        self.run(tx).await?;
        Ok(transition.into_after())
    }
}

/// The writes of an event's change.
pub(crate) fn writes(transition: &Transition<Event>) -> Result<Tx, StoreError> {
    let event = transition.after();
    let row = row(event)?;
    let mut tx = match transition.before() {
        0 => Tx::new().create(row, Guard::New),
        before => Tx::new().replace(row, before, Guard::Unchanged),
    };
    if let ("frozen", Some(edition)) = (transition.event().what.as_str(), event.edition()) {
        tx = tx.create(
            Row::new(key::edition(&edition.event, edition.number), EDITION, &edition)?,
            Guard::EditionFree,
        );
    }
    Ok(tx.and(audit(&key::event(event.id()), transition)?))
}

fn row(event: &Event) -> Result<Row, StoreError> {
    let snapshot = event.snapshot();
    let row = Row::new(key::event(event.id()), EVENT, snapshot)?.versioned(snapshot.version);
    let created = format!("{:.6}#{}", snapshot.created_at, snapshot.id);
    Ok(row.with("issuer", text(format!("ISS#{}", snapshot.issuer))).with("created_at", text(created)))
}

#[expect(clippy::disallowed_methods, reason = "the one place where a row becomes an event again")]
pub(crate) fn read(item: Item) -> Result<Event, StoreError> {
    let snapshot: Snapshot = body(EVENT, item)?;
    Event::restore(snapshot).map_err(|e| StoreError::inconsistent(EVENT, "EVENT", e))
}
