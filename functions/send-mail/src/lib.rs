//! Step `send-mail`: sends one message of the mail ledger through SES.
//!
//! What a mail says is made when it is sent. An initial password or a link to set a new one is derived then, goes to
//! the account's own address only, and is stored nowhere.

mod letters;
mod ways_in;

use common::App;
use common::mail::{Letter, MailError};
use common::secrets::SecretError;
use common::store::works::WorkKey;
use common::store::{Guard, StoreError};
use domain::id::MailId;
use domain::transition::Illegal;
use domain::work::{Command, Message, State, Task, Work};
use jiff::Timestamp;

/// A mail could not be sent. The work is put off, or given up when the service refuses the message for good.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The store failed.
    #[error("could not read or record a mail")]
    Store(#[from] StoreError),
    /// The keys could not be loaded.
    #[error("could not load the keys")]
    Secret(#[from] SecretError),
    /// The text could not be made.
    #[error("could not write a mail")]
    Write(#[from] askama::Error),
    /// The service did not take it.
    #[error("could not hand a mail over")]
    Mail(#[from] MailError),
    /// The work or the account moved on in a way that its rules do not know.
    #[error("could not advance the work")]
    Illegal(#[from] Illegal),
}

/// Sends what a piece of work asks for. Work that is done needs nothing.
///
/// # Errors
/// When the mail was not handed over; the work is put off and tried again for a day.
pub async fn handle(app: App, key: WorkKey) -> Result<(), SendError> {
    let Some(work) = app.store.find_work(&key).await? else { return Ok(()) };
    let (State::Due { .. }, Task::Mail { mail, message }) = (&work.state, &work.task) else { return Ok(()) };
    match deliver(&app, mail, message, work.created_at).await {
        Ok(Some(receipt)) => conclude(&app, &work, Command::Finish(Some(receipt))).await,
        Ok(None) => conclude(&app, &work, Command::Drop).await,
        Err(error) => {
            let for_good = matches!(error, SendError::Mail(MailError::Refused(_) | MailError::Compose(_)));
            conclude(&app, &work, if for_good { Command::GiveUp } else { Command::Retry }).await?;
            Err(error)
        }
    }
}

/// Writes and sends; none when there is nothing to say to anybody. `since` is when its cause happened.
async fn deliver(
    app: &App,
    mail: &MailId,
    message: &Message,
    since: Timestamp,
) -> Result<Option<String>, SendError> {
    let letter: Option<Letter> = match message {
        Message::Available { certificate, version, to } => {
            letters::available(app, mail, certificate, *version, to).await?
        }
        Message::Resend { to } => letters::resend(app, mail, to).await?,
        Message::Welcome { account } => letters::welcome(app, mail, account).await?,
        Message::PasswordChanged { account } => letters::password_changed(app, mail, account, since).await?,
    };
    match letter {
        Some(letter) => Ok(Some(app.mailer.send(&letter).await?)),
        None => Ok(None),
    }
}

async fn conclude(app: &App, work: &Work, command: Command) -> Result<(), SendError> {
    let after = work.clone().apply(command, app.clock.now())?;
    match app.store.commit_work(work, &after).await {
        Err(error) if error.is(Guard::Unchanged) => Ok(()),
        done => Ok(done?),
    }
}
