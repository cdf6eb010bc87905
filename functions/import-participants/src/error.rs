//! What can keep a file from being read, other than the file itself.

use platform::documents::DocumentError;
use platform::secrets::SecretError;
use store::StoreError;

/// The machinery failed; the file may be handed in again. (What is wrong with the file is no error: the organiser sees
/// it on the import's page.)
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The tables.
    #[error("the store failed while importing")]
    Store(#[from] StoreError),
    /// The bucket.
    #[error("the bucket failed while importing")]
    Document(#[from] DocumentError),
    /// The bytes stopped coming.
    #[error("the file could not be read to its end")]
    Stream(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A workbook could not be kept until it is read.
    #[error("a workbook could not be kept while it is read")]
    Spool(#[source] std::io::Error),
    /// The keys of which certificates are named.
    #[error("the keys could not be loaded")]
    Secret(#[from] SecretError),
    /// The import's state does not allow what was decided on it, which its own rules exclude.
    #[error("the import refused the outcome of its reading")]
    Illegal(#[from] domain::transition::Illegal),
    /// A task that wrote a chunk, or read a workbook, was stopped.
    #[error("a chunk was not written to its end")]
    Task(#[from] tokio::task::JoinError),
}
