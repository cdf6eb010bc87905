//! A certificate of participation: what one person received for one event.
//!
//! It is issued once and never changes. A correction makes a new version, and the old one says "substituted";
//! a revocation is a state with a date and a public reason, never a deletion.

mod command;
mod corrected;
mod rules;
mod version;

pub use command::{Command, Happened};
pub use version::{
    NewVersion, OtherAddress, PastVersion, Respelling, Revocation, StoredPdf, Version, lines_again,
    person_lines, said_lines,
};

use crate::participation::edition::ShortLine;
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::code::TicketNumber;
use crate::value::id::{AccountId, CertificateId, EventId};
use jiff::Timestamp;
use jiff::civil::Date;
use rules::{next, replaced, suits};
use serde::{Deserialize, Serialize};

/// Where a certificate is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// Issued; the PDF of the current version is not stored yet.
    Issued {
        /// The version to be drawn.
        current: Version,
    },
    /// The PDF of the current version is stored.
    Available {
        /// The version that counts.
        current: Version,
        /// Its PDF.
        pdf: StoredPdf,
    },
    /// Withdrawn by the issuer.
    Revoked {
        /// The version that was current.
        current: Version,
        /// Its PDF, if it had been stored.
        pdf: Option<StoredPdf>,
        /// The reason that everybody sees.
        reason: ShortLine,
        /// When.
        at: Timestamp,
    },
}
kinds!(State, Self::Issued { .. } => "issued", Self::Available { .. } => "available", Self::Revoked { .. } => "revoked");

/// SHA-256 of a direct link's token, hexadecimal: the token itself is never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkDigest(pub String);

/// Everything about a certificate as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier: a keyed hash of event and person, so that the same line cannot be issued twice.
    pub id: CertificateId,
    /// Whose it is.
    pub account: AccountId,
    /// For which event.
    pub event: EventId,
    /// Where it is in its life.
    pub state: State,
    /// Replaced versions, oldest first.
    pub past: Vec<PastVersion>,
    /// Whether visitors who know the CPF or the token see it.
    pub public: bool,
    /// Digest of the direct link's token, while there is a link.
    pub link: Option<LinkDigest>,
    /// The change that made the direct link, from which its token is derived again; none, when there is no link, or when
    /// it was made before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_change: Option<u64>,
    /// Last day on which it can be downloaded; none, for ever. Verification has no end.
    pub available_until: Option<Date>,
    /// The address of its line, while it is not the account's own and the account's owner has not proved to read mails
    /// there: until then the certificate stands apart from the account, which whoever named the CPF first has opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<OtherAddress>,
    /// The last request for a correction of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<TicketNumber>,
    /// Whether its holder has corrected the spelling of their name by themselves, which they may once.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub respelled: bool,
    /// Number of changes so far.
    pub version: u64,
}

/// A certificate: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate(Snapshot);
aggregate!(Certificate, "certificate", check: inconsistency);

/// What is needed to issue a certificate.
#[derive(Debug, Clone)]
pub struct Issue {
    /// Its identifier.
    pub id: CertificateId,
    /// Whose it is.
    pub account: AccountId,
    /// For which event.
    pub event: EventId,
    /// The first version.
    pub first: NewVersion,
    /// Whether it starts public.
    pub public: bool,
    /// Last day of availability.
    pub available_until: Option<Date>,
}

impl Certificate {
    /// Issues a certificate: its PDF is still to be drawn.
    pub fn issue(issue: Issue, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Issue { id, account, event, first, public, available_until } = issue;
        let apart = first.apart.clone();
        let current = Version::of(1, first, at);
        let state = State::Issued { current };
        let after = Snapshot {
            id,
            account,
            event,
            state,
            past: Vec::new(),
            public,
            link: None,
            link_change: None,
            available_until,
            apart,
            correction: None,
            respelled: false,
            version: 1,
        };
        Transition::new(0, Self(after), Happened::Issued, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.account), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        if !suits(&command, &after) {
            let from = after.state.kind();
            return Err(Illegal::State { aggregate: "certificate", from, command: command.kind() });
        }
        match &command {
            Command::SetPublic(public) => after.public = *public,
            Command::RenewLink(digest) => {
                (after.link, after.link_change) = (Some(digest.clone()), Some(before + 1));
            }
            Command::DropLink | Command::Revoke(_) => (after.link, after.link_change) = (None, None),
            Command::Claim => after.apart = None,
            Command::Readdress(address) => after.apart = address.clone(),
            Command::Ask(number) => after.correction = Some(number.clone()),
            Command::Respell(respelling) => {
                after.correction = Some(respelling.request.clone());
                after.past.push(replaced(&after.state, at));
                after.respelled = true;
            }
            Command::Correct(_) => after.past.push(replaced(&after.state, at)),
            Command::Reissue(new) | Command::IssueAgain(new) => {
                after.past.push(replaced(&after.state, at));
                // What is in the account stays there.
                after.apart = after.apart.and(new.apart.clone());
            }
            Command::Store(_) => {}
        }
        after.state = next(after.state, command, at)?;
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &CertificateId {
        &self.0.id
    }

    /// The version that counts.
    pub fn current(&self) -> &Version {
        current(&self.0.state)
    }

    /// The stored PDF of the version that counts.
    pub fn pdf(&self) -> Option<&StoredPdf> {
        match &self.0.state {
            State::Issued { .. } => None,
            State::Available { pdf, .. } => Some(pdf),
            State::Revoked { pdf, .. } => pdf.as_ref(),
        }
    }

    /// Whether it is of its account: see [`Snapshot::apart`].
    pub fn is_in_account(&self) -> bool {
        self.0.apart.is_none()
    }

    /// Whether it is listed for visitors: public, in its account, and not revoked.
    pub fn is_listed(&self) -> bool {
        self.0.public && self.is_in_account() && !matches!(self.0.state, State::Revoked { .. })
    }

    /// Whether it may be downloaded on that day.
    pub fn is_within_term(&self, today: Date) -> bool {
        self.0.available_until.is_none_or(|last| today <= last)
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    let current = current(&snapshot.state);
    let pdf = match &snapshot.state {
        State::Issued { .. } => None,
        State::Available { pdf, .. } => Some(pdf),
        State::Revoked { pdf, .. } => pdf.as_ref(),
    };
    let numbers = snapshot.past.iter().map(|p| p.version.number).chain([current.number]);
    if pdf.is_some_and(|pdf| pdf.version != current.number) {
        Some("the PDF is not of the current version")
    } else if !numbers.eq(1..=current.number) {
        Some("the versions are not 1, 2, 3 …")
    } else {
        None
    }
}

fn current(state: &State) -> &Version {
    match state {
        State::Issued { current } | State::Available { current, .. } | State::Revoked { current, .. } => {
            current
        }
    }
}
