//! A person who signs in. One account per CPF; without a CPF, one per NIF, or else per token.

mod command;

pub use command::{Command, Happened};

use crate::digital::mobile::Mobile;
use crate::role::{Role, Roles, permit};
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::code::ParticipantToken;
use crate::value::cpf::Cpf;
use crate::value::document::Document;
use crate::value::email::EmailAddress;
use crate::value::id::{AccountId, EntityId, IssuerId, MailId};
use crate::value::name::PersonName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A password as it is kept: an Argon2id hash under a pepper, in PHC form. Only the password policy makes one.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(String);

impl PasswordHash {
    /// Wraps a PHC string.
    pub fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The PHC string.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which generation of the pepper it was made with: `p2$argon2id$…` with the second; 0 when it does not say.
    pub fn pepper_generation(&self) -> u32 {
        let number = self.0.strip_prefix('p').and_then(|rest| rest.split('$').next());
        number.and_then(|number| number.parse().ok()).unwrap_or(0)
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(•••)")
    }
}

/// A mailed secret that is derived from its generation when it is needed, and never stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Which of the account's secrets counts; older ones are dead.
    pub generation: u32,
    /// From when on it counts no more.
    pub expires_at: Timestamp,
}

/// How a person gets in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// Never signed in: only the mailed initial password opens the account, once.
    Invited {
        /// The initial password that counts.
        invitation: Invitation,
    },
    /// Has a password of their own.
    Active {
        /// Its hash.
        password: PasswordHash,
        /// A mailed link to set a new one, while it counts.
        reset: Option<Invitation>,
    },
}
kinds!(State, Self::Invited { .. } => "invited", Self::Active { .. } => "active");

/// A code that has to be typed at the next sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FirstSignIn {
    /// Where it may go, beside the account's address.
    pub mobile: Mobile,
}

/// Everything about an account as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Its identifier: a keyed hash of the CPF, or of the line that first named the person.
    pub id: AccountId,
    /// The CPF, when the person gave one.
    pub cpf: Option<Cpf>,
    /// The document of somebody without a CPF, where it was kept: their NIF.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Names the account as the CPF does.
    pub token: ParticipantToken,
    /// The person, as their latest certificate names them.
    pub name: PersonName,
    /// The only address that credentials are mailed to. An import never changes it; see [`Command::CorrectEmail`].
    pub email: EmailAddress,
    /// What they may do beside holding certificates.
    #[serde(flatten)]
    pub roles: Roles,
    /// How they get in.
    pub state: State,
    /// The last generation given out, of initial passwords and links alike.
    pub generation: u32,
    /// The mail that made the last generation.
    pub invited_by: Option<MailId>,
    /// Whose certificates are in it; none where that was not kept, because an administrator opened it or it is older.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_from: Option<Vec<IssuerId>>,
    /// Addresses that issuers gave and have corrected since, the latest last: their lists go on naming them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub corrected: Vec<(IssuerId, EmailAddress)>,
    /// Whether anybody ever chose a password, whatever became of it.
    #[serde(default)]
    pub is_used: bool,
    /// What the next sign-in proves, of somebody who was granted access and has not signed in since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_sign_in: Option<FirstSignIn>,
    /// Number of changes so far.
    pub version: u64,
}

/// An account: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account(Snapshot);
aggregate!(Account, "account", check: inconsistency);

/// What is needed to open an account.
#[derive(Debug, Clone)]
pub struct Open {
    /// Its identifier.
    pub id: AccountId,
    /// The CPF, if any.
    pub cpf: Option<Cpf>,
    /// The document of somebody without a CPF.
    pub document: Option<Document>,
    /// Its token.
    pub token: ParticipantToken,
    /// The person.
    pub name: PersonName,
    /// Where credentials go.
    pub email: EmailAddress,
    /// What they may do beside holding certificates.
    pub roles: Roles,
    /// Until when the first initial password counts.
    pub initial_until: Timestamp,
}

impl Account {
    /// Opens an account with its first initial password.
    pub fn open(open: Open, actor: Actor, at: Timestamp) -> Transition<Self> {
        let Open { id, cpf, document, token, name, email, roles, initial_until } = open;
        let state = State::Invited { invitation: Invitation { generation: 1, expires_at: initial_until } };
        let after = Snapshot {
            id,
            cpf,
            document,
            token,
            name,
            email,
            roles,
            state,
            generation: 1,
            invited_by: None,
            received_from: None,
            corrected: Vec::new(),
            is_used: false,
            first_sign_in: None,
            version: 1,
        };
        Transition::new(0, Self(after), Happened::Opened, actor, at)
    }

    /// Opens an account with the first certificate that an issuer issues to somebody.
    pub fn open_with(issuer: IssuerId, open: Open, actor: Actor, at: Timestamp) -> Transition<Self> {
        let opened = Self::open(open, actor.clone(), at).into_after();
        let after = Snapshot { received_from: Some(vec![issuer]), ..opened.0 };
        Transition::new(0, Self(after), Happened::Opened, actor, at)
    }

    /// Opens an account for somebody who was granted access for an entity.
    pub fn open_admitted(
        open: Open,
        entity: EntityId,
        mobile: Mobile,
        actor: Actor,
        at: Timestamp,
    ) -> Transition<Self> {
        let roles = open.roles.clone().requesting(entity);
        let opened = Self::open(Open { roles, ..open }, actor.clone(), at).into_after();
        let after = Snapshot { first_sign_in: Some(FirstSignIn { mobile }), ..opened.0 };
        Transition::new(0, Self(after), Happened::Opened, actor, at)
    }

    /// Whether a certificate of an issuer that prints a name is news to the account.
    pub fn is_news(&self, issuer: &IssuerId, name: &PersonName) -> bool {
        let known = self.0.received_from.as_ref().is_none_or(|issuers| issuers.contains(issuer));
        !known || self.0.name != *name
    }

    /// Whether nobody but an issuer and those who read mails at its address know of it: it was never used, all of its
    /// certificates are the issuer's, and its owner has no other role.
    pub fn is_only_of(&self, issuer: &IssuerId) -> bool {
        let only = self.0.received_from.as_deref() == Some(std::slice::from_ref(issuer));
        only && !self.0.is_used && self.0.roles == Roles::holder()
    }

    /// Whether an issuer gave an address and has corrected it since: a list of theirs that names it still means the account's.
    pub fn was_corrected(&self, issuer: &IssuerId, email: &EmailAddress) -> bool {
        let is_it = |(by, was): &(IssuerId, EmailAddress)| by == issuer && was.folded() == email.folded();
        self.0.corrected.iter().any(is_it)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.id), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        if let Command::Readdress { issuer, .. } = &command
            && !self.is_only_of(issuer)
        {
            let from = self.0.state.kind();
            return Err(Illegal::State { aggregate: "account", from, command: command.kind() });
        }
        let mut after = self.0;
        change(&mut after, &command);
        after.state = next(after.state, command, after.generation, at)?;
        after.version = before + 1;
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Its identifier.
    pub fn id(&self) -> &AccountId {
        &self.0.id
    }
}

/// Corrected addresses that are kept.
const MOST_CORRECTED: usize = 5;

/// Keeps the address that an issuer corrects.
fn remember(after: &mut Snapshot, issuer: &IssuerId) {
    let was = (issuer.clone(), after.email.clone());
    after.corrected.retain(|earlier| *earlier != was);
    after.corrected.push(was);
    let many = after.corrected.len().saturating_sub(MOST_CORRECTED);
    after.corrected.drain(..many);
}

/// Another address: what was mailed to the earlier one counts no more.
fn readdressed(after: &mut Snapshot, email: &EmailAddress) {
    after.generation += 1;
    after.invited_by = None;
    after.email = email.clone();
}

/// What a command changes beside the state.
fn change(after: &mut Snapshot, command: &Command) {
    if let Command::Readdress { issuer, .. } = command {
        remember(after, issuer);
    }
    match command {
        Command::InviteAgain { mail, .. } => {
            after.generation += 1;
            after.invited_by = Some(mail.clone());
        }
        Command::Readdress { email, .. } => readdressed(after, email),
        Command::CorrectEmail(email) => {
            readdressed(after, email);
            // The administrator knows whose it is: no issuer moves it any more, nor is led to it by an earlier address.
            (after.received_from, after.corrected) = (None, Vec::new());
        }
        Command::TakeBack(email) => {
            readdressed(after, email);
            (after.received_from, after.corrected) = (None, Vec::new());
            after.roles = Roles::holder();
            after.first_sign_in = None;
        }
        Command::Receive { issuer, name } => {
            after.name = name.clone();
            if let Some(issuers) = &mut after.received_from
                && !issuers.contains(issuer)
            {
                issuers.push(issuer.clone());
            }
        }
        Command::Appoint(issuer) => after.roles = after.roles.clone().organising(issuer.clone()),
        Command::Dismiss => after.roles = after.roles.clone().not_organising(),
        Command::Admit { entity, mobile } => {
            if !after.roles.has(Role::Requester) {
                after.first_sign_in = Some(FirstSignIn { mobile: mobile.clone() });
            }
            after.roles = after.roles.clone().requesting(entity.clone());
        }
        Command::ConfirmFirstSignIn => after.first_sign_in = None,
        Command::Entrust(duty) => after.roles = after.roles.clone().with_duty(*duty),
        Command::Relieve(duty) => after.roles = after.roles.clone().without_duty(*duty),
        Command::Exclude(entity) => after.roles = after.roles.clone().not_requesting(entity),
        Command::ChoosePassword(_) => after.is_used = true,
        Command::Rehash(_) => {}
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(state: State, command: Command, generation: u32, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    Ok(match (state, command) {
        (S::Invited { .. }, C::InviteAgain { initial_until, .. }) => {
            S::Invited { invitation: Invitation { generation, expires_at: initial_until } }
        }
        (S::Invited { invitation }, C::CorrectEmail(_) | C::Readdress { .. }) => {
            S::Invited { invitation: Invitation { generation, expires_at: invitation.expires_at } }
        }
        // The notification that follows makes an initial password that counts.
        (S::Invited { .. } | S::Active { .. }, C::TakeBack(_)) => {
            S::Invited { invitation: Invitation { generation, expires_at: at } }
        }
        (S::Active { password, .. }, C::InviteAgain { reset_until, .. }) => {
            S::Active { password, reset: Some(Invitation { generation, expires_at: reset_until }) }
        }
        (S::Invited { .. } | S::Active { .. }, C::ChoosePassword(password)) => {
            S::Active { password, reset: None }
        }
        (S::Active { reset, .. }, C::Rehash(password)) => S::Active { password, reset },
        (
            state @ (S::Invited { .. } | S::Active { .. }),
            C::Receive { .. }
            | C::Appoint(_)
            | C::Dismiss
            | C::Admit { .. }
            | C::Entrust(_)
            | C::Relieve(_)
            | C::Exclude(_),
        )
        | (state @ S::Active { .. }, C::ConfirmFirstSignIn) => state,
        (state @ S::Invited { .. }, command @ (C::Rehash(_) | C::ConfirmFirstSignIn))
        | (state @ S::Active { .. }, command @ (C::CorrectEmail(_) | C::Readdress { .. })) => {
            return Err(Illegal::State { aggregate: "account", from: state.kind(), command: command.kind() });
        }
    })
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    let newest = match &snapshot.state {
        State::Invited { invitation } => invitation.generation,
        State::Active { reset, .. } => reset.map_or(0, |r| r.generation),
    };
    (newest > snapshot.generation).then_some("a generation that was never given out")
}
