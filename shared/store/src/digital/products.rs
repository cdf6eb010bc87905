//! Products of the catalogue, under the identifiers that their codes make.

use super::LISTS;
use crate::change::{Stored, read};
use crate::error::StoreError;
use crate::key::{self, Key, Table};
use crate::row::{Row, text};
use crate::row_type::RowType;
use crate::{Range, Store};
use domain::digital::product::Product;
use domain::transition::Transition;
use domain::value::id::ProductId;

/// The partition of the index that has all products.
const CATALOGUE: &str = "PRODUCTS";
/// Products at most: what a person can look through, and one page of a query.
const MOST: i32 = 200;

impl Store {
    /// A product.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_product(&self, id: &ProductId) -> Result<Option<Product>, StoreError> {
        self.find(&key::product(id)).await?.map(read).transpose()
    }

    /// All products, by their codes.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn list_products(&self) -> Result<Vec<Product>, StoreError> {
        let range = Range::of(Table::Registry, CATALOGUE.to_owned(), MOST).index(LISTS);
        self.query(range).await?.items.into_iter().map(read).collect()
    }
}

impl Stored for Product {
    const TYPE: RowType = RowType::Product;

    fn key(&self) -> Key {
        key::product(self.id())
    }

    fn row(transition: &Transition<Self>) -> Result<Row, StoreError> {
        let product = transition.after();
        let row = product.bare_row()?.with("issuer", text(CATALOGUE));
        Ok(row.with("created_at", text(product.snapshot().code.as_str())))
    }
}
