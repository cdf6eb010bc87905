//! An event whose participants receive certificates, and the editions of its sheet.

use crate::participation::edition::{Edition, Sheet};
use crate::role::{commands, permit};
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::{EventId, IssuerId};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What an organiser decides beside the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether certificates start public ("acesso público").
    pub public_by_default: bool,
    /// Last day on which certificates can be downloaded; none, for ever.
    pub available_until: Option<Date>,
}

/// Where an event is in its life.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// Nothing was issued yet: the sheet may change freely.
    Draft,
    /// The sheet is the edition that certificates are issued with.
    Published {
        /// Number of that edition.
        edition: u32,
    },
    /// The sheet was changed since; what is issued next makes a new edition.
    Revised {
        /// Number of the last edition.
        edition: u32,
    },
}
kinds!(State, Self::Draft => "draft", Self::Published { .. } => "published", Self::Revised { .. } => "revised");

/// What can be done to an event.
#[derive(Debug, Clone)]
pub enum Command {
    /// Change the sheet or the settings.
    Revise(Box<Sheet>, Settings),
    /// Publish with the sheet: frozen as an edition, unless it is one. Each publishing changes the event's version, so
    /// that a preview made before it is known to be old.
    Freeze,
}
commands!(Command,
    Self::Revise(..) => "revise" by [Organiser],
    Self::Freeze => "freeze" by [Organiser],
);

/// Everything about an event as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier.
    pub id: EventId,
    /// Whose it is.
    pub issuer: IssuerId,
    /// The sheet as it stands.
    pub sheet: Sheet,
    /// Beside the sheet.
    pub settings: Settings,
    /// Where it is in its life.
    pub state: State,
    /// When it was created.
    pub created_at: Timestamp,
    /// Number of changes so far.
    pub version: u64,
}

/// An event: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event(Snapshot);
aggregate!(Event, "event", check: inconsistency);

/// What happened to an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happened {
    /// It was created.
    Created,
    /// Its sheet or its settings were changed.
    Revised,
    /// It was published with a sheet that became an edition by it.
    Frozen,
    /// It was published with the edition that it had.
    Published,
}
kinds!(Happened, Self::Created => "created", Self::Revised => "revised", Self::Frozen => "frozen",
    Self::Published => "published");

impl Event {
    /// Creates an event.
    pub fn create(
        id: EventId,
        issuer: IssuerId,
        sheet: Sheet,
        settings: Settings,
        actor: Actor,
        at: Timestamp,
    ) -> Transition<Self> {
        let after = Snapshot { id, issuer, sheet, settings, state: State::Draft, created_at: at, version: 1 };
        Transition::new(0, Self(after), Happened::Created, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, None, &command, &actor)?;
        let before = self.0.version;
        let mut after = self.0;
        let changes_sheet = matches!(&command, Command::Revise(sheet, _) if **sheet != after.sheet);
        let what = match (&command, &after.state) {
            (Command::Revise(..), _) => Happened::Revised,
            (Command::Freeze, State::Published { .. }) => Happened::Published,
            (Command::Freeze, _) => Happened::Frozen,
        };
        after.state = next(after.state, &command, changes_sheet)?;
        if let Command::Revise(sheet, settings) = command {
            after.sheet = *sheet;
            after.settings = settings;
        }
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &EventId {
        &self.0.id
    }

    /// The edition that certificates are issued with now; none while the sheet is not frozen.
    pub fn edition(&self) -> Option<Edition> {
        match self.0.state {
            State::Published { edition } => {
                Some(Edition { event: self.0.id.clone(), number: edition, sheet: self.0.sheet.clone() })
            }
            State::Draft | State::Revised { .. } => None,
        }
    }
}

impl Snapshot {
    /// The edition that what is issued next is printed with, once something was issued.
    pub fn next_edition(&self) -> Option<u32> {
        match self.state {
            State::Draft => None,
            State::Published { edition } => Some(edition),
            State::Revised { edition } => Some(edition + 1),
        }
    }

    /// Number of the last edition, once there is one.
    pub fn edition_number(&self) -> Option<u32> {
        match self.state {
            State::Draft => None,
            State::Published { edition } | State::Revised { edition } => Some(edition),
        }
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(state: State, command: &Command, changes_sheet: bool) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (state, command) {
        (S::Draft, C::Revise(..)) => S::Draft,
        (S::Published { edition }, C::Revise(..)) if changes_sheet => S::Revised { edition },
        (state @ (S::Published { .. } | S::Revised { .. }), C::Revise(..)) => state,
        (S::Draft, C::Freeze) => S::Published { edition: 1 },
        (S::Revised { edition }, C::Freeze) => S::Published { edition: edition + 1 },
        (state @ S::Published { .. }, C::Freeze) => state,
    })
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    (snapshot.edition_number() == Some(0)).then_some("edition 0")
}
