//! The link of a request again, for whoever knows its protocol number: it is only mailed, to the address of the request. The answer
//! is the same whether there is such a request or not; only sending finds out.

use super::limits::count_protocol;
use askama::Template;
use common::error::{Errors, FieldError, Problem};
use common::web::challenge::{Challenge, Door};
use common::web::{Answer, Input, Site, Visit};
use domain::digital::protocol::Protocol;
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};
use http::StatusCode;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

/// The form.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "protocol.html")]
pub(crate) struct ProtocolPage {
    #[serde(skip)]
    site: Site,
    /// What was typed.
    protocol: String,
    /// A proof of work (ALTCHA) that the request has to bring, in the field `altcha`.
    challenge: Challenge,
    /// What is wrong.
    errors: Errors,
}

/// The answer: it does not say whether there is such a request.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "mailed.html")]
pub(crate) struct MailedPage {
    #[serde(skip)]
    site: Site,
    /// What happens now.
    message: &'static str,
}

/// What is sent.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// The ten digits, however they are separated.
    #[serde(default)]
    #[schemars(length(min = 1))]
    protocol: String,
    /// The answer to the proof of work, as Base64 of JSON.
    #[serde(default)]
    altcha: String,
}

/// GET `/acesso/protocolo`
pub(crate) async fn show(visit: Visit) -> Answer {
    let page = form(&visit, String::new(), None).await?;
    Ok(visit.show(&page))
}

/// POST `/acesso/protocolo`
pub(crate) async fn submit(visit: Visit, sent: Input<Asking>) -> Answer {
    match mailed(&visit, &sent.body).await {
        Ok(()) => {
            Ok(visit.show_with(StatusCode::ACCEPTED, &MailedPage { site: visit.site(), message: MESSAGE }))
        }
        Err(problem) if problem.is_about_the_form() => {
            let page = form(&visit, sent.body.protocol.clone(), Some(&problem)).await?;
            Ok(visit.again(&page, problem))
        }
        Err(problem) => Err(problem),
    }
}

const MESSAGE: &str =
    "Se houver um pedido com este número, o link segue dentro de minutos para o e-mail desse pedido.";

async fn form(visit: &Visit, protocol: String, problem: Option<&Problem>) -> Result<ProtocolPage, Problem> {
    let site = match problem {
        Some(p) if p.errors.is_empty() => visit.site_saying("warning", p.detail.clone()),
        _ => visit.site(),
    };
    let challenge = match problem.and_then(|p| p.challenge.as_deref().cloned()) {
        Some(challenge) => challenge,
        None => Challenge::new(&visit.app, Door::Access, visit.now).await?,
    };
    let errors = problem.map(|p| p.errors.clone()).unwrap_or_default();
    Ok(ProtocolPage { site, protocol, challenge, errors })
}

async fn mailed(visit: &Visit, asked: &Asking) -> Result<(), Problem> {
    let protocol = Protocol::parse(&asked.protocol).map_err(|_| {
        let sentence = "O número do pedido tem dez algarismos. Confira se trocou algum.";
        Problem::fields(FieldError::new("protocol", sentence))
    })?;
    if count_protocol(visit, &protocol, &asked.altcha).await? {
        let mail = MailId::from_bytes(visit.app.chance.bytes());
        let work =
            Work::new(Task::Mail { mail, message: Message::AccessByProtocol { protocol } }, None, visit.now);
        visit.app.store.commit(Change::of(work)).await?;
    }
    Ok(())
}
