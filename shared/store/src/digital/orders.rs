//! Orders, under their identifiers; the list of each buyer, and the way from a protocol number.

use super::LISTS;
use crate::change::{Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key, Table};
use crate::row::{Row, body, text};
use crate::row_type::RowType;
use crate::tx::Tx;
use crate::works::{DUE, due_sort};
use crate::{Cursor, Listed, Range, Store};
use domain::digital::order::Order;
use domain::digital::protocol::Protocol;
use domain::transition::Transition;
use domain::value::id::{AccountId, OrderId};
use jiff::Timestamp;

/// The partition of the index of due work with the orders that cost nothing and wait for somebody's word. No stream reads it.
const CONFIRM: &str = "confirm";

/// Where the index lists the orders of a buyer.
fn of_buyer(buyer: &AccountId) -> String {
    format!("{}#ORDERS", RowType::Account.partition(buyer))
}

/// The sort value of a list by time.
pub(super) fn since(at: Timestamp, id: &str) -> String {
    format!("{at:.6}#{id}")
}

impl Store {
    /// An order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_order(&self, id: &OrderId) -> Result<Option<Order>, StoreError> {
        self.find(&key::order(id)).await?.map(read).transpose()
    }

    /// The order of a protocol number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_order_by_number(&self, protocol: &Protocol) -> Result<Option<Order>, StoreError> {
        let found = self.find(&key::order_number(protocol)).await?;
        let id: Option<OrderId> = found.map(|item| body(RowType::OrderNumber, item)).transpose()?;
        match id {
            Some(id) => self.find_order(&id).await,
            None => Ok(None),
        }
    }

    /// Orders that cost nothing and wait for somebody's word, the oldest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_unconfirmed_orders(&self, limit: i32) -> Result<Vec<Order>, StoreError> {
        let range = Range::of(Table::Registry, CONFIRM.to_owned(), limit).index(DUE);
        let found = self.query(range).await?.items;
        let keys: Vec<Key> = found.iter().filter_map(Key::of_item).collect();
        let mut orders: Vec<Order> =
            self.find_many(&keys).await?.into_iter().map(read).collect::<Result<_, _>>()?;
        orders.retain(Order::waits_for_a_word);
        orders.sort_by_key(|order| order.snapshot().placed_at);
        Ok(orders)
    }

    /// Orders of a buyer, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_orders(
        &self,
        buyer: &AccountId,
        limit: i32,
        after: Option<&Cursor>,
    ) -> Result<Listed<Order>, StoreError> {
        let range =
            Range::of(Table::Registry, of_buyer(buyer), limit).index(LISTS).newest_first().after(after);
        let found = self.query(range).await?;
        let items = found.items.into_iter().map(read).collect::<Result<_, _>>()?;
        Ok(Listed { items, next: found.next })
    }
}

impl Stored for Order {
    const TYPE: RowType = RowType::Order;

    fn key(&self) -> Key {
        key::order(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let order = transition.after();
        let (snapshot, row) = (order.snapshot(), order.bare_row()?);
        let placed = since(snapshot.placed_at, snapshot.id.as_str());
        let row = row.with("issuer", text(of_buyer(&snapshot.buyer))).with("created_at", text(placed));
        if !order.waits_for_a_word() {
            return Ok(row);
        }
        Ok(row.with("due_shard", text(CONFIRM)).with("due_at", text(due_sort(snapshot.placed_at))))
    }

    /// A new one with the way from its number, which no other may have.
    fn beside(transition: &Transition<Self>) -> Result<Tx, StoreError> {
        if transition.before() > 0 {
            return Ok(Tx::new());
        }
        let snapshot = transition.after().snapshot();
        let pointer = Row::new(key::order_number(&snapshot.protocol), RowType::OrderNumber, &snapshot.id)?;
        Ok(Tx::new().create(pointer, Guard::ProtocolFree))
    }
}
