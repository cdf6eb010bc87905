//! Paid units, under their identifiers, and the list of each order.

use super::LISTS;
use crate::change::{Stored, read};
use crate::error::StoreError;
use crate::key::{self, Key, Table};
use crate::row::{Row, text};
use crate::row_type::RowType;
use crate::{Range, Store};
use domain::digital::entitlement::Entitlement;
use domain::digital::order::MOST_UNITS;
use domain::transition::Transition;
use domain::value::id::{EntitlementId, OrderId};

/// Where the index lists the units of an order.
fn of_order(order: &OrderId) -> String {
    format!("{}#UNITS", RowType::Order.partition(order))
}

impl Store {
    /// A paid unit.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_entitlement(&self, id: &EntitlementId) -> Result<Option<Entitlement>, StoreError> {
        self.find(&key::entitlement(id)).await?.map(read).transpose()
    }

    /// The units of a paid order, in their order.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_entitlements(&self, order: &OrderId) -> Result<Vec<Entitlement>, StoreError> {
        let most = i32::try_from(MOST_UNITS).unwrap_or(i32::MAX);
        let range = Range::of(Table::Registry, of_order(order), most).index(LISTS);
        self.query(range).await?.items.into_iter().map(read).collect()
    }
}

impl Stored for Entitlement {
    const TYPE: RowType = RowType::Entitlement;

    fn key(&self) -> Key {
        key::entitlement(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let unit = transition.after();
        let row = unit.bare_row()?.with("issuer", text(of_order(&unit.snapshot().order)));
        Ok(row.with("created_at", text(format!("{:06}", unit.snapshot().number))))
    }
}
