//! Requests for access, and the lists of those who decide about them. They end by themselves.

use crate::change::{Change, Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key, Table};
use crate::row::{Row, body, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::{Cursor, Listed, Range, Store};
use domain::digital::access::{AccessRequest, Happened, State};
use domain::digital::protocol::Protocol;
use domain::transition::Transition;
use domain::value::id::{AccessRequestId, AccountId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A list of requests.
#[derive(Debug, Clone, Copy)]
pub enum Queue {
    /// What an approver has to decide, the one that waits for longest first.
    Waiting,
    /// What was decided, the latest first.
    Decided,
    /// What waits for whoever asks, the one that nobody touched for longest first: some of it has lapsed.
    Open,
}

impl Queue {
    fn partition(self) -> &'static str {
        match self {
            Self::Waiting => "ACCESS#WAITING",
            Self::Decided => "ACCESS#DECIDED",
            Self::Open => "ACCESS#OPEN",
        }
    }
}

/// Leads from a protocol number to its request.
#[derive(Serialize, Deserialize)]
struct Pointer {
    request: AccessRequestId,
}

/// The index of the lists, with its two key attributes.
const LISTS: (&str, &str, &str) = ("issuer", "issuer", "created_at");
/// The index of what somebody has, with its two key attributes.
const HOLDER: (&str, &str, &str) = ("holder", "holder", "issued_at");

impl Store {
    /// A request that has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_access_request(
        &self,
        id: &AccessRequestId,
        now: Timestamp,
    ) -> Result<Option<AccessRequest>, StoreError> {
        let found: Option<AccessRequest> =
            self.find(&key::access_request(id)).await?.map(read).transpose()?;
        Ok(found.filter(|request| now < request.ends_at()))
    }

    /// The request of a protocol number, if it has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_access_of_protocol(
        &self,
        protocol: &Protocol,
        now: Timestamp,
    ) -> Result<Option<AccessRequest>, StoreError> {
        let Some(item) = self.find(&key::access_protocol(protocol)).await? else { return Ok(None) };
        let pointer: Pointer = body(RowType::AccessProtocol, item)?;
        self.find_access_request(&pointer.request, now).await
    }

    /// A page of a list.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_access_requests(
        &self,
        queue: Queue,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<AccessRequest>, StoreError> {
        let range = Range::of(Table::Registry, queue.partition().to_owned(), limit).index(LISTS).after(after);
        let range = if matches!(queue, Queue::Decided) { range.newest_first() } else { range };
        let page = self.query(range).await?;
        let items = page.items.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: page.next })
    }

    /// The requests that were granted to an account, the latest first, at most a hundred.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_granted_access(&self, to: &AccountId) -> Result<Vec<AccessRequest>, StoreError> {
        let range = Range::of(Table::Registry, key::granted(to), 100).index(HOLDER).newest_first();
        self.query(range).await?.items.into_iter().map(read).collect()
    }
}

impl Change<AccessRequest> {
    /// With what leads from its protocol number to it.
    pub fn numbered(self) -> Self {
        let snapshot = self.after().snapshot();
        let pointer = Pointer { request: snapshot.id.clone() };
        let row = Row::new(key::access_protocol(&snapshot.protocol), RowType::AccessProtocol, &pointer);
        let row = row.map(|row| Tx::new().create(row.expiring(forgotten(self.after())), Guard::ProtocolFree));
        self.with_more(row)
    }
}

/// When a number that was given out may be given out again: its request has ended by then, whatever becomes of it.
fn forgotten(request: &AccessRequest) -> Timestamp {
    let years = jiff::SignedDuration::from_hours(24 * 3 * domain::digital::access::KEPT_DAYS);
    request.snapshot().changed_at.saturating_add(years).unwrap_or(request.snapshot().changed_at)
}

impl Stored for AccessRequest {
    const TYPE: RowType = RowType::AccessRequest;

    fn key(&self) -> Key {
        key::access_request(self.id())
    }

    fn needs_more(transition: &Transition<Self>) -> bool {
        matches!(transition.happened(), Happened::Begun)
    }

    /// In the list of whoever has to go on with it; with its end, because everything in it is personal.
    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let request = transition.after();
        let snapshot = request.snapshot();
        let row = request.bare_row()?.expiring(request.ends_at());
        let (queue, since) = match &snapshot.state {
            State::Validated { since, .. } => (Queue::Waiting, *since),
            State::Approved { at, .. } | State::Refused { at, .. } => (Queue::Decided, *at),
            State::Draft | State::Submitted { .. } | State::Returned { .. } => {
                (Queue::Open, snapshot.changed_at)
            }
            State::Withdrawn { .. } | State::Lapsed { .. } => return Ok(row),
        };
        let since = format!("{since:.6}#{}", request.id());
        let row = row.with("issuer", text(queue.partition())).with("created_at", text(since.clone()));
        Ok(match &snapshot.state {
            State::Approved { sending, .. } => {
                row.with("holder", text(key::granted(&sending.form.account))).with("issued_at", text(since))
            }
            _ => row,
        })
    }
}
