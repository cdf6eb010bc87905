//! Asking for help: after the questions and answers, and on a page of its own when something is to be corrected.

use super::limits::{count_address, count_source};
use super::read::{issuer, read};
use askama::Template;
use axum::extract::Query;
use common::error::{Errors, Problem};
use common::ticket_link::TicketLink;
use common::ticket_words;
use common::web::challenge::Challenge;
use common::web::form::fresh_key;
use common::web::{Answer, Input, Site, Visit, Who};
use domain::people::ticket::{Open, Subject, Ticket};
use domain::transition::{Actor, Transition};
use domain::value::calendar;
use domain::value::code::TicketNumber;
use domain::value::id::MailId;
use domain::work::{Message, Task, TicketNews, Work};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

const ROUTE: &str = "open-ticket";
const OVERTAKEN: &str = "O pedido já foi aberto. A confirmação chega por e-mail.";

/// The form by itself.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "ask.html")]
pub(crate) struct AskPage {
    #[serde(skip)]
    site: Site,
    #[serde(flatten)]
    ask: AskForm,
}

/// The form, wherever it stands.
#[derive(Serialize, JsonSchema)]
pub(crate) struct AskForm {
    /// What was typed.
    pub(crate) typed: Asking,
    /// The subjects that can be chosen, with what they are called.
    subjects: Vec<(&'static str, &'static str)>,
    /// Goes into the field `idempotency_key`, so that sending the form twice opens one request.
    pub(crate) idempotency_key: String,
    /// A proof of work (ALTCHA) that the next request has to bring, in the field `altcha`; mostly none.
    pub(crate) challenge: Option<Challenge>,
    /// What is wrong.
    pub(crate) errors: Errors,
}

/// What is asked.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// Who asks.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) name: String,
    /// Where the answer goes.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) email: String,
    /// Their CPF or token; may be empty.
    #[serde(default)]
    pub(crate) identifier: String,
    /// What it is about: `mail`, `access`, `content`, `download`, `verification`, `privacy` or `other`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) subject: String,
    /// A code of the certificate that it is about; may be empty.
    #[serde(default)]
    pub(crate) code: String,
    /// What happened, in up to 3000 characters.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) message: String,
    /// The answer to the proof of work, as Base64 of JSON; empty when none was asked for.
    #[serde(default, skip_serializing)]
    altcha: String,
}

/// What a link to the form fills in.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Prefilled {
    /// The code of a certificate.
    #[serde(default)]
    codigo: String,
    /// The subject, as `content`.
    #[serde(default)]
    assunto: String,
}

impl AskForm {
    /// The subjects, after the line that asks for one.
    pub(crate) fn choices(&self) -> Vec<(&'static str, &'static str)> {
        std::iter::once(("", "Escolha um assunto")).chain(self.subjects.iter().copied()).collect()
    }

    /// An empty form; who is signed in need not write their name.
    pub(crate) fn blank(visit: &Visit) -> Self {
        let name = match &visit.who {
            Who::SignedIn(session) => session.row.name.to_string(),
            Who::Visitor(_) | Who::Anonymous => String::new(),
        };
        Self::of(visit, Asking { name, ..Asking::default() }, None)
    }

    fn of(visit: &Visit, typed: Asking, problem: Option<&Problem>) -> Self {
        Self {
            typed,
            subjects: Subject::ALL.map(|subject| (subject.kind(), ticket_words::subject(subject))).to_vec(),
            idempotency_key: fresh_key(&visit.app),
            challenge: problem.and_then(|p| p.challenge.as_deref().cloned()),
            errors: problem.map(|p| p.errors.clone()).unwrap_or_default(),
        }
    }
}

/// GET `/ajuda/pedidos`
pub(crate) async fn show(visit: Visit, Query(filled): Query<Prefilled>) -> Answer {
    let mut ask = AskForm::blank(&visit);
    ask.typed.code = filled.codigo.chars().take(40).collect();
    ask.typed.subject = filled.assunto.chars().take(40).collect();
    Ok(visit.show(&AskPage { site: visit.site(), ask }))
}

/// POST `/ajuda/pedidos`
pub(crate) async fn submit(visit: Visit, sent: Input<Asking>) -> Answer {
    match open(&visit, &sent).await {
        Err(problem) if problem.is_about_the_form() => {
            let site = match &problem {
                p if p.errors.is_empty() => visit.site_saying("warning", p.detail.clone()),
                _ => visit.site(),
            };
            let ask = AskForm::of(&visit, sent.body.clone(), Some(&problem));
            Ok(visit.again(&AskPage { site, ask }, problem))
        }
        answered => answered,
    }
}

async fn open(visit: &Visit, sent: &Input<Asking>) -> Answer {
    let accepted = read(&sent.body)?;
    let once = sent.once(visit, &visit.source.key(&visit.app).await?, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    count_source(visit).await?;
    let certificate = match accepted.code {
        Some(code) => Some(issuer(visit, code).await?),
        None => None,
    };
    count_address(visit, &accepted.requester.email, &sent.body.altcha).await?;
    let number = TicketNumber::from_chance(calendar::brasilia(visit.now).year(), visit.app.chance.bytes());
    let path = TicketLink::new(&visit.app.secrets.keys().await?, &number).path();
    let (requester, subject, text) = (accepted.requester, accepted.subject, accepted.text);
    let open = Open { number: number.clone(), requester, subject, text, certificate };
    let opened = Ticket::open(open, Actor::Step("get-support".to_owned()), visit.now);
    let news = [TicketNews::Opened, TicketNews::Arrived];
    let change =
        news.iter().fold(Change::of(opened), |change, news| change.then(&mail(visit, &number, *news)));
    once.commit(visit, &path, change, OVERTAKEN).await
}

fn mail(visit: &Visit, ticket: &TicketNumber, news: TicketNews) -> Transition<Work> {
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    Work::new(Task::Mail { mail, message: Message::Ticket { ticket: ticket.clone(), news } }, None, visit.now)
}
