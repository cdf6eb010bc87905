//! The second factor of an account: what somebody with a duty proves at each sign-in beside their password.
//!
//! It is set up once, at the first sign-in that needs it, and never skipped. Codes to recover come with it: each serves once,
//! for whoever lost the telephone. An administrator takes it away from somebody who lost everything; the next sign-in sets up another.

mod command;
mod passkey;
pub mod totp;

pub use command::{Command, Happened};
pub use passkey::{MOST_PASSKEYS, Passkey, PasskeyId, PasskeyKey, PasskeyName};

use crate::role::permit;
use crate::transition::{Actor, Aggregate as _, Illegal, Transition, aggregate, kinds};
use crate::value::id::AccountId;
use crate::value::symbols;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::fmt;
use totp::Step;

/// Codes to recover that are given out at once.
pub const RECOVERY_CODES: usize = 10;
/// Symbols of such a code: 60 bits, which nobody guesses within the limits of a sign-in.
const RECOVERY_SYMBOLS: usize = 12;

/// A key as it is kept: encrypted with a key of the house, for one account. Only the house's keys make one, and open it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sealed {
    /// Which generation of the house's keys it was made with.
    pub generation: u32,
    /// What is encrypted, with the number that was used once for it, in hexadecimal digits.
    pub text: String,
}

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(•••)")
    }
}

/// A code to recover, in canonical symbols. It is shown once and stored nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode(String);

impl RecoveryCode {
    /// A code out of chance.
    pub fn from_chance(chance: [u8; 8]) -> Self {
        Self(symbols::encode(&chance, RECOVERY_SYMBOLS))
    }

    /// Reads what was typed, with or without hyphens, in any case.
    pub fn parse(typed: &str) -> Option<Self> {
        if typed.len() > 64 {
            return None;
        }
        symbols::canonical(typed).filter(|code| code.len() == RECOVERY_SYMBOLS).map(Self)
    }

    /// In canonical symbols, of which its keyed hash is made.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is shown: `7Q2K-9XBM-4T8R`.
    pub fn grouped(&self) -> String {
        format!("{}-{}-{}", &self.0[..4], &self.0[4..8], &self.0[8..])
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(•••)")
    }
}

/// The keyed hash of a code to recover: 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecoveryHash(pub String);

/// An authenticator: an application that shows a code every half minute.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authenticator {
    /// The key that it shares with the house.
    pub key: Sealed,
    /// The last half minute of which a code was taken: none of that one or before counts again.
    pub last_step: Step,
    /// When it was set up.
    pub set_up_at: Timestamp,
}

/// Whether there is a second factor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum State {
    /// There is one, and each sign-in asks for it.
    Active {
        /// The application that shows codes.
        authenticator: Option<Authenticator>,
        /// Passkeys, in the order in which they were added.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        passkeys: Vec<Passkey>,
        /// Codes to recover that were not used.
        recovery: Vec<RecoveryHash>,
    },
    /// An administrator took it away: the next sign-in sets up another.
    Reset,
}
kinds!(State, Self::Active { .. } => "active", Self::Reset => "reset");

/// Everything about a second factor as it is stored: see [`crate::transition::Aggregate::restore`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Whose it is.
    pub account: AccountId,
    /// What there is.
    pub state: State,
    /// Number of changes so far.
    pub version: u64,
}

/// A second factor: see the module.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor(Snapshot);
aggregate!(SecondFactor, "second_factor", check: inconsistency);

/// What was proved to be at hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Means {
    /// An application that showed the right code.
    Application {
        /// The key that it shares with the house.
        key: Sealed,
        /// The proof: the half minute of the code that was typed.
        step: Step,
    },
    /// A passkey.
    Passkey(Passkey),
}

/// What is set up first, or in place of the application of before, with the codes to recover that come with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetUp {
    /// What was proved.
    pub means: Means,
    /// Codes to recover.
    pub recovery: Vec<RecoveryHash>,
}

impl SetUp {
    /// With it, and with the passkeys that there are.
    fn into_state(self, mut passkeys: Vec<Passkey>, at: Timestamp) -> State {
        let authenticator = match self.means {
            Means::Application { key, step } => Some(Authenticator { key, last_step: step, set_up_at: at }),
            Means::Passkey(passkey) => {
                passkeys.push(passkey);
                None
            }
        };
        State::Active { authenticator, passkeys, recovery: self.recovery }
    }
}

impl SecondFactor {
    /// Sets up the first one of an account, by its owner.
    pub fn set_up(account: AccountId, set_up: SetUp, at: Timestamp) -> Transition<Self> {
        let actor = Actor::Holder(account.clone());
        let after = Snapshot { account, state: set_up.into_state(Vec::new(), at), version: 1 };
        Transition::new(0, Self(after), Happened::SetUp, actor, at)
    }

    /// Applies a command, or says why not.
    ///
    /// # Errors
    /// When the state does not allow it: see the matrix in `docs/life-cycles.md`.
    pub fn apply(self, command: Command, actor: Actor, at: Timestamp) -> Result<Transition<Self>, Illegal> {
        permit(Self::NAME, Some(&self.0.account), &command, &actor)?;
        let (before, what) = (self.0.version, Happened::from(&command));
        let after = Snapshot { state: next(self.0.state, command, at)?, version: before + 1, ..self.0 };
        Ok(Transition::new(before, Self(after), what, actor, at))
    }

    /// Whose it is.
    pub fn account(&self) -> &AccountId {
        &self.0.account
    }

    /// Whether a sign-in asks for it; otherwise one is to be set up.
    pub fn is_active(&self) -> bool {
        matches!(self.0.state, State::Active { .. })
    }

    /// The application that shows codes, where there is one.
    pub fn authenticator(&self) -> Option<&Authenticator> {
        match &self.0.state {
            State::Active { authenticator, .. } => authenticator.as_ref(),
            State::Reset => None,
        }
    }

    /// Passkeys, in the order in which they were added.
    pub fn passkeys(&self) -> &[Passkey] {
        match &self.0.state {
            State::Active { passkeys, .. } => passkeys,
            State::Reset => &[],
        }
    }

    /// Codes to recover that were not used.
    pub fn recovery(&self) -> &[RecoveryHash] {
        match &self.0.state {
            State::Active { recovery, .. } => recovery,
            State::Reset => &[],
        }
    }
}

/// The whole life cycle. What is not named here is refused.
fn next(state: State, command: Command, at: Timestamp) -> Result<State, Illegal> {
    use {Command as C, State as S};
    let refused = Illegal::State { aggregate: "second_factor", from: state.kind(), command: command.kind() };
    Ok(match (state, command) {
        (S::Reset, C::SetUp(set_up)) => set_up.into_state(Vec::new(), at),
        (S::Active { passkeys, .. }, C::SetUp(set_up @ SetUp { means: Means::Application { .. }, .. })) => {
            set_up.into_state(passkeys, at)
        }
        (S::Active { authenticator: Some(known), passkeys, recovery }, C::AcceptCode { step, resealed })
            if step > known.last_step =>
        {
            let key = resealed.unwrap_or(known.key);
            let authenticator = Some(Authenticator { key, last_step: step, ..known });
            S::Active { authenticator, passkeys, recovery }
        }
        (S::Active { authenticator, passkeys, mut recovery }, C::SpendRecovery(hash))
            if recovery.contains(&hash) =>
        {
            recovery.retain(|kept| *kept != hash);
            S::Active { authenticator, passkeys, recovery }
        }
        (S::Active { authenticator, passkeys, .. }, C::RenewRecovery(recovery)) => {
            S::Active { authenticator, passkeys, recovery }
        }
        (S::Active { authenticator, mut passkeys, recovery }, C::AddPasskey(passkey))
            if passkeys.len() < MOST_PASSKEYS && passkeys.iter().all(|known| known.id != passkey.id) =>
        {
            passkeys.push(passkey);
            S::Active { authenticator, passkeys, recovery }
        }
        (S::Active { authenticator, mut passkeys, recovery }, C::AcceptPasskey { id, counter })
            if passkeys.iter().any(|known| known.id == id && known.counts_on(counter)) =>
        {
            passkeys.iter_mut().filter(|known| known.id == id).for_each(|known| known.counter = counter);
            S::Active { authenticator, passkeys, recovery }
        }
        // One way in is always left.
        (S::Active { authenticator, mut passkeys, recovery }, C::RemovePasskey(id))
            if passkeys.iter().any(|known| known.id == id)
                && (authenticator.is_some() || passkeys.len() > 1) =>
        {
            passkeys.retain(|known| known.id != id);
            S::Active { authenticator, passkeys, recovery }
        }
        (S::Active { authenticator: Some(_), passkeys, recovery }, C::RemoveAuthenticator)
            if !passkeys.is_empty() =>
        {
            S::Active { authenticator: None, passkeys, recovery }
        }
        (S::Active { .. }, C::Reset) => S::Reset,
        (
            S::Active { .. } | S::Reset,
            C::SetUp(_)
            | C::AcceptCode { .. }
            | C::SpendRecovery(_)
            | C::RenewRecovery(_)
            | C::AddPasskey(_)
            | C::AcceptPasskey { .. }
            | C::RemovePasskey(_)
            | C::RemoveAuthenticator
            | C::Reset,
        ) => return Err(refused),
    })
}

/// The rule that stored values break, if any.
fn inconsistency(snapshot: &Snapshot) -> Option<&'static str> {
    match &snapshot.state {
        State::Active { recovery, .. } if recovery.len() > RECOVERY_CODES => {
            Some("more codes than are given out")
        }
        State::Active { authenticator: None, passkeys, .. } if passkeys.is_empty() => {
            Some("nothing to prove it with")
        }
        State::Active { .. } | State::Reset => None,
    }
}

#[cfg(test)]
mod tests;
