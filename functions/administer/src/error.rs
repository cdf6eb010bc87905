//! Why a request was not carried out.

use common::fault::Fault;
use domain::transition::Illegal;
use platform::documents::DocumentError;
use platform::secrets::SecretError;
use store::StoreError;

/// A request was not carried out. The texts are for the operator and hold no personal data.
#[derive(Debug, thiserror::Error)]
pub enum AdministerError {
    /// Somebody was faster.
    #[error("somebody changed the same thing at that moment; nothing is lost: do it again")]
    Overtaken(#[source] StoreError),
    /// The store refused or failed.
    #[error("the store refused the change")]
    Store(#[source] StoreError),
    /// The keys could not be loaded.
    #[error("the keys could not be loaded")]
    Secret(#[from] SecretError),
    /// The bucket failed.
    #[error("the bucket failed")]
    Documents(#[from] DocumentError),
    /// A page of the archive could not be made.
    #[error("a page could not be made")]
    Page(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What an earlier invocation wrote down cannot be read.
    #[error("what an earlier invocation wrote down cannot be read: delete {0} in the documents bucket")]
    Progress(String),
    /// The state of a thing does not allow it.
    #[error("its state does not allow this")]
    Illegal(#[from] Illegal),
    /// The address that was typed is not the one that the deployment uses.
    #[error("the deployment uses {configured}: confirm just that, or change the parameter first")]
    AnotherUrl {
        /// The configured one.
        configured: String,
    },
    /// Another address was confirmed before, and QR codes may carry it.
    #[error("{url} was confirmed before, and certificates may carry it: it cannot change")]
    ConfirmedBefore {
        /// The confirmed one.
        url: String,
    },
    /// The account of that CPF has another address.
    #[error(
        "the account of that CPF has another address: find out whose it is, and correct it with correct_email before the \
         person is appointed"
    )]
    AnotherAddress,
    /// Nobody has an account with that CPF, NIF or token.
    #[error("nobody has an account with that CPF, NIF or token")]
    NoAccount,
    /// A token names only whoever has an account already.
    #[error("nobody has an account with that token: name the CPF or the NIF, by which one is opened")]
    NoAccountToOpen,
    /// There is nothing to take away.
    #[error("that person has no second factor that is set up")]
    NoSecondFactor,
    /// There is no such request for help, or it has ended.
    #[error("there is no request for help with that number, or it has ended")]
    NoTicket,
    /// Nobody knows to which issuer a request for help is to be handed.
    #[error("the request names no certificate: name the issuer")]
    NoIssuerOfTicket,
    /// An issuer has no mailbox to which a request for help could be handed.
    #[error(
        "the issuer has no e-mail among its contacts: set one with set_issuer_contact, or answer yourself"
    )]
    NoMailboxOfIssuer,
    /// There is no such request for a correction, or it has ended.
    #[error("there is no request for a correction with that number, or it has ended")]
    NoCorrection,
    /// What is asked is beyond what the team decides.
    #[error(
        "what is asked is more than the spelling of a name: only the issuer decides; hand it on with pass_on_correction"
    )]
    OnlyTheIssuer,
    /// The certificate is another than the one that the request is about.
    #[error(
        "the certificate was corrected, revoked or is being drawn since it was asked: look at it with show_correction, and answer"
    )]
    CertificateChanged,
    /// The outbox has no such item.
    #[error("the outbox has no such work")]
    NoWork,
}

impl From<StoreError> for AdministerError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Guard(_) => Self::Overtaken(error),
            _ => Self::Store(error),
        }
    }
}

impl From<Fault> for AdministerError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Store(error) => error.into(),
            Fault::Documents(error) => error.into(),
            Fault::Secret(error) => error.into(),
            Fault::Illegal(error) => error.into(),
        }
    }
}

impl AdministerError {
    pub(crate) fn page(error: askama::Error) -> Self {
        Self::Page(Box::new(error))
    }

    pub(crate) fn json(error: serde_json::Error) -> Self {
        Self::Page(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use store::Guard;

    #[test]
    fn a_lost_race_says_what_to_do() {
        let error = AdministerError::from(StoreError::Guard(Guard::Unchanged));
        assert!(error.to_string().ends_with("do it again"), "{error}");
        assert!(matches!(StoreError::NotFound { what: "account" }.into(), AdministerError::Store(_)));
    }
}
