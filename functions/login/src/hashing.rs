//! Password hashes: Argon2id over the HMAC-SHA-256 of the password under the pepper.
//!
//! What is stored is `p1$argon2id$v=19$…`: the generation of the pepper, then a PHC string. One hash takes 19 MiB and
//! some 35 ms of a core, so at most one runs per core and few wait; whoever comes then is told to come again.

mod engine;

use crate::policy::Password;
use argon2::password_hash::phc::{Output, ParamsString, PasswordHash as Phc, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use common::app::App;
use common::error::Problem;
use domain::people::account::PasswordHash;
use hmac::{Hmac, KeyInit, Mac};
use platform::secrets::{Keys, SecretError};
use sha2::Sha256;
use subtle::ConstantTimeEq;
use zeroize::Zeroizing;

/// Memory of one hash in KiB, passes over it, and lanes (OWASP Password Storage Cheat Sheet).
const COST: (u32, u32, u32) = (19_456, 2, 1);
/// Length of a tag in bytes.
const TAG: usize = 32;
/// A hash of the present costs that no password has: it is compared with where there is no hash, so that the answer
/// takes as long.
const DECOY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$c2Vsby1kZWNveS1zYWx0$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// A password could not be hashed or compared.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HashError {
    /// Too many are waiting for a core.
    #[error("the queue of the password hashes is full")]
    Full,
    /// The stored text is no hash of ours.
    #[error("a stored password hash cannot be read")]
    Unreadable,
    /// The root secret has no such generation, and it is none that was retired.
    #[error("there is no pepper of generation {0}")]
    PepperGone(u32),
    /// The algorithm refused.
    #[error("Argon2 failed")]
    Argon2(#[source] argon2::Error),
    /// The thread ended before its work.
    #[error("a hashing thread ended early")]
    Thread(#[source] tokio::task::JoinError),
    /// No keys.
    #[error("the pepper cannot be had")]
    Keys(#[from] SecretError),
}

impl From<HashError> for Problem {
    fn from(error: HashError) -> Self {
        match error {
            HashError::Full => Self::busy(error),
            _ => Self::internal(error),
        }
    }
}

/// What a comparison found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Match {
    /// It is another password, or there was none to compare with.
    Wrong,
    /// It is the password.
    Right,
    /// It is the password, but it was hashed with other costs or an older pepper: it is to be hashed again.
    RightButOld,
}

/// Hashes a password with the present costs and pepper.
///
/// # Errors
/// [`HashError::Full`] when too many are waiting.
pub(crate) async fn hash(app: &App, password: &Password) -> Result<PasswordHash, HashError> {
    let (number, pepper) = pepper(&app.secrets.keys().await?, None)?;
    let (peppered, salt) = (peppered(&pepper, password), app.chance.bytes::<16>());
    let phc = engine::run(move |blocks| make(&peppered, &salt, blocks)).await??;
    Ok(PasswordHash::new(format!("p{number}{phc}")))
}

/// Compares a password with a stored hash. Where there is none, or one whose pepper was retired, it computes just as long,
/// and finds it wrong.
///
/// # Errors
/// [`HashError::Full`] when too many are waiting.
pub(crate) async fn check(
    app: &App,
    stored: Option<&PasswordHash>,
    password: &Password,
) -> Result<Match, HashError> {
    let keys = app.secrets.keys().await?;
    let (present, _) = pepper(&keys, None)?;
    let stored = stored.map(read).transpose()?.filter(|(number, _)| !keys.is_retired(*number));
    let (number, phc) = match stored {
        Some(stored) => stored,
        None => read(&PasswordHash::new(format!("p{present}{DECOY}")))?,
    };
    let peppered = peppered(&pepper(&keys, Some(number))?.1, password);
    let found = engine::run(move |blocks| compare(&phc, &peppered, blocks)).await??;
    Ok(if found == Match::Right && number < present { Match::RightButOld } else { found })
}

/// Runs other work that takes a core for a while, in the same queue.
///
/// # Errors
/// [`HashError::Full`] when too many are waiting.
pub(crate) async fn on_a_core<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, HashError> {
    engine::run(move |_| work()).await
}

type Pepper = Zeroizing<[u8; 32]>;

fn pepper(keys: &Keys, generation: Option<u32>) -> Result<(u32, Pepper), HashError> {
    let found = keys.pepper(generation).ok_or(HashError::PepperGone(generation.unwrap_or(0)))?;
    Ok((found.0, Zeroizing::new(*found.1)))
}

fn peppered(pepper: &Pepper, password: &Password) -> Pepper {
    let mut mac = Hmac::<Sha256>::new_from_slice(pepper.as_slice()).expect("HMAC takes a key of any length");
    mac.update(password.as_bytes());
    Zeroizing::new(mac.finalize().into_bytes().into())
}

/// The generation of the pepper, and the hash.
fn read(stored: &PasswordHash) -> Result<(u32, Phc), HashError> {
    let unreadable = || HashError::Unreadable;
    let text = stored.as_str().strip_prefix('p').ok_or_else(unreadable)?;
    let (number, phc) = text.split_at(text.find('$').ok_or_else(unreadable)?);
    Ok((number.parse().map_err(|_| unreadable())?, Phc::new(phc).map_err(|_| unreadable())?))
}

fn costs() -> Result<Params, HashError> {
    Params::new(COST.0, COST.1, COST.2, Some(TAG)).map_err(HashError::Argon2)
}

fn make(peppered: &Pepper, salt: &[u8], blocks: &mut Vec<Block>) -> Result<Phc, HashError> {
    let unreadable = |_| HashError::Unreadable;
    let params = costs()?;
    Ok(Phc {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(|_| HashError::Unreadable)?,
        salt: Some(Salt::new(salt).map_err(unreadable)?),
        hash: Some(Output::new(&*tag(peppered, salt, params, blocks)?).map_err(unreadable)?),
    })
}

fn compare(stored: &Phc, peppered: &Pepper, blocks: &mut Vec<Block>) -> Result<Match, HashError> {
    let (Some(salt), Some(hash)) = (&stored.salt, &stored.hash) else { return Err(HashError::Unreadable) };
    let params = Params::try_from(stored).map_err(|_| HashError::Unreadable)?;
    let ours = stored.algorithm == ARGON2ID_IDENT && stored.version == Some(Version::V0x13.into());
    if !ours || hash.len() != TAG {
        return Err(HashError::Unreadable);
    }
    let as_now = (params.m_cost(), params.t_cost(), params.p_cost()) == COST;
    let computed = tag(peppered, salt.as_ref(), params, blocks)?;
    Ok(match (bool::from(computed.ct_eq(hash.as_bytes())), as_now) {
        (false, _) => Match::Wrong,
        (true, true) => Match::Right,
        (true, false) => Match::RightButOld,
    })
}

fn tag(
    peppered: &Pepper,
    salt: &[u8],
    params: Params,
    blocks: &mut Vec<Block>,
) -> Result<Zeroizing<[u8; TAG]>, HashError> {
    let mut out = Zeroizing::new([0; TAG]);
    blocks.resize(params.block_count(), Block::new());
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(peppered.as_slice(), salt, out.as_mut_slice(), blocks)
        .map_err(HashError::Argon2)?;
    Ok(out)
}

#[cfg(test)]
mod tests;
