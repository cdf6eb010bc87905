//! A certificate of participation: what one person received for one event.
//!
//! It is issued once and never changes. A correction makes a new version, and the old one says "substituted";
//! a revocation is a state with a date and a public reason, never a deletion.

use crate::participation::edition::{PersonLines, Sheet, ShortLine};
use crate::participation::line::Line;
use crate::role::{commands, permit};
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::code::VerifyCode;
use crate::value::id::{AccountId, CertificateId, EventId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One printed version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// 1, 2, …
    pub number: u32,
    /// Which edition of the event's sheet it is printed with.
    pub edition: u32,
    /// Its own verify code.
    pub code: VerifyCode,
    /// When it was issued; the paper shows the day in Brasília.
    pub issued_at: Timestamp,
    /// What is printed of the person.
    pub person: PersonLines,
    /// Which publication of the event says so: of two lists that speak of one person, the one published later counts,
    /// whichever is issued first.
    #[serde(default)]
    pub publication: u64,
}

/// Evidence that a version's PDF lies in the documents bucket and is on disk: only its drawer makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPdf {
    /// Number of the version that was drawn.
    pub version: u32,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes of the file.
    pub size_bytes: u64,
}

/// A version that another one has replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastVersion {
    /// What it was.
    pub version: Version,
    /// Its PDF, when it had been stored before it was replaced.
    pub pdf: Option<StoredPdf>,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// That it was revoked before, and stays so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
}

/// That a version was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The reason that everybody sees.
    pub reason: ShortLine,
    /// When.
    pub at: Timestamp,
}

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
    Self::Readdress(_) => "readdress" by [Organiser],
);

/// The lines and the code of a version to come.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Which edition it is printed with.
    pub edition: u32,
    /// A fresh code.
    pub code: VerifyCode,
    /// What is printed of the person.
    pub person: PersonLines,
    /// See [`Version::publication`].
    pub publication: u64,
    /// The address of its line, when it is another than the account's own.
    pub apart: Option<OtherAddress>,
}

/// An address that is not the account's own, as a keyed hash: no address is kept with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OtherAddress(pub String);

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
    /// Last day on which it can be downloaded; none, for ever. Verification has no end.
    pub available_until: Option<Date>,
    /// The address of its line, while it is not the account's own and the account's owner has not proved to read mails
    /// there: until then the certificate stands apart from the account, which whoever named the CPF first has opened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apart: Option<OtherAddress>,
    /// Number of changes so far.
    pub version: u64,
}

/// A certificate: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate(Snapshot);
aggregate!(Certificate, "certificate", check: inconsistency);

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
    /// It goes to another address.
    Readdressed,
}
kinds!(Happened, Self::Issued => "issued", Self::Stored => "stored", Self::Reissued => "reissued", Self::IssuedAgain => "issued_again",
    Self::Revoked => "revoked", Self::Published => "published", Self::Hidden => "hidden",
    Self::LinkRenewed => "link_renewed", Self::LinkDropped => "link_dropped",
    Self::Claimed => "claimed", Self::Readdressed => "readdressed");

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
            Command::Readdress(_) => Self::Readdressed,
        }
    }
}

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

/// What a sheet prints of a line's person: the same for the preview of an import and for its issue, so that a line
/// that says what the certificate says changes nothing. Of a person whose certificate `before` tells the CPF it goes on to do
/// so when a list without that column corrects it.
pub fn person_lines(line: &Line, sheet: &Sheet, before: Option<&PersonLines>) -> PersonLines {
    let known = || before.and_then(|before| before.cpf.clone());
    let cpf = line.cpf.as_ref().map(crate::value::cpf::Cpf::masked).or_else(known);
    PersonLines {
        name: line.name.clone(),
        cpf: cpf.filter(|_| sheet.prints_cpf),
        role: line.role.clone(),
        workload: line.workload,
    }
}

impl Certificate {
    /// Issues a certificate: its PDF is still to be drawn.
    pub fn issue(issue: Issue, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Issue { id, account, event, first, public, available_until } = issue;
        let apart = first.apart.clone();
        let current = version(1, first, at);
        let state = State::Issued { current };
        let after = Snapshot {
            id,
            account,
            event,
            state,
            past: Vec::new(),
            public,
            link: None,
            available_until,
            apart,
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
        if !suits(&command, after.apart.is_some()) {
            let from = after.state.kind();
            return Err(Illegal::State { aggregate: "certificate", from, command: command.kind() });
        }
        match &command {
            Command::SetPublic(public) => after.public = *public,
            Command::RenewLink(digest) => after.link = Some(digest.clone()),
            Command::DropLink | Command::Revoke(_) => after.link = None,
            Command::Claim => after.apart = None,
            Command::Readdress(address) => after.apart = address.clone(),
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

fn version(number: u32, new: NewVersion, at: Timestamp) -> Version {
    let NewVersion { edition, code, person, publication, apart: _ } = new;
    Version { number, edition, code, issued_at: at, person, publication }
}

/// Whether a command suits a certificate that stands apart, or one that does not: what the holder of an account switches
/// is for what is theirs, and only what is apart can be claimed.
fn suits(command: &Command, is_apart: bool) -> bool {
    match command {
        Command::Claim | Command::Readdress(_) => is_apart,
        Command::SetPublic(_) | Command::RenewLink(_) => !is_apart,
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
            S::Issued { current: version(current.number + 1, new, at) }
        }
        (S::Revoked { current, .. }, C::IssueAgain(new)) if current.publication <= new.publication => {
            S::Issued { current: version(current.number + 1, new, at) }
        }
        (S::Issued { current }, C::Revoke(reason)) => S::Revoked { current, pdf: None, reason, at },
        (S::Available { current, pdf }, C::Revoke(reason)) => {
            S::Revoked { current, pdf: Some(pdf), reason, at }
        }
        // A link that leaked can be switched off while a correction is being drawn.
        (
            state @ (S::Issued { .. } | S::Available { .. }),
            C::SetPublic(_) | C::DropLink | C::Claim | C::Readdress(_),
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
