//! A request for a correction ("Reportar erro"): what the holder of a certificate says is wrong on it, and what came of it.
//!
//! Who decides follows from what is asked. A small mistake of spelling in the name is corrected by rule, at once, once for each
//! certificate. A name that is nearly the same the platform's team may correct. Everything else changes what the certificate
//! says of somebody, and only its issuer decides about that: the team hands it on. The texts in it are personal, so it ends two
//! years after the last thing that happened to it.

mod command;
mod hearing;
mod spelling;
mod surnames;

pub use command::{Command, Happened};
pub use spelling::SpellingFix;

use crate::participation::edition::PersonLines;
use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::code::TicketNumber;
use crate::value::id::{AccountId, CertificateId, EventId, IssuerId};
use crate::value::words::Words;
use crate::work::{CorrectionNews, Message};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long a request is kept after the last thing that happened to it, in days: two years, as a request for help is.
pub const KEPT_DAYS: i64 = 730;

/// What is asked: of which version, and what it should say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Number of the version that whoever asks has seen.
    pub version: u32,
    /// What that version prints of its person.
    pub before: PersonLines,
    /// What it should print: the same, when only the words below say what is wrong.
    pub after: PersonLines,
    /// What else is wrong, in words: the title, a date, a CPF.
    pub words: Option<Words>,
}

/// Who may decide about what is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Nobody needs to: it is a small mistake of spelling.
    Rule(SpellingFix),
    /// The team: the name is written otherwise, and is still the same name to a reader.
    Team,
    /// The issuer alone: another name, the role, the hours, or what is told in words.
    Issuer,
}
kinds!(Reach, Self::Rule(_) => "rule", Self::Team => "team", Self::Issuer => "issuer");

impl Asked {
    /// Who may decide about it.
    pub fn reach(&self) -> Reach {
        let (before, after) = (&self.before, &self.after);
        let is_only_the_name = PersonLines { name: before.name.clone(), ..after.clone() } == *before;
        if self.words.is_some() || !is_only_the_name || before.name == after.name {
            return Reach::Issuer;
        }
        match SpellingFix::between(&before.name, &after.name) {
            Some(fix) => Reach::Rule(fix),
            None if spelling::is_alike(&before.name, &after.name) => Reach::Team,
            None => Reach::Issuer,
        }
    }

    /// Whether anything is asked at all.
    pub fn is_something(&self) -> bool {
        self.before != self.after || self.words.is_some()
    }

    /// Whether a correction tells whoever asked all that came of it: by itself, when it is just what was asked, or in words.
    pub fn is_told_by(&self, made: &Made) -> bool {
        made.words.is_some() || self.words.is_none() && self.upon(&made.lines) == made.lines
    }

    /// What is asked, put upon what the certificate prints now: what somebody else has corrected meanwhile stays.
    #[must_use]
    pub fn upon(&self, now: &PersonLines) -> PersonLines {
        let (before, after) = (&self.before, &self.after);
        let mut lines = now.clone();
        if before.name != after.name {
            lines.name = after.name.clone();
        }
        if before.role != after.role {
            lines.role = after.role.clone();
        }
        if before.workload != after.workload {
            lines.workload = after.workload;
        }
        lines
    }
}

/// Who decided about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decider {
    /// Nobody: it was a small mistake of spelling.
    Rule,
    /// The platform's team.
    Team,
    /// The issuer.
    Issuer,
}

/// What was corrected, which may be other than what was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// The number of the version that says so.
    pub version: u32,
    /// What that version prints of its person.
    pub lines: PersonLines,
    /// What whoever decided says about it: needed where something of the request is left open.
    pub words: Option<Words>,
}

/// Where a request is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// The platform's team looks at it first.
    WithTeam,
    /// The issuer has it.
    WithIssuer {
        /// Since when.
        at: Timestamp,
    },
    /// The certificate was corrected.
    Made {
        /// What it says now.
        made: Made,
        /// Who decided.
        by: Decider,
        /// When.
        at: Timestamp,
    },
    /// It was answered in words.
    Answered {
        /// The answer.
        words: Words,
        /// Who answered.
        by: Decider,
        /// When.
        at: Timestamp,
    },
    /// Whoever asked took it back.
    Withdrawn {
        /// When.
        at: Timestamp,
    },
}
kinds!(State, Self::WithTeam => "with_team", Self::WithIssuer { .. } => "with_issuer", Self::Made { .. } => "made",
    Self::Answered { .. } => "answered", Self::Withdrawn { .. } => "withdrawn");

/// Everything about a request as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its number.
    pub number: TicketNumber,
    /// The certificate that is to be corrected.
    pub certificate: CertificateId,
    /// Who asks: the holder.
    pub account: AccountId,
    /// The event of the certificate.
    pub event: EventId,
    /// The issuer of the certificate.
    pub issuer: IssuerId,
    /// What is asked.
    pub asked: Asked,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When something happened to it last.
    pub changed_at: Timestamp,
    /// Where it is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A request for a correction: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction(Snapshot);
aggregate!(Correction, "correction", check: inconsistency);

/// What is needed to ask for a correction.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its number.
    pub number: TicketNumber,
    /// The certificate.
    pub certificate: CertificateId,
    /// Its event.
    pub event: EventId,
    /// The issuer of the event.
    pub issuer: IssuerId,
    /// What is asked.
    pub asked: Asked,
}

impl Correction {
    /// Opens a request: the team has it first.
    pub fn open(open: Open, holder: AccountId, at: Timestamp) -> Transition<Self> {
        Self::begin(open, holder, State::WithTeam, Happened::Opened, at)
    }

    /// Records what was corrected by rule, with the number of the version that says so.
    pub fn made_by_rule(open: Open, version: u32, holder: AccountId, at: Timestamp) -> Transition<Self> {
        let made = Made { version, lines: open.asked.after.clone(), words: None };
        Self::begin(open, holder, State::Made { made, by: Decider::Rule, at }, Happened::MadeByRule, at)
    }

    fn begin(
        open: Open,
        account: AccountId,
        state: State,
        what: Happened,
        at: Timestamp,
    ) -> Transition<Self> {
        let Open { number, certificate, event, issuer, asked } = open;
        let actor = Actor::Holder(account.clone());
        let (opened_at, changed_at) = (at, at);
        let after = Snapshot {
            number,
            certificate,
            account,
            event,
            issuer,
            asked,
            opened_at,
            changed_at,
            state,
            version: 1,
        };
        Transition::new(0, Self(after), what, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it, or the role: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.account), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let mut after = self.0;
        after.state = next(&after, command, &actor, at)?;
        after.changed_at = at;
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its number.
    pub fn number(&self) -> &TicketNumber {
        &self.0.number
    }

    /// The mail that tells of it.
    pub fn message(&self, news: CorrectionNews) -> Message {
        let (certificate, account) = (self.0.certificate.clone(), self.0.account.clone());
        Message::Correction { certificate, account, correction: self.0.number.clone(), news }
    }

    /// Whether somebody still has to decide about it.
    pub fn is_open(&self) -> bool {
        matches!(self.0.state, State::WithTeam | State::WithIssuer { .. })
    }

    /// When it ends, and everything in it.
    pub fn ends_at(&self) -> Timestamp {
        let kept = SignedDuration::from_hours(24 * KEPT_DAYS);
        self.0.changed_at.saturating_add(kept).unwrap_or(self.0.changed_at)
    }
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    match &snapshot.state {
        _ if !snapshot.asked.is_something() => Some("nothing is asked"),
        State::Made { made, .. } if made.version <= snapshot.asked.version => {
            Some("corrected by a version that was there before")
        }
        _ => None,
    }
}

/// The whole life cycle. What is not named here is refused. The team decides while it has the request, and corrects only what is
/// within its reach; once the issuer has it, the issuer decides.
fn next(request: &Snapshot, command: Command, actor: &Actor, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    let by = if matches!(actor, Actor::Administrator) { Decider::Team } else { Decider::Issuer };
    let is_theirs = match request.state {
        S::WithTeam => by == Decider::Team,
        _ => by == Decider::Issuer,
    };
    let is_in_reach = by == Decider::Issuer || !matches!(request.asked.reach(), Reach::Issuer);
    Ok(match (&request.state, command) {
        (S::WithTeam, C::PassOn) => S::WithIssuer { at },
        (S::WithTeam | S::WithIssuer { .. }, C::Make(made))
            if is_theirs
                && is_in_reach
                && request.asked.version < made.version
                && request.asked.is_told_by(&made) =>
        {
            S::Made { made: *made, by, at }
        }
        (S::WithTeam | S::WithIssuer { .. }, C::Answer(words)) if is_theirs => S::Answered { words, by, at },
        (S::WithTeam | S::WithIssuer { .. }, C::Withdraw) => S::Withdrawn { at },
        (state, command) => {
            return Err(Illegal::State {
                aggregate: "correction",
                from: state.kind(),
                command: command.kind(),
            });
        }
    })
}
