//! What was read of a list goes back as its import stands now: nothing of one that was discarded since, and of one that was
//! published the people for good.

use crate::Store;
use crate::error::StoreError;
use crate::row::{EXPIRES_AT, Row};
use crate::row_type::RowType;
use domain::participation::import::State;
use domain::value::id::ImportId;

impl Store {
    /// A row as it may go back; none when it may not. Rows of other types are what they are.
    pub(super) async fn of_a_list(&self, row_type: RowType, row: Row) -> Result<Option<Row>, StoreError> {
        if !row_type.is_of_a_list() {
            return Ok(Some(row));
        }
        let id = row_type.id_in(&row.key.pk).and_then(|id| ImportId::parse(id).ok());
        let import = match &id {
            Some(id) => self.find_import(id).await?,
            None => None,
        };
        Ok(match import.as_ref().map(|import| (&import.snapshot().state, row_type)) {
            Some((State::Discarded, _)) => None,
            Some((State::Issuing { .. } | State::Done { .. }, over)) if over.ends_with_publishing() => None,
            Some((State::Issuing { .. } | State::Done { .. }, RowType::Lines)) => {
                Some(row.without(EXPIRES_AT))
            }
            _ => Some(row),
        })
    }
}
