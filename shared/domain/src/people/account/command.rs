//! What can be done to an account, and what happened to it.

use super::PasswordHash;
use crate::digital::mobile::Mobile;
use crate::role::{Duty, commands};
use crate::transition::kinds;
use crate::value::email::EmailAddress;
use crate::value::id::{EntityId, IssuerId, MailId};
use crate::value::name::PersonName;
use jiff::Timestamp;

/// What can be done to an account.
#[derive(Debug, Clone)]
pub enum Command {
    /// Mail the way in again: a new initial password, or a link to set a new password. Names the mail, so that
    /// sending that mail again does not make another generation.
    InviteAgain {
        /// The mail that carries the secret.
        mail: MailId,
        /// Until when an initial password counts.
        initial_until: Timestamp,
        /// Until when a reset link counts.
        reset_until: Timestamp,
    },
    /// A password of their own, chosen at first sign-in, changed, or set through a mailed link.
    ChoosePassword(PasswordHash),
    /// The same password, hashed again because its hash was made with older settings. Nothing else changes.
    Rehash(PasswordHash),
    /// Another address for somebody who never signed in. What was mailed to the old one counts no more.
    CorrectEmail(EmailAddress),
    /// Another address for somebody whose account somebody else uses: its password ends with it, and so does the right
    /// to issue.
    TakeBack(EmailAddress),
    /// An issuer's certificate is in it, and its name follows what the certificate prints.
    Receive {
        /// Whose certificate.
        issuer: IssuerId,
        /// The name that it prints.
        name: PersonName,
    },
    /// Another address, by an issuer whose certificates are all that is in it, for somebody who never signed in.
    Readdress {
        /// By which issuer.
        issuer: IssuerId,
        /// The address.
        email: EmailAddress,
    },
    /// May issue for an issuer.
    Appoint(IssuerId),
    /// May no longer.
    Dismiss,
    /// May ask for an entity. Whoever could ask for none before proves who they are at the next sign-in, with a code.
    Admit {
        /// For which entity.
        entity: EntityId,
        /// Where the code may go beside the account's address.
        mobile: Mobile,
    },
    /// The code of the first sign-in was right: none is asked for any more.
    ConfirmFirstSignIn,
    /// Works for the house from now on.
    Entrust(Duty),
    /// Does so no longer.
    Relieve(Duty),
    /// May ask for an entity no longer.
    Exclude(EntityId),
}
commands!(Command,
    Self::InviteAgain { .. } => "invite_again" by [Step],
    Self::ChoosePassword(_) => "choose_password" by [Holder],
    Self::Rehash(_) => "rehash" by [Holder],
    Self::CorrectEmail(_) => "correct_email" by [Administrator],
    Self::TakeBack(_) => "take_back" by [Administrator],
    Self::Receive { .. } => "receive" by [Step, Organiser],
    Self::Readdress { .. } => "readdress" by [Organiser, Step],
    Self::Appoint(_) => "appoint" by [Administrator],
    Self::Dismiss => "dismiss" by [Administrator],
    Self::Admit { .. } => "admit" by [Approver],
    Self::ConfirmFirstSignIn => "confirm_first_sign_in" by [Holder],
    Self::Entrust(_) => "entrust" by [Administrator],
    Self::Relieve(_) => "relieve" by [Administrator],
    Self::Exclude(_) => "exclude" by [Administrator],
);

/// What happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was opened.
    Opened,
    /// The way in was mailed again.
    InvitedAgain,
    /// Its owner chose a password.
    PasswordChosen,
    /// The same password was hashed anew.
    PasswordRehashed,
    /// Its address was corrected.
    EmailCorrected,
    /// It was taken from somebody who was not its owner.
    TakenBack,
    /// A certificate came that is of another issuer, or prints another name.
    Received,
    /// Its owner may issue for an issuer.
    Appointed,
    /// Its owner may no longer.
    Dismissed,
    /// Its owner may ask for an entity.
    Admitted,
    /// Its owner proved who they are at their first sign-in.
    FirstSignInConfirmed,
    /// Its owner works for the house.
    Entrusted,
    /// Its owner does so no longer.
    Relieved,
    /// Its owner may ask for an entity no longer.
    Excluded,
}
kinds!(Happened, Self::Opened => "opened", Self::InvitedAgain => "invited_again",
    Self::PasswordChosen => "password_chosen", Self::PasswordRehashed => "password_rehashed",
    Self::EmailCorrected => "email_corrected", Self::TakenBack => "taken_back", Self::Received => "received",
    Self::Appointed => "appointed", Self::Dismissed => "dismissed",
    Self::Admitted => "admitted", Self::FirstSignInConfirmed => "first_sign_in_confirmed",
    Self::Entrusted => "entrusted", Self::Relieved => "relieved", Self::Excluded => "excluded");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::InviteAgain { .. } => Self::InvitedAgain,
            Command::ChoosePassword(_) => Self::PasswordChosen,
            Command::Rehash(_) => Self::PasswordRehashed,
            Command::CorrectEmail(_) | Command::Readdress { .. } => Self::EmailCorrected,
            Command::TakeBack(_) => Self::TakenBack,
            Command::Receive { .. } => Self::Received,
            Command::Appoint(_) => Self::Appointed,
            Command::Dismiss => Self::Dismissed,
            Command::Admit { .. } => Self::Admitted,
            Command::ConfirmFirstSignIn => Self::FirstSignInConfirmed,
            Command::Entrust(_) => Self::Entrusted,
            Command::Relieve(_) => Self::Relieved,
            Command::Exclude(_) => Self::Excluded,
        }
    }
}
