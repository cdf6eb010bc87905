//! How the owner of an account gets in: what a mail may tell about it.

use common::App;
use domain::people::account::{Account, Command, State};
use domain::transition::Actor;
use domain::value::id::MailId;
use jiff::{SignedDuration, Timestamp};
use platform::secrets::Keys;
use store::Change;

use crate::SendError;

/// How long a mailed initial password counts, in hours.
const INITIAL_HOURS: i64 = 30 * 24;
/// How long a mailed link to set a new password counts, in minutes.
const RESET_MINUTES: i64 = 30;
/// For how long a way in that was mailed is mailed again as it is, in minutes: whoever asks in between must not make the
/// link dead that its owner is about to use.
const YOUNG_MINUTES: i64 = 10;

/// One account as a mail shows it to its owner. Its secrets leave with the mail; `Debug` is not derived.
pub(crate) struct WayIn {
    /// First name.
    pub first_name: String,
    /// The CPF's three middle digits, when there is a CPF to sign in with.
    pub cpf: String,
    /// The token, grouped.
    pub token: String,
    /// The initial password, grouped; empty when the account has a password of its own.
    pub initial_password: String,
    /// The address to set a new password at; empty otherwise.
    pub reset_url: String,
}

impl WayIn {
    /// What may be told of an account now: its initial password only while nobody ever signed in and it counts.
    pub(crate) fn of(app: &App, keys: &Keys, account: &Account, now: Timestamp) -> Self {
        let snapshot = account.snapshot();
        let (mut initial_password, mut reset_url) = (String::new(), String::new());
        match &snapshot.state {
            State::Invited { invitation } if now < invitation.expires_at => {
                initial_password = grouped(&keys.initial_password(&snapshot.id, invitation.generation));
            }
            State::Active { reset: Some(reset), .. } if now < reset.expires_at => {
                let secret = keys.reset_secret(&snapshot.id, reset.generation);
                reset_url = app.config.public_url.join(&format!("/senha/nova/{}/{}", snapshot.id, *secret));
            }
            _ => {}
        }
        Self {
            first_name: snapshot.name.first(),
            cpf: snapshot.cpf.as_ref().map(|cpf| cpf.masked().as_str().to_owned()).unwrap_or_default(),
            token: snapshot.token.grouped(),
            initial_password,
            reset_url,
        }
    }
}

impl WayIn {
    /// The path where the account is entered, with its token for the page's script to fill in. It stands behind `#`: what
    /// stands there stays in the browser, and reaches no server, no log and no other site.
    pub(crate) fn path(&self) -> String {
        format!("/entrar#token={}", self.token)
    }
}

/// The path at which the first password of an account is defined, while nobody has signed in and its invitation counts.
pub(crate) fn definition_path(keys: &Keys, account: &Account, now: Timestamp) -> Option<String> {
    let snapshot = account.snapshot();
    match &snapshot.state {
        State::Invited { invitation } if now < invitation.expires_at => {
            let secret = keys.reset_secret(&snapshot.id, invitation.generation);
            Some(format!("/senha/nova/{}/{}", snapshot.id, *secret))
        }
        _ => None,
    }
}

/// A new initial password or link for an account, unless this very mail made it already, since sending a mail again, after
/// a crash, keeps what it said; or unless it was made a few minutes ago.
pub(crate) async fn invite_again(app: &App, account: Account, mail: &MailId) -> Result<Account, SendError> {
    let now = app.clock.now();
    if account.snapshot().invited_by.as_ref() == Some(mail) || is_young(&account, now) {
        return Ok(account);
    }
    let later = |duration| now.saturating_add(duration).unwrap_or(now);
    let command = Command::InviteAgain {
        mail: mail.clone(),
        initial_until: later(SignedDuration::from_hours(INITIAL_HOURS)),
        reset_until: later(SignedDuration::from_mins(RESET_MINUTES)),
    };
    let transition = account.apply(command, Actor::Step("send-mail".to_owned()), now)?;
    Ok(app.store.commit(Change::of(transition)).await?)
}

/// Whether the way in that counts was made a few minutes ago.
fn is_young(account: &Account, now: Timestamp) -> bool {
    let (until, counts_minutes) = match &account.snapshot().state {
        State::Invited { invitation } => (invitation.expires_at, INITIAL_HOURS * 60),
        State::Active { reset: Some(reset), .. } => (reset.expires_at, RESET_MINUTES),
        State::Active { reset: None, .. } => return false,
    };
    until.duration_since(now) > SignedDuration::from_mins(counts_minutes - YOUNG_MINUTES)
}

/// Whether nobody has signed in, and the initial password has ended that they were mailed.
pub(crate) fn has_no_way_in(account: &Account, now: Timestamp) -> bool {
    matches!(&account.snapshot().state, State::Invited { invitation } if invitation.expires_at <= now)
}

/// `ABCD-EFGH-JKMN-PQRS`, as it is easier to type; the hyphens do not count.
fn grouped(symbols: &str) -> String {
    let groups: Vec<&str> =
        (0..symbols.len()).step_by(4).map(|i| &symbols[i..symbols.len().min(i + 4)]).collect();
    groups.join("-")
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_password_is_mailed_in_groups() {
        assert_eq!(super::grouped("ABCDEFGHJKMNPQRS"), "ABCD-EFGH-JKMN-PQRS");
    }
}
