//! What can go wrong with the store, and the one place that reads the SDK's errors.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use domain::transition::Inconsistent;

/// The condition that a write was made under. A lost race is told by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// The aggregate is still as it was when the change was decided.
    Unchanged,
    /// Nobody created the aggregate in between.
    New,
    /// No other certificate has this verify code.
    CodeFree,
    /// No other account has this token.
    TokenFree,
    /// The edition was not frozen by somebody else.
    EditionFree,
    /// This version of the aggregate has no audit entry yet: two writers of one version collide here.
    NewVersion,
    /// The work was not written before.
    FreshWork,
    /// The request was not carried out before: its idempotency key is new.
    FirstTime,
    /// The chunk was not stored before.
    FreshChunk,
    /// The row that a verification reads is there.
    RecordKept,
    /// No other request, order or case has this protocol number.
    ProtocolFree,
    /// The payment provider's event was not heard of before.
    FreshEvent,
}

/// The store refused or failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Nothing is there under that key.
    #[error("{what} not found")]
    NotFound {
        /// What was looked for.
        what: &'static str,
    },
    /// A guard did not hold: somebody else was first.
    #[error("guard {0:?} did not hold")]
    Guard(Guard),
    /// A stored row cannot be what it says it is.
    #[error("corrupt row of type {row_type} under {sort_key}")]
    Corrupt {
        /// Type of the row.
        row_type: &'static str,
        /// Its sort key (never a personal value).
        sort_key: String,
        /// What is wrong with it.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A row of a type that this version does not know: written by a newer one, or by hand.
    #[error("a row of no known type: {name:?} in {partition}#… under {sort}…")]
    UnknownRow {
        /// What its partition key begins with.
        partition: String,
        /// What its sort key begins with.
        sort: String,
        /// What it says it is.
        name: String,
    },
    /// A change was to be committed without all that belongs to it.
    #[error("{aggregate} {what} without all that belongs to it")]
    Incomplete {
        /// Which aggregate.
        aggregate: &'static str,
        /// What happened to it.
        what: &'static str,
    },
    /// The engine is busy, full or throttled: trying again later may help.
    #[error("the store is busy")]
    Busy(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Anything else.
    #[error("the store failed")]
    Backend(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    /// Whether the write failed because this guard did not hold.
    pub fn is(&self, guard: Guard) -> bool {
        matches!(self, Self::Guard(g) if *g == guard)
    }

    /// Whether trying again later may help.
    pub fn is_retryable(&self) -> bool {
        matches!(self, Self::Busy(_))
    }

    /// A row of a type that breaks its aggregate's rules.
    pub(crate) fn inconsistent(row_type: &'static str, sort_key: &str, source: Inconsistent) -> Self {
        Self::Corrupt { row_type, sort_key: sort_key.to_owned(), source: Box::new(source) }
    }
}

/// Codes that mean "later": throttling, conflicts, and what an engine says when its disk is full.
const BUSY: [&str; 8] = [
    "ProvisionedThroughputExceededException",
    "ThrottlingException",
    "RequestLimitExceeded",
    "TransactionInProgressException",
    "TransactionConflictException",
    "LimitExceededException",
    "InternalServerError",
    "ServiceUnavailable",
];

/// Reads an error of the SDK that is not about a guard.
pub(crate) fn of_sdk<E>(error: SdkError<E>) -> StoreError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let busy = match &error {
        SdkError::ServiceError(e) => e.err().code().is_some_and(|code| BUSY.contains(&code)),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) | SdkError::ResponseError(_) => true,
        _ => false,
    };
    if busy { StoreError::Busy(Box::new(error)) } else { StoreError::Backend(Box::new(error)) }
}
