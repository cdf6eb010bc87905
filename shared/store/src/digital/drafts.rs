//! What somebody typed into the form of a unit that is assigned to them, field by field. It ends by itself.

use crate::Store;
use crate::error::{Guard, StoreError};
use crate::key;
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use domain::value::id::EntitlementId;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// For how long a draft is kept that nobody goes on with, in days.
pub const KEPT_DAYS: i64 = 90;

/// A draft.
#[derive(Clone, Serialize, Deserialize)]
pub struct RequestDraft {
    /// What was typed, by the names of the fields: an object.
    pub fields: serde_json::Value,
    /// How often it was changed.
    pub version: u64,
    /// When last.
    pub saved_at: Timestamp,
}

impl std::fmt::Debug for RequestDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RequestDraft(version {}, •••)", self.version)
    }
}

impl RequestDraft {
    fn ends_at(&self) -> Timestamp {
        self.saved_at.saturating_add(SignedDuration::from_hours(24 * KEPT_DAYS)).unwrap_or(self.saved_at)
    }
}

impl Store {
    /// The draft of an assignment, if it has not ended.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_request_draft(
        &self,
        unit: &EntitlementId,
        assignment: u32,
        now: Timestamp,
    ) -> Result<Option<RequestDraft>, StoreError> {
        let Some(item) = self.find(&key::request_draft(unit, assignment)).await? else { return Ok(None) };
        let draft: RequestDraft = body(RowType::RequestDraft, item)?;
        Ok(Some(draft).filter(|draft| now < draft.ends_at()))
    }

    /// Keeps a draft, whose version is one more than that which was read.
    ///
    /// # Errors
    /// [`Guard::Unchanged`] when somebody else changed it since.
    pub async fn save_request_draft(
        &self,
        unit: &EntitlementId,
        assignment: u32,
        draft: &RequestDraft,
    ) -> Result<(), StoreError> {
        let row = Row::new(key::request_draft(unit, assignment), RowType::RequestDraft, draft)?;
        let row = row.versioned(draft.version).expiring(draft.ends_at());
        let tx = match draft.version {
            // What ended by itself may still lie there.
            1 => Tx::new().create(row, Guard::Unchanged),
            version => Tx::new().replace(row, version - 1, Guard::Unchanged),
        };
        self.run(tx).await
    }
}
