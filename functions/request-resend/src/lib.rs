//! Step `request-resend`: a registered address in, the notification again.
//!
//! The answer is the same for every address, and so is the work: one row in the outbox, written without looking
//! anything up. Only sending finds out whether the address is known, and only the mail tells.
//!
//! Nobody is kept from their mail by somebody who asks before them. A few requests for an address are free in an hour; then
//! one in a quarter of an hour can be worked for. A link that is mailed counts for half an hour, so whoever is refused has
//! one that counts for another quarter. No mailbox gets more than seven of these mails in an hour.

use askama::Template;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
use common::web::challenge::{self, Challenge, Door};
use common::web::form::fresh_key;
use common::web::{Answer, Input, Once, Op, Routes, Site, Visit};
use domain::value::email::{EmailAddress, EmailError};
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};
use http::StatusCode;
use platform::secrets::Indexed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::limits::{Limit, Try};
use store::{Change, Guard, StoreError};

/// What the step offers.
pub fn routes() -> Routes {
    Routes::new("request-resend")
        .get("/reenviar", show, Op::page::<RequestPage>("Formulário para receber a notificação de novo"))
        .post(
            "/reenviar",
            submit,
            Op::page::<AcceptedPage>("Pede o reenvio da notificação")
                .takes::<Request>()
                .creates()
                .answers(StatusCode::ACCEPTED)
                .refuses(&[StatusCode::TOO_MANY_REQUESTS]),
        )
}

/// The form.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "request.html")]
struct RequestPage {
    #[serde(skip)]
    site: Site,
    /// What was typed.
    email: String,
    /// Goes into the field `idempotency_key`, so that sending the form twice mails once.
    idempotency_key: String,
    /// A proof of work (ALTCHA) that the next request has to bring, in the field `altcha`; mostly none.
    challenge: Option<Challenge>,
    /// What is wrong.
    errors: Errors,
}

impl RequestPage {
    fn new(visit: &Visit, email: String, problem: Option<&Problem>) -> Self {
        let site = match problem {
            Some(p) if p.errors.is_empty() => visit.site_saying("warning", p.detail.clone()),
            _ => visit.site(),
        };
        let idempotency_key = fresh_key(&visit.app);
        let errors = problem.map(|p| p.errors.clone()).unwrap_or_default();
        let challenge = problem.and_then(|p| p.challenge.as_deref().cloned());
        Self { site, email, idempotency_key, challenge, errors }
    }
}

/// The answer: it says nothing about the address.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "accepted.html")]
struct AcceptedPage {
    #[serde(skip)]
    site: Site,
    /// What happens now.
    message: &'static str,
    /// What to do when nothing arrives.
    advice: &'static str,
}

/// What is sent.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Request {
    /// The address that the notification went to.
    #[serde(default)]
    #[schemars(length(min = 1))]
    email: String,
    /// The answer to the proof of work, as Base64 of JSON; empty when none was asked for.
    #[serde(default)]
    altcha: String,
}

async fn show(visit: Visit) -> Answer {
    Ok(visit.show(&RequestPage::new(&visit, String::new(), None)))
}

async fn submit(visit: Visit, sent: Input<Request>) -> Answer {
    match request(&visit, &sent).await {
        Ok(()) => Ok(accepted(&visit)),
        Err(problem) if problem.is_about_the_form() => {
            let page = RequestPage::new(&visit, sent.body.email.clone(), Some(&problem));
            Ok(visit.again(&page, problem))
        }
        Err(problem) => Err(problem),
    }
}

fn accepted(visit: &Visit) -> Response {
    let page = AcceptedPage {
        site: visit.site(),
        message: "Se o endereço estiver cadastrado, a mensagem chega em alguns minutos.",
        advice: "Não chegou? Procure nas pastas de spam e de promoções. Se ainda assim não aparecer, o certificado pode ter sido emitido para outro endereço: pergunte a quem organizou o evento.",
    };
    visit.show_with(StatusCode::ACCEPTED, &page)
}

async fn request(visit: &Visit, sent: &Input<Request>) -> Result<(), Problem> {
    let to = read(&sent.body.email)?;
    let once = sent.once(visit, &visit.source.key(&visit.app).await?, "request-resend").await?;
    if matches!(once, Once::Done(_)) {
        return Ok(());
    }
    count_source(visit).await?;
    count_address(visit, &to, &sent.body.altcha).await?;
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    let work = Work::new(Task::Mail { mail, message: Message::Resend { to } }, None, visit.now);
    let change = Change::of(work).answering(once.answer("/reenviar", visit));
    match visit.app.store.commit(change).await {
        // The same request came twice at once: the other one wrote the work.
        Err(StoreError::Guard(Guard::FirstTime)) => Ok(()),
        written => Ok(written.map(drop)?),
    }
}

/// Counts a request from the caller's address.
async fn count_source(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.resend_source;
    let limit = Limit { scope: "resend-source", tries, window_s: 3600 };
    match visit.app.store.attempt(limit, &visit.source.key(&visit.app).await?, visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => {
            let minutes = (retry_after_s + 59) / 60;
            let sentence = format!(
                "Houve pedidos demais a partir da sua conexão. Espere {minutes} min e tente de novo."
            );
            Err(Problem::too_many(sentence, retry_after_s))
        }
    }
}

/// Of the requests that were worked for, how many send a mail: half as seldom as a mailed link counts.
const WORKED_FOR: Limit = Limit { scope: "resend-address-working", tries: 1, window_s: 15 * 60 };
/// What is said when one more request has to be worked for.
const MANY_REQUESTS: &str = "Já houve vários pedidos para este endereço. Para pedir mais um, o seu navegador precisa fazer uma pequena conta, que detém robôs.";

/// Counts a request for an address, known or not: nobody learns from the answer that it exists, and nobody's mailbox is
/// filled.
async fn count_address(visit: &Visit, to: &EmailAddress, answer: &str) -> Result<(), Problem> {
    let store = &visit.app.store;
    let tries = visit.app.config.limits.resend_address;
    let free = Limit { scope: "resend-address", tries, window_s: 3600 };
    let subject = visit.app.secrets.keys().await?.index(Indexed::Email(to));
    if store.attempt(free, &subject, visit.now).await? == Try::Allowed {
        return Ok(());
    }
    challenge::worked(visit, Door::Resend, answer, MANY_REQUESTS).await?;
    match store.attempt(WORKED_FOR, &subject, visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(asked_already(retry_after_s)),
    }
}

/// A mail went out a moment ago, and what it carries still counts.
fn asked_already(retry_after_s: i64) -> Problem {
    let minutes = (retry_after_s + 59) / 60;
    Problem::too_many(
        format!(
            "Há poucos minutos já houve um pedido para este endereço. Se ele estiver cadastrado, a mensagem mais recente traz um acesso que ainda vale: use essa. Outro pedido pode ser feito em {minutes} min."
        ),
        retry_after_s,
    )
}

fn read(typed: &str) -> Result<EmailAddress, Problem> {
    EmailAddress::parse(typed).map_err(|error| Problem::fields(FieldError::new("email", sentence(error))))
}

fn sentence(error: EmailError) -> &'static str {
    match error {
        EmailError::Empty => "Digite o e-mail em que você costuma receber mensagens do evento.",
        EmailError::TooLong => "Este endereço é longo demais. Confira se não há texto a mais.",
        EmailError::Shape => "Falta algo no endereço. Ele tem a forma nome@exemplo.com.br.",
        EmailError::Character => {
            "Há um caractere que um endereço de e-mail não tem, como espaço, vírgula ou acento."
        }
        EmailError::Domain => "A parte depois do @ está incompleta. Ela tem a forma exemplo.com.br.",
    }
}
