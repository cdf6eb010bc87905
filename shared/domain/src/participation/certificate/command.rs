//! What can be done to a certificate, and what happened to it.

use super::{LinkDigest, NewVersion, OtherAddress, Respelling, StoredPdf};
use crate::participation::edition::ShortLine;
use crate::role::commands;
use crate::transition::kinds;
use crate::value::code::TicketNumber;

/// What can be done to a certificate.
#[derive(Debug, Clone)]
pub enum Command {
    /// The PDF was drawn and stored.
    Store(StoredPdf),
    /// Other lines are to be printed: a new version.
    Reissue(NewVersion),
    /// Issue it again after it was revoked, because its organiser chose to: a new version. The one that was revoked stays so.
    IssueAgain(NewVersion),
    /// Withdraw it, with a public reason.
    Revoke(ShortLine),
    /// Show it to visitors, or stop.
    SetPublic(bool),
    /// Make a new direct link; the digest of its token. The old one stops working.
    RenewLink(LinkDigest),
    /// Switch the direct link off.
    DropLink,
    /// The owner of its account reads mails at the address of its line too: it joins the others of the account.
    Claim,
    /// Its holder asks for a correction: the number of the request.
    Ask(TicketNumber),
    /// Its holder corrects a small mistake of spelling in their name, which they may once: a new version.
    Respell(Box<Respelling>),
    /// What is printed of its person is corrected by whoever decides about it: a new version.
    Correct(NewVersion),
    /// The issuer says that its person reads mails at another address, or, with none, at the account's own.
    Readdress(Option<OtherAddress>),
}
commands!(Command,
    Self::Store(_) => "store" by [Step],
    Self::Reissue(_) => "reissue" by [Step],
    Self::IssueAgain(_) => "issue_again" by [Step],
    Self::Revoke(_) => "revoke" by [Organiser],
    Self::SetPublic(_) => "set_public" by [Holder],
    Self::RenewLink(_) => "renew_link" by [Holder],
    Self::DropLink => "drop_link" by [Holder],
    Self::Claim => "claim" by [Holder],
    Self::Ask(_) => "ask" by [Holder],
    Self::Respell(_) => "respell" by [Holder],
    Self::Correct(_) => "correct" by [Organiser, Administrator],
    Self::Readdress(_) => "readdress" by [Organiser],
);

/// What happened to a certificate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was issued.
    Issued,
    /// The PDF of its current version was stored.
    Stored,
    /// A new version was issued.
    Reissued,
    /// It was issued again after it was revoked.
    IssuedAgain,
    /// It was revoked.
    Revoked,
    /// It was shown to visitors.
    Published,
    /// It was hidden from visitors.
    Hidden,
    /// It got a new direct link.
    LinkRenewed,
    /// Its direct link was switched off.
    LinkDropped,
    /// It joined the others of its account.
    Claimed,
    /// Its holder asked for a correction.
    Asked,
    /// Its holder corrected the spelling of their name.
    Respelled,
    /// What is printed of its person was corrected.
    Corrected,
    /// It goes to another address.
    Readdressed,
}
kinds!(Happened, Self::Issued => "issued", Self::Stored => "stored", Self::Reissued => "reissued", Self::IssuedAgain => "issued_again",
    Self::Revoked => "revoked", Self::Published => "published", Self::Hidden => "hidden",
    Self::LinkRenewed => "link_renewed", Self::LinkDropped => "link_dropped",
    Self::Claimed => "claimed", Self::Asked => "asked", Self::Respelled => "respelled", Self::Corrected => "corrected",
    Self::Readdressed => "readdressed");

impl From<&Command> for Happened {
    fn from(command: &Command) -> Self {
        match command {
            Command::Store(_) => Self::Stored,
            Command::Reissue(_) => Self::Reissued,
            Command::IssueAgain(_) => Self::IssuedAgain,
            Command::Revoke(_) => Self::Revoked,
            Command::SetPublic(true) => Self::Published,
            Command::SetPublic(false) => Self::Hidden,
            Command::RenewLink(_) => Self::LinkRenewed,
            Command::DropLink => Self::LinkDropped,
            Command::Claim => Self::Claimed,
            Command::Ask(_) => Self::Asked,
            Command::Respell(_) => Self::Respelled,
            Command::Correct(_) => Self::Corrected,
            Command::Readdress(_) => Self::Readdressed,
        }
    }
}
