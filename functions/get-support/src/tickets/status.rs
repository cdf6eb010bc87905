//! A request for help, for whoever has the link to it.

use askama::Template;
use axum::extract::Path;
use common::error::Problem;
use common::participation::contact::ContactShown;
use common::ticket_link::TicketLink;
use common::ticket_words;
use common::web::{Answer, Input, Site, Visit};
use domain::people::ticket::{Command, Snapshot, State, Subject, Ticket};
use domain::transition::Actor;
use domain::value::calendar;
use domain::value::id::IssuerId;
use http::HeaderValue;
use http::header::HeaderName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// A request.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "ticket.html")]
pub(crate) struct TicketPage {
    #[serde(skip)]
    site: Site,
    /// Its number.
    number: String,
    /// `open`, `passed_on`, `answered` or `closed`.
    state: &'static str,
    /// The kind of the badge.
    #[serde(skip)]
    kind: &'static str,
    /// The state in words.
    label: &'static str,
    /// What happens next, in a sentence.
    sentence: String,
    /// What it is about.
    subject: &'static str,
    /// When it was opened, in Brasília.
    opened_at: String,
    /// Where the answer goes, but for most of its letters.
    email: String,
    /// What was written, line by line.
    text: Vec<String>,
    /// Path of the verification of the certificate that it is about; empty, none.
    verify_path: String,
    /// What the team answered, oldest first.
    answers: Vec<Answered>,
    /// Who decides about what is asked; none, the team does.
    decides: Option<Decides>,
    /// The day on which it ends, with all that is in it.
    ends_on: String,
    /// Where it is closed; empty once it is.
    close_path: String,
}

/// An answer of the team.
#[derive(Serialize, JsonSchema)]
struct Answered {
    /// When, in Brasília.
    at: String,
    /// Its lines.
    lines: Vec<String>,
}

/// The issuer that decides about what a certificate says.
#[derive(Serialize, JsonSchema)]
struct Decides {
    /// Its name.
    issuer: String,
    /// How it is reached, when that is known.
    contact: Option<ContactShown>,
}

/// Nothing is sent but the wish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {}

/// GET `/ajuda/pedidos/{link}`
pub(crate) async fn show(visit: Visit, Path(typed): Path<String>) -> Answer {
    let (ticket, link) = find(&visit, &typed).await?;
    let page = TicketPage::of(&visit, &ticket, &link).await?;
    let mut answer = visit.show(&page);
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    Ok(answer)
}

/// POST `/ajuda/pedidos/{link}`
pub(crate) async fn close(visit: Visit, Path(typed): Path<String>, _: Input<Closing>) -> Answer {
    let (ticket, link) = find(&visit, &typed).await?;
    if !matches!(ticket.snapshot().state, State::Closed { .. }) {
        let closed = ticket.apply(Command::Close, Actor::Step("get-support".to_owned()), visit.now)?;
        visit.app.store.commit(Change::of(closed)).await?;
    }
    Ok(visit.see(&link.path()))
}

/// The request that a link opens. A link that was not made by us asks the store nothing.
async fn find(visit: &Visit, typed: &str) -> Result<(Ticket, TicketLink), Problem> {
    let link = TicketLink::open(&visit.app.secrets.keys().await?, typed).ok_or_else(Problem::not_found)?;
    let ticket = visit.app.store.find_ticket(link.number(), visit.now).await?;
    Ok((ticket.ok_or_else(Problem::not_found)?, link))
}

impl TicketPage {
    async fn of(visit: &Visit, ticket: &Ticket, link: &TicketLink) -> Result<Self, Problem> {
        let snapshot = ticket.snapshot();
        let (kind, label, sentence) = standing(snapshot);
        let is_closed = matches!(snapshot.state, State::Closed { .. });
        let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
        let answered = |reply: &domain::people::ticket::Reply| Answered {
            at: calendar::moment(reply.at),
            lines: lines(reply.text.as_str()),
        };
        Ok(Self {
            site: visit.site(),
            number: ticket.number().grouped(),
            state: snapshot.state.kind(),
            kind,
            label,
            sentence,
            subject: ticket_words::subject(snapshot.subject),
            opened_at: calendar::moment(snapshot.opened_at),
            email: snapshot.requester.email.masked(),
            text: lines(snapshot.text.as_str()),
            verify_path: snapshot
                .certificate
                .as_ref()
                .map(|c| format!("/v/{}", c.as_str()))
                .unwrap_or_default(),
            answers: snapshot.answers.iter().map(answered).collect(),
            decides: decides(visit, snapshot).await?,
            ends_on: calendar::day(calendar::brasilia(ticket.ends_at()).date()),
            close_path: if is_closed { String::new() } else { link.path() },
        })
    }
}

/// The kind of badge, its words, and what happens next.
fn standing(ticket: &Snapshot) -> (&'static str, &'static str, String) {
    let day = |at| calendar::day(calendar::brasilia(at).date());
    match &ticket.state {
        State::Open => (
            "pending",
            "Aberto",
            "A equipe recebeu o pedido. A resposta chega por e-mail e aparece aqui.".to_owned(),
        ),
        State::PassedOn { at, .. } => (
            "progress",
            "Encaminhado",
            format!(
                "Em {} o pedido foi para a instituição que emitiu o certificado. A resposta vem diretamente de lá, por e-mail.",
                day(*at)
            ),
        ),
        State::Answered { at } => ("ready", "Respondido", format!("A equipe respondeu em {}.", day(*at))),
        State::Closed { at } => ("unavailable", "Encerrado", format!("Encerrado em {}.", day(*at))),
    }
}

/// The issuer, when it has the request, or when the request is about what the certificate says.
async fn decides(visit: &Visit, ticket: &Snapshot) -> Result<Option<Decides>, Problem> {
    let issuer: &IssuerId = match (&ticket.state, &ticket.issuer, ticket.subject) {
        (State::PassedOn { issuer, .. }, ..) | (_, Some(issuer), Subject::Content) => issuer,
        _ => return Ok(None),
    };
    let name = visit.app.store.get_issuer(issuer).await?.name.to_string();
    let contact = visit.app.store.find_contact(issuer).await?.contact;
    let contact = contact.map(|contact| ContactShown::new(&contact, &name));
    Ok(Some(Decides { issuer: name, contact }))
}
