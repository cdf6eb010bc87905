//! Step `track-mail`: what the mail service tells of mails goes into the ledger.
//!
//! A mail that was delivered, came back, or was called unwanted is so in the ledger, whatever order the news come in and
//! however often. A mailbox that does not exist, that returned three mails within a month, or whose owner wants none
//! gets no more: see `domain::people::mailbox`.

mod notice;

pub use notice::{Notice, NoticeError};

use common::App;
use domain::value::email::EmailAddress;
use domain::work::{Command, Fate, Message, News, State, Task, TicketNews, Work};
use platform::secrets::Indexed;
use store::{Change, Guard};

/// How often news are decided again when others came in the same moment.
const TRIES: u32 = 5;

common::step_error! {
    /// News could not be recorded. They are told again.
    pub enum TrackError: "could not record news of a mail" {
        /// The mail is in the ledger, and not as sent: its sender has not come to recording that yet.
        #[error("news came before the mail was recorded as sent")]
        TooEarly,
        /// The message is not one of the mail service's.
        #[error("could not read a notification")]
        Notice(#[from] NoticeError),
    }
}

/// Reads a message of the mail service and records what it says of a mail of ours.
///
/// # Errors
/// As [`handle`], and when the message is none of the mail service's.
pub async fn hear(app: App, message: String) -> Result<(), TrackError> {
    match Notice::read(&message)? {
        Some(notice) => Box::pin(handle(app, notice)).await,
        None => Ok(()),
    }
}

/// Records what was heard of a mail. News of a mail that is in no ledger are let be: others may send from the same
/// account.
///
/// # Errors
/// When the ledger cannot be changed, or the mail is not recorded as sent yet: the same news may be handed in again.
pub async fn handle(app: App, notice: Notice) -> Result<(), TrackError> {
    for attempt in 1.. {
        match record(&app, &notice).await {
            Err(TrackError::Fault(fault)) if fault.is(Guard::Unchanged) && attempt < TRIES => {}
            done => return done,
        }
    }
    Ok(())
}

async fn record(app: &App, notice: &Notice) -> Result<(), TrackError> {
    let Some(before) = app.store.find_work(&notice.mail).await? else {
        tracing::warn!(news = ?notice.news, "news of a mail that no ledger has were let be");
        return Ok(());
    };
    let fate = match *before.state() {
        State::Due { .. } => return Err(TrackError::TooEarly),
        State::Done { fate, .. } => fate,
        State::Withheld { .. } | State::Dropped { .. } | State::Dead { .. } => return Ok(()),
    };
    if !fate.is_less_than(notice.news) {
        return Ok(());
    }
    let came_back = is_return(notice.news) && !matches!(fate, Fate::Known { news, .. } if is_return(news));
    let recipient = recipient(app, &before, notice.to.as_ref()).await?;
    let keys = app.secrets.keys().await?;
    let address = recipient.map(|to| keys.index(Indexed::Email(&to))).unwrap_or_default();
    let mailbox = match notice.news {
        News::Delivered => None,
        _ if address.is_empty() => None,
        news => Some(app.store.find_mailbox(&address).await?.after(news, notice.at)),
    };
    let learned = before.apply(Command::Learn(notice.news, notice.at), app.clock.now())?;
    let change = Change::of(learned);
    let change = if came_back { change.coming_back() } else { change };
    app.store
        .commit(match &mailbox {
            Some(mailbox) => change.telling_of(&address, mailbox),
            None => change,
        })
        .await?;
    Ok(())
}

fn is_return(news: News) -> bool {
    matches!(news, News::ReturnedForNow | News::ReturnedForGood)
}

/// Where a mail went: the ledger knows, so that no notification can close another mailbox. Of a mail to whatever address
/// an account has, only the notification knows: none, when the address was corrected since.
async fn recipient(
    app: &App,
    mail: &Work,
    told: Option<&EmailAddress>,
) -> Result<Option<EmailAddress>, TrackError> {
    Ok(match mail.task() {
        Task::DrawPdf { notify, .. } => Some(notify.clone()),
        Task::Mail { message, .. } => match message {
            Message::Available { to, .. } | Message::Resend { to } | Message::Revoked { to, .. } => {
                Some(to.clone())
            }
            Message::Correction { news, .. } if !news.is_for_holder() => None,
            Message::Welcome { account }
            | Message::Entrusted { account, .. }
            | Message::PasswordChanged { account }
            | Message::SecondFactor { account, .. }
            | Message::Correction { account, .. }
            | Message::SignInCode { account, .. }
            | Message::Sample { account, .. } => {
                let email = app.store.get_account(account).await?.snapshot().email.clone();
                Some(email).filter(|email| told.is_some_and(|told| told.folded() == email.folded()))
            }
            // Their mails to the team and to issuers close no mailbox: what people ask would be lost without a word.
            Message::Ticket {
                ticket,
                news: TicketNews::Opened | TicketNews::Answered | TicketNews::PassedOn,
            } => {
                let ticket = app.store.find_ticket(ticket, app.clock.now()).await?;
                ticket.map(|ticket| ticket.snapshot().requester.email.clone())
            }
            // Whoever a unit is assigned to now; of an earlier assignment only the notification knows, and nobody is closed.
            Message::Assigned { unit, assignment } => {
                let unit = app.store.find_entitlement(unit).await?;
                unit.and_then(|unit| unit.assigned(*assignment).map(|to| to.email.clone()))
            }
            Message::Case { case, .. } => {
                let case = app.store.find_enrollment(case).await?;
                case.map(|case| case.snapshot().assignee.email.clone())
            }
            Message::Access { request, .. } => {
                let request = app.store.find_access_request(request, app.clock.now()).await?;
                request.map(|request| request.address().clone())
            }
            Message::AccessByProtocol { protocol } => {
                let request = app.store.find_access_of_protocol(protocol, app.clock.now()).await?;
                request.map(|request| request.address().clone())
            }
            Message::Ticket { news: TicketNews::Arrived | TicketNews::Handed, .. } => None,
            Message::Order { order, .. } => {
                let order = app.store.find_order(order).await?;
                order.map(|order| order.snapshot().billing.email.clone())
            }
        },
    })
}
