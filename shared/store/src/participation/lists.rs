//! The lists of an event, as far as one of them is looked for.

use crate::error::StoreError;
use crate::{Cursor, Store};
use domain::participation::event::{self, Event};
use domain::participation::import::{Import, State};
use domain::value::id::EventId;

/// Imports that are read at once.
const AT_ONCE: i32 = 25;

impl Store {
    /// Whether a list of an event is being issued. Before the first issue of an event none is.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn is_issuing(&self, event: &Event) -> Result<bool, StoreError> {
        if matches!(event.snapshot().state, event::State::Draft) {
            return Ok(false);
        }
        let issuing =
            |import: &Import| matches!(import.snapshot().state, State::Issuing { .. }).then_some(());
        Ok(self.find_of_event(event.id(), issuing).await?.is_some())
    }

    /// What is found in the newest import of an event that has it.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_of_event<T>(
        &self,
        event: &EventId,
        find: impl Fn(&Import) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut after: Option<Cursor> = None;
        loop {
            let page = self.list_imports(event, AT_ONCE, after.as_ref()).await?;
            if let Some(found) = page.items.iter().find_map(&find) {
                return Ok(Some(found));
            }
            after = page.next;
            if after.is_none() {
                return Ok(None);
            }
        }
    }

    /// What is found in the imports of an event, of the newest first, up to `most`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn gather_of_event<T>(
        &self,
        event: &EventId,
        most: usize,
        find: impl Fn(&Import) -> Option<T>,
    ) -> Result<Vec<T>, StoreError> {
        let (mut found, mut after): (Vec<T>, Option<Cursor>) = (Vec::new(), None);
        loop {
            let page = self.list_imports(event, AT_ONCE, after.as_ref()).await?;
            found.extend(page.items.iter().filter_map(&find));
            after = page.next;
            if after.is_none() || found.len() >= most {
                found.truncate(most);
                return Ok(found);
            }
        }
    }
}
