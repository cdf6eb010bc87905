//! What can be done with a second factor, and what happened to it.

use super::totp::Step;
use super::{Passkey, PasskeyId, RecoveryHash, Sealed, SetUp};
use crate::role::commands;
use crate::transition::kinds;

/// What can be done with a second factor.
#[derive(Debug, Clone)]
pub enum Command {
    /// What comes first after a reset, or another application, with other codes to recover.
    SetUp(SetUp),
    /// A code of the application is taken, of a half minute of which none was taken before.
    AcceptCode {
        /// The half minute.
        step: Step,
        /// The same key, encrypted with the present keys of the house; none, when it is already.
        resealed: Option<Sealed>,
    },
    /// A code to recover is taken: it serves once.
    SpendRecovery(RecoveryHash),
    /// Other codes to recover: those of before end.
    RenewRecovery(Vec<RecoveryHash>),
    /// One more passkey.
    AddPasskey(Passkey),
    /// A passkey signed what was asked.
    AcceptPasskey {
        /// Which one.
        id: PasskeyId,
        /// How often it has signed.
        counter: u32,
    },
    /// A passkey counts no more; something else is left.
    RemovePasskey(PasskeyId),
    /// The application counts no more; a passkey is left.
    RemoveAuthenticator,
    /// Take it away from somebody who lost everything and has proved who they are.
    Reset,
}
commands!(Command,
    Self::SetUp(_) => "set_up" by [Holder],
    Self::AcceptCode { .. } => "accept_code" by [Holder],
    Self::SpendRecovery(_) => "spend_recovery" by [Holder],
    Self::RenewRecovery(_) => "renew_recovery" by [Holder],
    Self::AddPasskey(_) => "add_passkey" by [Holder],
    Self::AcceptPasskey { .. } => "accept_passkey" by [Holder],
    Self::RemovePasskey(_) => "remove_passkey" by [Holder],
    Self::RemoveAuthenticator => "remove_authenticator" by [Holder],
    Self::Reset => "reset" by [Administrator],
);

/// What happened to a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// An application was set up.
    SetUp,
    /// A code of it was taken at a sign-in.
    CodeAccepted,
    /// A code to recover was taken at a sign-in.
    RecoverySpent,
    /// Its owner has other codes to recover.
    RecoveryRenewed,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was taken at a sign-in.
    PasskeyAccepted,
    /// A passkey was removed.
    PasskeyRemoved,
    /// The application was removed.
    AuthenticatorRemoved,
    /// An administrator took it away.
    Reset,
}
kinds!(Happened, Self::SetUp => "set_up", Self::CodeAccepted => "code_accepted",
    Self::RecoverySpent => "recovery_spent", Self::RecoveryRenewed => "recovery_renewed",
    Self::PasskeyAdded => "passkey_added", Self::PasskeyAccepted => "passkey_accepted",
    Self::PasskeyRemoved => "passkey_removed", Self::AuthenticatorRemoved => "authenticator_removed",
    Self::Reset => "reset");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::SetUp(_) => Self::SetUp,
            Command::AcceptCode { .. } => Self::CodeAccepted,
            Command::SpendRecovery(_) => Self::RecoverySpent,
            Command::RenewRecovery(_) => Self::RecoveryRenewed,
            Command::AddPasskey(_) => Self::PasskeyAdded,
            Command::AcceptPasskey { .. } => Self::PasskeyAccepted,
            Command::RemovePasskey(_) => Self::PasskeyRemoved,
            Command::RemoveAuthenticator => Self::AuthenticatorRemoved,
            Command::Reset => Self::Reset,
        }
    }
}
