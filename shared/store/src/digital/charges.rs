//! Charges, under the identifiers that the payment provider knows them by; what is to be asked about next, what a supervisor has
//! to look at, and which of the provider's events were heard.

use super::LISTS;
use super::orders::since;
use crate::change::{Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key, Table};
use crate::row::{Item, Row, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::works::{DUE, due_at, due_sort};
use crate::{Range, Store, Waiting};
use domain::digital::charge::Charge;
use domain::transition::Transition;
use domain::value::id::ChargeId;
use jiff::{SignedDuration, Timestamp};

/// The partition of the index of due work that has the charges about which the provider is to be asked. No stream reads it.
const ASK: &str = "ask";
/// The partition of the index of lists with what a supervisor has to look at.
const TROUBLED: &str = "PAYMENTS";
/// For how many days an event is remembered: the provider sends one again for fourteen.
const EVENT_DAYS: i64 = 60;

impl Store {
    /// A charge.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_charge(&self, id: &ChargeId) -> Result<Option<Charge>, StoreError> {
        self.find(&key::charge(id)).await?.map(read).transpose()
    }

    /// Charges of an order, in no order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_charges(&self, ids: &[ChargeId]) -> Result<Vec<Charge>, StoreError> {
        let keys: Vec<Key> = ids.iter().map(key::charge).collect();
        self.find_many(&keys).await?.into_iter().map(read).collect()
    }

    /// The charges about which the provider is to be asked by an instant, the longest due first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_due_charges(
        &self,
        up_to: Timestamp,
        limit: i32,
    ) -> Result<Vec<Waiting<ChargeId>>, StoreError> {
        let last = due_sort(up_to);
        let range = Range::of(Table::Registry, ASK.to_owned(), limit).index(DUE).up_to(&last);
        let waiting = |item: &Item| {
            let what = key::charge_in(item.get("pk")?.as_s().ok()?)?;
            Some(Waiting { what, due_at: due_at(item)? })
        };
        Ok(self.query(range).await?.items.iter().filter_map(waiting).collect())
    }

    /// Charges that a supervisor has to look at, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_troubled_charges(&self, limit: i32) -> Result<Vec<Charge>, StoreError> {
        let range = Range::of(Table::Registry, TROUBLED.to_owned(), limit).index(LISTS);
        self.query(range).await?.items.into_iter().map(read).collect()
    }

    /// Whether an event of the provider, by the SHA-256 of its name, was heard before with all that it brought.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn heard_of(&self, event: &str) -> Result<bool, StoreError> {
        Ok(self.find(&key::payment_event(event)).await?.is_some())
    }

    /// Remembers an event of the provider about something that is not ours.
    ///
    /// # Errors
    /// [`Guard::FreshEvent`] when it was heard before.
    pub async fn hear(&self, event: &str, now: Timestamp) -> Result<(), StoreError> {
        self.run(heard(event, now)?).await
    }
}

impl crate::Change<Charge> {
    /// Also that an event of the provider was heard. [`Guard::FreshEvent`] fails when it was before.
    pub fn hearing(self, event: &str, now: Timestamp) -> Self {
        self.with(heard(event, now))
    }
}

fn heard(event: &str, now: Timestamp) -> Result<Tx, StoreError> {
    let ends = now.saturating_add(SignedDuration::from_hours(24 * EVENT_DAYS)).unwrap_or(now);
    let row = Row::new(key::payment_event(event), RowType::PaymentEvent, &now)?.expiring(ends);
    Ok(Tx::new().create_over_ended(row, now.as_second(), Guard::FreshEvent))
}

impl Stored for Charge {
    const TYPE: RowType = RowType::Charge;

    fn key(&self) -> Key {
        key::charge(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let charge = transition.after();
        let mut row = charge.bare_row()?;
        if let Some(at) = charge.snapshot().ask_at {
            row = row.with("due_shard", text(ASK)).with("due_at", text(due_sort(at)));
        }
        if let Some(problem) = charge.trouble() {
            let found = since(problem.at, charge.id().as_str());
            row = row.with("issuer", text(TROUBLED)).with("created_at", text(found));
        }
        Ok(row)
    }
}
