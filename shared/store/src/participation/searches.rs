//! What was looked for in a list, for as long as somebody may come back to it: it is a name, an address or a CPF, so that no address
//! of a page says it.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use domain::participation::import::Import;
use domain::value::id::SearchId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// For how long a search is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

#[derive(Serialize, Deserialize)]
struct Search {
    text: String,
    until: Timestamp,
}

impl Store {
    /// Keeps what was looked for in a list, for a day and no longer than the list itself.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn keep_search(
        &self,
        of: &Import,
        id: &SearchId,
        text: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let until = (now + KEPT).min(of.kept_until());
        let search = Search { text: text.to_owned(), until };
        let row = Row::new(key::search(of.id(), id), RowType::Search, &search)?.expiring(until);
        self.create(row, Guard::New).await
    }

    /// What was looked for in a list; none when it is kept no more.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_search(
        &self,
        of: &Import,
        id: &SearchId,
        now: Timestamp,
    ) -> Result<Option<String>, StoreError> {
        let found = self.find(&key::search(of.id(), id)).await?;
        let search: Option<Search> = found.map(|item| body(RowType::Search, item)).transpose()?;
        Ok(search.filter(|search| now < search.until).map(|search| search.text))
    }
}
