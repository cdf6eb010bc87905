//! Step `send-mail`: sends one message of the mail ledger through SES.
//!
//! What a mail says is made when it is sent. An initial password or a link to set a new one is derived then, goes to
//! the account's own address only, and is stored nowhere.

mod access;
mod available;
mod correction;
mod duties;
mod holder;
mod letters;
mod order;
mod resend;
mod revoked;
mod sample;
mod sign_in_code;
mod ticket;
mod ways_in;

use common::App;
use common::error::Failed;
use common::mail::{Letter, MailError};
use common::sms::SmsError;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::{Command, Message, State, Task, Work};
use jiff::Timestamp;
use platform::secrets::Indexed;
use sign_in_code::{Asked, Made};
use store::works::WorkKey;
use store::{Change, Guard};

/// How often it is recorded that a mail was sent, when the work changes in the same moment.
const TRIES: u32 = 5;

common::step_error! {
    /// A mail could not be sent. The work is put off, or given up when the service refuses the message for good.
    pub enum SendError: "could not send a mail" {
        /// The text could not be made.
        #[error("could not write a mail")]
        Write(#[from] askama::Error),
        /// The service did not take it.
        #[error("could not hand a mail over")]
        Mail(#[from] MailError),
        /// The service of short messages did not take it.
        #[error("could not hand a short message over")]
        Sms(#[from] SmsError),
        /// Nobody could be made up for a sample.
        #[error("could not make up a person")]
        Nobody(#[from] common::participation::sample::Nobody),
    }
}

/// Sends what a piece of work asks for. Work that is done needs nothing.
///
/// # Errors
/// When the mail was not handed over: the work was put off or given up, unless that cannot be recorded either.
pub async fn handle(app: App, key: WorkKey) -> Result<(), Failed<SendError>> {
    let Some(work) = app.store.find_work(&key).await.map_err(SendError::from)? else { return Ok(()) };
    let (State::Due { .. }, Task::Mail { mail, message }) = (work.state(), work.task()) else {
        return Ok(());
    };
    match deliver(&app, &key, mail, message, work.created_at()).await {
        Ok(Outcome::Sent(receipt)) => Ok(finish(&app, &key, work, receipt).await?),
        Ok(Outcome::Nothing) => Ok(conclude(&app, &work, Command::Drop).await?),
        Ok(Outcome::Withheld) => Ok(conclude(&app, &work, Command::Withhold).await?),
        Err(error) => {
            let for_good = is_for_good(&error);
            conclude(&app, &work, if for_good { Command::GiveUp } else { Command::Retry }).await?;
            Err(Failed::Recorded(error))
        }
    }
}

/// Whether another attempt would not help.
fn is_for_good(error: &SendError) -> bool {
    matches!(
        error,
        SendError::Mail(MailError::Refused(_) | MailError::Compose(_))
            | SendError::Sms(SmsError::Refused(_) | SmsError::TooLong)
    )
}

/// What became of a mail that did not fail.
enum Outcome {
    /// It was handed over; what SES calls it.
    Sent(String),
    /// There is nothing to say to anybody.
    Nothing,
    /// Its mailbox takes no mails of ours.
    Withheld,
}

/// Writes and sends. `since` is when its cause happened.
async fn deliver(
    app: &App,
    key: &WorkKey,
    mail: &MailId,
    message: &Message,
    since: Timestamp,
) -> Result<Outcome, SendError> {
    // Before a resend makes another secret that nobody would receive.
    if let Message::Resend { to } = message
        && is_closed(app, to).await?
    {
        return Ok(Outcome::Withheld);
    }
    let letter: Option<Letter> = match message {
        Message::Available { certificate, version, to } => {
            available::available(app, mail, certificate, *version, to).await?
        }
        Message::Resend { to } => resend::resend(app, mail, to).await?,
        Message::Welcome { account } => letters::welcome(app, mail, account).await?,
        Message::Entrusted { account, duty } => duties::entrusted(app, mail, account, *duty).await?,
        Message::SecondFactor { account, news } => {
            duties::second_factor(app, mail, account, *news, since).await?
        }
        Message::PasswordChanged { account } => letters::password_changed(app, mail, account, since).await?,
        Message::Revoked { certificate, version, to } => {
            revoked::revoked(app, mail, certificate, *version, to).await?
        }
        Message::Correction { correction, news, .. } => {
            correction::correction(app, mail, correction, *news).await?
        }
        Message::Ticket { ticket, news } => ticket::ticket(app, mail, ticket, *news).await?,
        Message::Order { order, news } => order::order(app, mail, order, *news).await?,
        Message::Assigned { unit, assignment } => holder::assigned(app, mail, unit, *assignment).await?,
        Message::Case { case, news } => holder::case(app, mail, case, *news).await?,
        Message::Access { request, news } => access::access(app, mail, request, *news).await?,
        Message::AccessByProtocol { protocol } => access::by_protocol(app, mail, protocol).await?,
        Message::SignInCode { account, session, number, channel, until } => {
            let asked = Asked { account, session, number: *number, channel: *channel, until: *until };
            match sign_in_code::sign_in_code(app, mail, asked).await? {
                Made::Letter(letter) => Some(letter),
                Made::Done(outcome) => return Ok(outcome),
            }
        }
        Message::Sample { account, event, line } => {
            sample::sample(app, mail, account, event, line.as_ref()).await?
        }
    };
    match letter {
        None => Ok(Outcome::Nothing),
        Some(letter) if is_closed(app, &letter.to).await? => Ok(Outcome::Withheld),
        Some(letter) => Ok(Outcome::Sent(app.mailer.send(&letter, key).await?)),
    }
}

/// Whether mails to an address came back, or were called unwanted: sending more would cost all others their delivery.
async fn is_closed(app: &App, to: &EmailAddress) -> Result<bool, SendError> {
    let address = app.secrets.keys().await?.index(Indexed::Email(to));
    Ok(app.store.find_mailbox(&address).await?.closed.is_some())
}

/// Records that a mail was sent. The sweep may have armed the work while SES was asked: what is still due is finished
/// all the same, or the mail would go out again.
async fn finish(app: &App, key: &WorkKey, mut work: Work, receipt: String) -> Result<(), SendError> {
    for attempt in 1.. {
        let finished = work.clone().apply(Command::Finish(Some(receipt.clone())), app.clock.now())?;
        match app.store.commit(Change::of(finished)).await {
            Err(error) if error.is(Guard::Unchanged) && attempt < TRIES => {}
            done => return Ok(done.map(drop)?),
        }
        match app.store.find_work(key).await? {
            Some(armed) if matches!(armed.state(), State::Due { .. }) => work = armed,
            _ => return Ok(()),
        }
    }
    Ok(())
}

/// Records that nothing was sent. When the work changed in the meantime, it is due again, or somebody else was faster.
async fn conclude(app: &App, work: &Work, command: Command) -> Result<(), SendError> {
    let concluded = work.clone().apply(command, app.clock.now())?;
    Ok(app.store.commit_unless_overtaken(Change::of(concluded)).await.map(drop)?)
}
