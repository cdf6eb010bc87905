//! What can keep a file from being read, other than the file itself.

common::step_error! {
    /// The machinery failed; the file may be handed in again. (What is wrong with the file is no error: the organiser sees
    /// it on the import's page.)
    pub enum ImportError: "could not read an import" {
        /// The bytes stopped coming.
        #[error("the file could not be read to its end")]
        Stream(#[source] Box<dyn std::error::Error + Send + Sync>),
        /// A workbook could not be kept until it is read.
        #[error("a workbook could not be kept while it is read")]
        Spool(#[source] std::io::Error),
        /// A task that wrote a chunk, or read a workbook, was stopped.
        #[error("a chunk was not written to its end")]
        Task(#[from] tokio::task::JoinError),
    }
}
