//! Cases, under their identifiers and their protocol numbers.

use crate::Store;
use crate::change::{Change, Stored, read};
use crate::error::{Guard, StoreError};
use crate::key::{self, Key};
use crate::row::{Row, body};
use crate::row_type::RowType;
use crate::tx::Tx;
use domain::digital::enrollment::{Enrollment, Happened};
use domain::digital::protocol::Protocol;
use domain::transition::Transition;
use domain::value::id::EnrollmentId;
use serde::{Deserialize, Serialize};

/// Leads from a protocol number to its case.
#[derive(Serialize, Deserialize)]
struct Pointer {
    enrollment: EnrollmentId,
}

impl Store {
    /// A case.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_enrollment(&self, id: &EnrollmentId) -> Result<Option<Enrollment>, StoreError> {
        self.find(&key::enrollment(id)).await?.map(read).transpose()
    }

    /// The case of a protocol number.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn find_enrollment_of_protocol(
        &self,
        protocol: &Protocol,
    ) -> Result<Option<Enrollment>, StoreError> {
        let Some(item) = self.find(&key::enrollment_number(protocol)).await? else { return Ok(None) };
        let pointer: Pointer = body(RowType::EnrollmentNumber, item)?;
        self.find_enrollment(&pointer.enrollment).await
    }
}

impl Change<Enrollment> {
    /// With what leads from its protocol number to it.
    pub fn numbered(self) -> Self {
        let snapshot = self.after().snapshot();
        let at = key::enrollment_number(&snapshot.protocol);
        let pointer = Pointer { enrollment: snapshot.id.clone() };
        let row = Row::new(at, RowType::EnrollmentNumber, &pointer);
        self.with_more(row.map(|row| Tx::new().create(row, Guard::ProtocolFree)))
    }
}

impl Stored for Enrollment {
    const TYPE: RowType = RowType::Enrollment;

    fn key(&self) -> Key {
        key::enrollment(self.id())
    }

    fn needs_more(transition: &Transition<Self>) -> bool {
        matches!(transition.happened(), Happened::Opened)
    }
}
