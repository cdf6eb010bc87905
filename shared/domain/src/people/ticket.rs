//! A request for help: what somebody asks the team, and what came of it.
//!
//! The number is what people read to each other; it opens nothing. Everything in a request is personal, so it ends two years
//! after the last thing that happened to it.

mod command;

pub use crate::value::words::Words;
pub use command::{Command, Happened};

use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::code::{ParticipantToken, TicketNumber, VerifyCode};
use crate::value::cpf::Cpf;
use crate::value::email::EmailAddress;
use crate::value::id::IssuerId;
use crate::value::name::PersonName;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a request is kept after the last thing that happened to it, in days: two years.
pub const KEPT_DAYS: i64 = 730;
/// Answers that a request has at most.
const MOST_ANSWERS: usize = 20;

/// What a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A mail that did not come.
    Mail,
    /// Signing in, passwords.
    Access,
    /// What a certificate says: a name, a CPF, hours, a role. Its issuer decides about it.
    Content,
    /// Downloading, sharing, opening.
    Download,
    /// Verifying a certificate.
    Verification,
    /// Personal data and their rights.
    Privacy,
    /// Anything else.
    Other,
}
kinds!(Subject, Self::Mail => "mail", Self::Access => "access", Self::Content => "content", Self::Download => "download",
    Self::Verification => "verification", Self::Privacy => "privacy", Self::Other => "other");

impl Subject {
    /// All of them, in the order of a form.
    pub const ALL: [Self; 7] = [
        Self::Mail,
        Self::Access,
        Self::Content,
        Self::Download,
        Self::Verification,
        Self::Privacy,
        Self::Other,
    ];

    /// The subject of a name.
    pub fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.kind() == kind)
    }
}

/// By what the team finds the account of whoever asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Named {
    /// Their CPF.
    Cpf(Cpf),
    /// Their token.
    Token(ParticipantToken),
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requester {
    /// Their name.
    pub name: PersonName,
    /// Where the answer goes.
    pub email: EmailAddress,
    /// CPF or token, when they gave one.
    pub named: Option<Named>,
}

/// What the team answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The answer.
    pub text: Words,
    /// When.
    pub at: Timestamp,
}

/// Where a request is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// The team has it.
    Open,
    /// The issuer has it, who writes to whoever asked.
    PassedOn {
        /// Which issuer.
        issuer: IssuerId,
        /// Since when.
        at: Timestamp,
    },
    /// The team answered.
    Answered {
        /// When, last.
        at: Timestamp,
    },
    /// It needs nothing more.
    Closed {
        /// Since when.
        at: Timestamp,
    },
}
kinds!(State, Self::Open => "open", Self::PassedOn { .. } => "passed_on", Self::Answered { .. } => "answered",
    Self::Closed { .. } => "closed");

/// Everything about a request as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its number.
    pub number: TicketNumber,
    /// Who asks.
    pub requester: Requester,
    /// What it is about.
    pub subject: Subject,
    /// What they wrote.
    pub text: Words,
    /// The certificate that it is about, by a code of it.
    pub certificate: Option<VerifyCode>,
    /// The issuer of that certificate.
    pub issuer: Option<IssuerId>,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something happened to it last.
    pub changed_at: Timestamp,
    /// What the team answered, oldest first.
    pub answers: Vec<Reply>,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A request for help: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket(Snapshot);
aggregate!(Ticket, "ticket", check: inconsistency);

/// What is needed to ask for help.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its number.
    pub number: TicketNumber,
    /// Who asks.
    pub requester: Requester,
    /// What it is about.
    pub subject: Subject,
    /// What they write.
    pub text: Words,
    /// The certificate that it is about, and its issuer.
    pub certificate: Option<(VerifyCode, IssuerId)>,
}

impl Ticket {
    /// Opens a request.
    pub fn open(open: Open, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Open { number, requester, subject, text, certificate } = open;
        let (certificate, issuer) = certificate.unzip();
        let after = Snapshot {
            number,
            requester,
            subject,
            text,
            certificate,
            issuer,
            opened_at: at,
            changed_at: at,
            answers: Vec::new(),
            state: State::Open,
            version: 1,
        };
        Transition::new(0, Self(after), Happened::Opened, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, None, &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        after.state = next(&after, &command, at)?;
        if let Command::Answer(text) = command {
            after.answers.push(Reply { text, at });
        }
        after.changed_at = at;
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its number.
    pub fn number(&self) -> &TicketNumber {
        &self.0.number
    }

    /// When it ends, and everything in it.
    pub fn ends_at(&self) -> Timestamp {
        self.0
            .changed_at
            .saturating_add(SignedDuration::from_hours(24 * KEPT_DAYS))
            .unwrap_or(self.0.changed_at)
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    match &snapshot.state {
        State::Answered { .. } if snapshot.answers.is_empty() => Some("answered without an answer"),
        _ if snapshot.certificate.is_some() != snapshot.issuer.is_some() => {
            Some("a certificate without its issuer")
        }
        _ => None,
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(ticket: &Snapshot, command: &Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (&ticket.state, command) {
        (S::Open | S::PassedOn { .. } | S::Answered { .. }, C::Answer(_))
            if ticket.answers.len() < MOST_ANSWERS =>
        {
            S::Answered { at }
        }
        (S::Open | S::Answered { .. }, C::PassOn(issuer)) => S::PassedOn { issuer: issuer.clone(), at },
        (S::Open | S::PassedOn { .. } | S::Answered { .. }, C::Close) => S::Closed { at },
        (state, command) => {
            return Err(Illegal::State { aggregate: "ticket", from: state.kind(), command: command.kind() });
        }
    })
}
