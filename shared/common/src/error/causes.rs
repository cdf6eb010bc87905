//! What a failure of something below is to a person.

use super::Problem;
use crate::fault::Fault;
use platform::documents::DocumentError;
use platform::secrets::SecretError;
use store::{Guard, StoreError};

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::NotFound { .. } => Self::not_found(),
            StoreError::Guard(Guard::Unchanged | Guard::NewVersion | Guard::EditionFree) => Self::conflict(
                "Outra pessoa alterou isto enquanto você trabalhava. Recarregue a página, veja como está e tente de novo.",
            ),
            StoreError::Guard(_) => {
                Self::conflict("Isto já foi feito. Recarregue a página para ver o resultado.")
            }
            StoreError::Busy(_) => Self::busy(error),
            StoreError::Corrupt { .. }
            | StoreError::UnknownRow { .. }
            | StoreError::Incomplete { .. }
            | StoreError::Backend(_) => Self::internal(error),
        }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            Fault::Documents(error) => error.into(),
            Fault::Secret(error) => error.into(),
            Fault::Illegal(error) => error.into(),
        }
    }
}

impl From<domain::transition::Illegal> for Problem {
    fn from(_: domain::transition::Illegal) -> Self {
        Self::conflict("O estado atual não permite esta ação. Recarregue a página para ver como está.")
    }
}

impl From<SecretError> for Problem {
    fn from(error: SecretError) -> Self {
        Self::internal(error)
    }
}

impl From<DocumentError> for Problem {
    fn from(error: DocumentError) -> Self {
        match error {
            DocumentError::Missing { .. } => Self::busy(error),
            DocumentError::Backend { .. } => Self::busy(error),
        }
    }
}
