//! A certificate of participation: what one person received for one event.
//!
//! It is issued once and never changes. A correction makes a new version, and the old one says "substituted";
//! a revocation is a state with a date and a public reason, never a deletion.

mod command;
mod version;

pub use command::{Command, Happened};
pub use version::{
    NewVersion, OtherAddress, PastVersion, Respelling, Revocation, StoredPdf, Version, lines_again,
    person_lines,
};

use crate::participation::edition::{PersonLines, ShortLine};
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::code::TicketNumber;
use crate::value::id::{AccountId, CertificateId, EventId};
use jiff::Timestamp;
use jiff::civil::Date;
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

    /// Whether it prints these lines of its person, or was corrected when it did: whoever says once more what was mistaken
    /// changes nothing.
    pub fn says(&self, person: &PersonLines) -> bool {
        self.current().person == *person || self.was_corrected_from(person)
    }

    /// Whether it printed these lines of its person until somebody corrected them.
    pub fn was_corrected_from(&self, person: &PersonLines) -> bool {
        let mut newer = self.current();
        for PastVersion { version, .. } in self.0.past.iter().rev() {
            // A version with another sheet and the same lines carries on what was corrected.
            if !newer.corrects && newer.person != version.person {
                return false;
            }
            if version.person == *person {
                return self.current().person != *person;
            }
            newer = version;
        }
        false
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

/// Whether a command suits a certificate: what the holder of an account does is for what is theirs, and only what stands apart
/// can be claimed. A correction is printed as the version that it corrects is, says so of the person whom it was decided on, and
/// a holder makes one once.
fn suits(command: &Command, certificate: &Snapshot) -> bool {
    let is_apart = certificate.apart.is_some();
    let now = current(&certificate.state);
    let goes_on = |new: &NewVersion| {
        (new.edition, new.publication, &new.apart) == (now.edition, now.publication, &certificate.apart)
    };
    match command {
        Command::Claim | Command::Readdress(_) => is_apart,
        Command::SetPublic(_) | Command::RenewLink(_) | Command::Ask(_) => !is_apart,
        Command::Respell(respelling) => {
            let Respelling { fix, new, request: _ } = &**respelling;
            let corrected = PersonLines { name: fix.after().clone(), ..now.person.clone() };
            let is_of_it = *fix.before() == now.person.name && corrected == new.person;
            !is_apart && !certificate.respelled && is_of_it && goes_on(new)
        }
        Command::Correct(new) => goes_on(new) && new.person != now.person,
        Command::Store(_)
        | Command::Reissue(_)
        | Command::IssueAgain(_)
        | Command::Revoke(_)
        | Command::DropLink => true,
    }
}

/// The version that a new one puts away.
fn replaced(state: &State, replaced_at: Timestamp) -> PastVersion {
    let (version, pdf, revoked) = match state {
        State::Issued { current } => (current, None, None),
        State::Available { current, pdf } => (current, Some(pdf.clone()), None),
        State::Revoked { current, pdf, reason, at } => {
            (current, pdf.clone(), Some(Revocation { reason: reason.clone(), at: *at }))
        }
    };
    PastVersion { version: version.clone(), pdf, replaced_at, revoked }
}

/// The version that corrects another one.
fn corrected(before: &Version, new: NewVersion, at: Timestamp) -> Version {
    Version { corrects: true, ..Version::of(before.number + 1, new, at) }
}

/// The whole life cycle. What is not named here is refused.
fn next(state: State, command: Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (state, command) {
        (S::Issued { current }, C::Store(pdf)) if pdf.version == current.number => {
            S::Available { current, pdf }
        }
        (S::Issued { current } | S::Available { current, .. }, C::Reissue(new))
            if current.publication <= new.publication =>
        {
            S::Issued { current: Version::of(current.number + 1, new, at) }
        }
        (S::Issued { current } | S::Available { current, .. }, C::Respell(respelling)) => {
            S::Issued { current: corrected(&current, respelling.new, at) }
        }
        (S::Issued { current } | S::Available { current, .. }, C::Correct(new)) => {
            S::Issued { current: corrected(&current, new, at) }
        }
        (S::Revoked { current, .. }, C::IssueAgain(new)) if current.publication <= new.publication => {
            S::Issued { current: Version::of(current.number + 1, new, at) }
        }
        (S::Issued { current }, C::Revoke(reason)) => S::Revoked { current, pdf: None, reason, at },
        (S::Available { current, pdf }, C::Revoke(reason)) => {
            S::Revoked { current, pdf: Some(pdf), reason, at }
        }
        // A link that leaked can be switched off while a correction is being drawn.
        (
            state @ (S::Issued { .. } | S::Available { .. }),
            C::SetPublic(_) | C::DropLink | C::Claim | C::Readdress(_) | C::Ask(_),
        ) => state,
        (state @ S::Available { .. }, C::RenewLink(_)) => state,
        (state, command) => {
            return Err(Illegal::State {
                aggregate: "certificate",
                from: state.kind(),
                command: command.kind(),
            });
        }
    })
}
