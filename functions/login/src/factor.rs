//! The second factor of people with a duty: set up at the first sign-in, asked for at each one after it.
//!
//! [`ask`] takes a code of the application, [`recover`] one of the codes to recover. [`set_up`] offers a key and takes the first code
//! of it, [`keys`] takes passkeys; [`codes`] shows the codes to recover, once. [`means`] is the page from which their owner changes any of it, with
//! the password once more. Whoever has proved it gets a session of another identifier.

pub(crate) mod ask;
pub(crate) mod codes;
pub(crate) mod keys;
pub(crate) mod means;
mod offer;
mod proof;
pub(crate) mod recover;
pub(crate) mod set_up;

use common::error::Problem;
use common::web::Holder;
use domain::people::second_factor::SecondFactor;
use domain::value::id::{AccountId, MailId};
use domain::work::{FactorNews, Message, Task, Work};
use jiff::Timestamp;
use platform::chance::Chance;

/// The page from which its owner changes it.
pub(crate) const MEANS: &str = "/duas-etapas/meios";
/// The page that sets it up.
pub(crate) const SET_UP: &str = "/duas-etapas/ativar";

/// Where somebody stands with the second factor.
pub(crate) enum Standing {
    /// Nobody asks them for one.
    Free,
    /// It is to be set up; the version of one that was taken away, or 0.
    Missing(Option<SecondFactor>),
    /// It is to be proved.
    Asked(SecondFactor),
    /// It was proved in this session.
    Proved(SecondFactor),
}

impl Standing {
    pub(crate) async fn of(holder: &Holder) -> Result<Self, Problem> {
        let row = &holder.session.row;
        if !row.roles.need_second_factor() {
            return Ok(Self::Free);
        }
        let found = holder.visit.app.store.find_second_factor(&row.account).await?;
        Ok(match found {
            Some(factor) if factor.is_active() && row.proved_at.is_some() => Self::Proved(factor),
            Some(factor) if factor.is_active() => Self::Asked(factor),
            missing => Self::Missing(missing),
        })
    }
}

/// The mail that tells the owner of a change.
fn told(
    chance: &Chance,
    account: &AccountId,
    news: FactorNews,
    now: Timestamp,
) -> domain::transition::Transition<Work> {
    let mail = MailId::from_bytes(chance.bytes());
    Work::new(
        Task::Mail { mail, message: Message::SecondFactor { account: account.clone(), news } },
        None,
        now,
    )
}
