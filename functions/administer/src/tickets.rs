//! Requests for help, as the team works on them.

use crate::{AdministerError, Answer};
use common::App;
use common::participation::contact::reply_to;
use common::ticket_words;
use domain::people::ticket::{Command, Named, Ticket, Words};
use domain::transition::{Actor, Transition};
use domain::value::code::TicketNumber;
use domain::value::id::{IssuerId, MailId};
use domain::work::{Message, Task, TicketNews, Work};
use store::Change;

/// Shows a request.
pub(crate) async fn show(app: &App, number: &TicketNumber) -> Result<Answer, AdministerError> {
    let ticket = find(app, number).await?;
    let snapshot = ticket.snapshot().clone();
    Ok(Answer::Ticket {
        number: number.grouped(),
        state: snapshot.state.kind(),
        subject: ticket_words::subject(snapshot.subject),
        name: snapshot.requester.name.to_string(),
        email: snapshot.requester.email.as_str().to_owned(),
        named: snapshot.requester.named.as_ref().map(named).unwrap_or_default(),
        certificate: snapshot.certificate.map(|code| code.grouped()).unwrap_or_default(),
        issuer: snapshot.issuer,
        text: snapshot.text.into(),
        answers: snapshot.answers.into_iter().map(|reply| reply.text.into()).collect(),
        opened_at: snapshot.opened_at,
        ends_at: ticket.ends_at(),
    })
}

fn named(named: &Named) -> String {
    match named {
        Named::Cpf(cpf) => cpf.formatted(),
        Named::Token(token) => token.grouped(),
    }
}

/// Answers a request. The same answer again, right after it, is the same one: the event was sent twice.
pub(crate) async fn answer(app: &App, number: &TicketNumber, text: Words) -> Result<Answer, AdministerError> {
    let ticket = find(app, number).await?;
    if ticket.snapshot().answers.last().is_none_or(|last| last.text != text) {
        change(app, ticket, Command::Answer(text), &[TicketNews::Answered]).await?;
    }
    Ok(Answer::TicketAnswered { number: number.grouped() })
}

/// Hands a request to an issuer, who is reached by mail, or it would be lost.
pub(crate) async fn pass_on(
    app: &App,
    number: &TicketNumber,
    issuer: Option<IssuerId>,
) -> Result<Answer, AdministerError> {
    let ticket = find(app, number).await?;
    let issuer =
        issuer.or_else(|| ticket.snapshot().issuer.clone()).ok_or(AdministerError::NoIssuerOfTicket)?;
    let issuer = app.store.get_issuer(&issuer).await?.id;
    let contact = app.store.find_contact(&issuer).await?.contact;
    reply_to(contact.as_ref()).ok_or(AdministerError::NoMailboxOfIssuer)?;
    let news = [TicketNews::Handed, TicketNews::PassedOn];
    change(app, ticket, Command::PassOn(issuer.clone()), &news).await?;
    Ok(Answer::TicketPassedOn { number: number.grouped(), issuer })
}

/// Ends a request.
pub(crate) async fn close(app: &App, number: &TicketNumber) -> Result<Answer, AdministerError> {
    change(app, find(app, number).await?, Command::Close, &[]).await?;
    Ok(Answer::TicketClosed { number: number.grouped() })
}

async fn find(app: &App, number: &TicketNumber) -> Result<Ticket, AdministerError> {
    app.store.find_ticket(number, app.clock.now()).await?.ok_or(AdministerError::NoTicket)
}

/// Commits what the team did, with the mails that tell of it.
async fn change(
    app: &App,
    ticket: Ticket,
    command: Command,
    news: &[TicketNews],
) -> Result<(), AdministerError> {
    let number = ticket.number().clone();
    let changed = ticket.apply(command, Actor::Administrator, app.clock.now())?;
    let change =
        news.iter().fold(Change::of(changed), |change, news| change.then(&mail(app, &number, *news)));
    app.store.commit(change).await?;
    Ok(())
}

fn mail(app: &App, ticket: &TicketNumber, news: TicketNews) -> Transition<Work> {
    let mail = MailId::from_bytes(app.chance.bytes());
    let message = Message::Ticket { ticket: ticket.clone(), news };
    Work::new(Task::Mail { mail, message }, None, app.clock.now())
}
