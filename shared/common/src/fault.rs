//! What any step can run into, and the error of a step around it.

pub use domain::transition::Illegal;
pub use platform::documents::DocumentError;
pub use platform::secrets::SecretError;
use store::Guard;
pub use store::StoreError;

/// What any step can run into.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// The tables.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The bucket of documents.
    #[error("the bucket failed")]
    Documents(#[from] DocumentError),
    /// The root secret and the keys made from it.
    #[error("the keys could not be loaded")]
    Secret(#[from] SecretError),
    /// A rule refused what was decided on it: it moved on in a way that its rules do not know.
    #[error("a change was refused by its rules")]
    Illegal(#[from] Illegal),
}

impl Fault {
    /// Whether this guard did not hold.
    pub fn is(&self, guard: Guard) -> bool {
        matches!(self, Self::Store(error) if error.is(guard))
    }
}

/// Makes the error of a step: a [`Fault`] under the step's own sentence, and what only this step can run into.
///
/// ```
/// common::step_error! {
///     /// Why a chunk was not issued.
///     pub enum IssueError: "could not issue a chunk" {}
/// }
/// ```
#[macro_export]
macro_rules! step_error {
    ($(#[$about:meta])* $visibility:vis enum $name:ident: $sentence:literal { $($own:tt)* }) => {
        $(#[$about])*
        #[derive(Debug, thiserror::Error)]
        $visibility enum $name {
            /// What any step can run into.
            #[error($sentence)]
            Fault(#[source] $crate::fault::Fault),
            $($own)*
        }

        $crate::step_error!(@from $name StoreError DocumentError SecretError Illegal);
    };
    (@from $name:ident $($cause:ident)+) => {
        $(impl From<$crate::fault::$cause> for $name {
            fn from(cause: $crate::fault::$cause) -> Self {
                Self::Fault(cause.into())
            }
        })+
    };
}
