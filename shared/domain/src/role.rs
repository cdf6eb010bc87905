//! What somebody may be to the house, and what each role may do.
//!
//! Whoever has an account is a holder; further roles come with what they reach, in [`Roles`]. Which role may give which
//! command stands beside the commands themselves ([`Guarded::TABLE`], written by `commands!`); the whole table is in
//! `docs/life-cycles.md`.

use crate::transition::{Actor, Illegal};
use crate::value::id::{AccountId, IssuerId};
use serde::{Deserialize, Serialize};

/// A role. Its order is the order in which a person with several of them is greeted: the rarest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Works at the console of the cloud, without an account here.
    Administrator,
    /// Issues certificates for an issuer.
    Organiser,
    /// Has an account.
    Holder,
    /// A step that works on its own.
    Step,
}

impl Role {
    /// All of them, in order.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Organiser, Self::Holder, Self::Step];

    /// Its name in tables and refusals.
    pub fn name(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Organiser => "organiser",
            Self::Holder => "holder",
            Self::Step => "step",
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
}

impl Roles {
    /// Nothing but a holder.
    pub fn holder() -> Self {
        Self::default()
    }

    /// The same roles, issuing for an issuer and for no other.
    #[must_use]
    pub fn organising(self, issuer: IssuerId) -> Self {
        Self { issuer: Some(issuer) }
    }

    /// The same roles, issuing for nobody.
    #[must_use]
    pub fn not_organising(self) -> Self {
        Self { issuer: None }
    }

    /// Whether a role is among them.
    pub fn has(&self, role: Role) -> bool {
        match role {
            Role::Holder => true,
            Role::Organiser => self.issuer.is_some(),
            Role::Administrator | Role::Step => false,
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
        Actor::Organiser(_) | Actor::Administrator | Actor::Step(_) => true,
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
