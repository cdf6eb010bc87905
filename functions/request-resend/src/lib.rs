//! Step `request-resend`: a registered address in, the notification again.
//!
//! The answer is the same for every address, and so is the work: one row in the outbox, written without looking
//! anything up. Only sending finds out whether the address is known, and only the mail tells.

use askama::Template;
use axum::response::Response;
use common::error::{Errors, FieldError, Problem};
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
            Op::page::<AcceptedPage>("Pede o reenvio da notificação").takes::<Request>().creates(),
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
        Self { site, email, idempotency_key, errors }
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
    email: String,
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
    let once = sent.once(visit, &visit.source.0, "request-resend").await?;
    if matches!(once, Once::Done(_)) {
        return Ok(());
    }
    count_source(visit).await?;
    if !count_address(visit, &to).await? {
        return Ok(());
    }
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
    match visit.app.store.attempt(limit, &visit.source.0, visit.now).await? {
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

/// Counts a request for an address, known or not. One over the limit sends nothing, and is answered like any other:
/// nobody's mailbox is filled, and nobody learns that it exists.
async fn count_address(visit: &Visit, to: &EmailAddress) -> Result<bool, Problem> {
    let tries = visit.app.config.limits.resend_address;
    let limit = Limit { scope: "resend-address", tries, window_s: 3600 };
    let subject = visit.app.secrets.keys().await?.index(Indexed::Email(to));
    Ok(visit.app.store.attempt(limit, &subject, visit.now).await? == Try::Allowed)
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
