//! What somebody may be to the house, and what each role may do.
//!
//! Whoever has an account is a holder; further roles come with what they reach, in [`Roles`]. Which role may give which
//! command stands beside the commands themselves ([`Guarded::TABLE`], written by `commands!`); the whole table is in
//! `docs/life-cycles.md`.

use crate::transition::{Actor, Illegal};
use crate::value::id::{AccountId, EntityId, IssuerId};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A role. Its order is the order in which a person with several of them is greeted: the rarest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Works at the console of the cloud, without an account here.
    Administrator,
    /// Keeps the catalogue and the calendar, and looks after what went wrong.
    Supervisor,
    /// Decides requests for access.
    Approver,
    /// Registration agent: reviews documents and identifies people.
    Agent,
    /// Issues certificates for an issuer.
    Organiser,
    /// Asks for digital certificates and cards for an entity.
    Requester,
    /// Has an account: a holder of certificates, and a buyer.
    Holder,
    /// Has no account, or did not sign in, and came by a mailed link to the one thing that it opens.
    Bearer,
    /// A step that works on its own.
    Step,
}

impl Role {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Administrator,
        Self::Supervisor,
        Self::Approver,
        Self::Agent,
        Self::Organiser,
        Self::Requester,
        Self::Holder,
        Self::Bearer,
        Self::Step,
    ];

    /// Its name in tables and refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Approver => "approver",
            Self::Agent => "agent",
            Self::Organiser => "organiser",
            Self::Requester => "requester",
            Self::Holder => "holder",
            Self::Bearer => "bearer",
            Self::Step => "step",
        }
    }
}

/// A role of whoever works for the house itself, which reaches everything of its kind: the administrator appoints to it.
///
/// Whoever has one signs in with a second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Duty {
    /// [`Role::Supervisor`].
    Supervisor,
    /// [`Role::Approver`].
    Approver,
    /// [`Role::Agent`].
    Agent,
}

impl Duty {
    /// All of them, in the order of the roles.
    pub const ALL: [Self; 3] = [Self::Supervisor, Self::Approver, Self::Agent];

    /// The role that it gives.
    pub fn role(self) -> Role {
        match self {
            Self::Supervisor => Role::Supervisor,
            Self::Approver => Role::Approver,
            Self::Agent => Role::Agent,
        }
    }
}

/// The roles of one account: always [`Role::Holder`], and each other one at most once, with what it reaches.
///
/// It is stored flat, as the fields of the row that holds it: a role that is missing there is one that nobody gave.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Roles {
    /// The issuer for which an organiser issues.
    issuer: Option<IssuerId>,
    /// What its owner does for the house.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    duties: BTreeSet<Duty>,
    /// The entities for which a requester asks.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    entities: BTreeSet<EntityId>,
}

impl Roles {
    /// Nothing but a holder.
    pub fn holder() -> Self {
        Self::default()
    }

    /// The same roles, issuing for an issuer and for no other.
    #[must_use]
    pub fn organising(self, issuer: IssuerId) -> Self {
        Self { issuer: Some(issuer), ..self }
    }

    /// The same roles, issuing for nobody.
    #[must_use]
    pub fn not_organising(self) -> Self {
        Self { issuer: None, ..self }
    }

    /// The same roles with a duty.
    #[must_use]
    pub fn with_duty(mut self, duty: Duty) -> Self {
        self.duties.insert(duty);
        self
    }

    /// The same roles without a duty.
    #[must_use]
    pub fn without_duty(mut self, duty: Duty) -> Self {
        self.duties.remove(&duty);
        self
    }

    /// The same roles, asking for an entity too.
    #[must_use]
    pub fn requesting(mut self, entity: EntityId) -> Self {
        self.entities.insert(entity);
        self
    }

    /// The same roles, asking for an entity no more.
    #[must_use]
    pub fn not_requesting(mut self, entity: &EntityId) -> Self {
        self.entities.remove(entity);
        self
    }

    /// Whether a role is among them.
    pub fn has(&self, role: Role) -> bool {
        match role {
            Role::Holder => true,
            Role::Organiser => self.issuer.is_some(),
            Role::Requester => !self.entities.is_empty(),
            Role::Supervisor | Role::Approver | Role::Agent => self.duties.iter().any(|d| d.role() == role),
            Role::Administrator | Role::Bearer | Role::Step => false,
        }
    }

    /// All of them, the rarest first.
    pub fn iter(&self) -> impl Iterator<Item = Role> {
        Role::ALL.into_iter().filter(|role| self.has(*role))
    }

    /// The issuer for which the account's owner issues.
    pub fn issuer(&self) -> Option<&IssuerId> {
        self.issuer.as_ref()
    }

    /// What the account's owner does for the house.
    pub fn duties(&self) -> impl Iterator<Item = Duty> {
        self.duties.iter().copied()
    }

    /// The entities for which the account's owner asks.
    pub fn entities(&self) -> impl Iterator<Item = &EntityId> {
        self.entities.iter()
    }

    /// Whether its owner signs in with a second factor: whoever works for the house does.
    pub fn need_second_factor(&self) -> bool {
        !self.duties.is_empty()
    }
}

/// Commands, each of which is open to some roles only.
pub trait Guarded {
    /// Every command with the roles that may give it.
    const TABLE: &'static [(&'static str, &'static [Role])];

    /// The name of this command.
    fn name(&self) -> &'static str;

    /// The roles that may give this command.
    fn open_to(&self) -> &'static [Role];
}

/// Whether a role may give a command at all. Whether the state allows it is the aggregate's own rule.
pub fn may<C: Guarded>(role: Role, command: &C) -> bool {
    command.open_to().contains(&role)
}

/// Refuses an actor whose role may not give a command, and a holder who is not the owner of what it changes.
///
/// # Errors
/// [`Illegal::Forbidden`].
pub(crate) fn permit<C: Guarded>(
    aggregate: &'static str,
    owner: Option<&AccountId>,
    command: &C,
    actor: &Actor,
) -> Result<(), Illegal> {
    let is_owner = match actor {
        Actor::Holder(account) => owner == Some(account),
        Actor::Administrator
        | Actor::Supervisor(_)
        | Actor::Approver(_)
        | Actor::Agent(_)
        | Actor::Organiser(_)
        | Actor::Requester(_)
        | Actor::Bearer
        | Actor::Step(_) => true,
    };
    if is_owner && may(actor.role(), command) {
        return Ok(());
    }
    Err(Illegal::Forbidden { aggregate, role: actor.role().name(), command: command.name() })
}

/// Names the commands of an aggregate as `kinds!` does, each with the roles that may give it.
macro_rules! commands {
    ($type:ident, $($pattern:pat => $name:literal by [$($role:ident),+ $(,)?]),+ $(,)?) => {
        $crate::transition::kinds!($type, $($pattern => $name),+);

        impl $crate::role::Guarded for $type {
            const TABLE: &'static [(&'static str, &'static [$crate::role::Role])] =
                &[$(($name, &[$($crate::role::Role::$role),+])),+];

            fn name(&self) -> &'static str {
                self.kind()
            }

            fn open_to(&self) -> &'static [$crate::role::Role] {
                match self { $($pattern => &[$($crate::role::Role::$role),+]),+ }
            }
        }
    };
}
pub(crate) use commands;
