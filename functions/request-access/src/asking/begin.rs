//! How access is asked for, and the beginning of a request: an address is all that it takes.

use super::limits::{count_address, count_source};
use crate::mails::mail;
use askama::Template;
use common::digital::access_link::AccessLink;
use common::digital::access_moments::PROMISED_DAYS;
use common::error::{Errors, FieldError, Problem};
use common::web::challenge::Challenge;
use common::web::form::fresh_key;
use common::web::{Answer, Input, Site, Visit};
use domain::digital::access::{AccessRequest, Begin};
use domain::digital::protocol::Protocol;
use domain::value::email::{EmailAddress, EmailError};
use domain::value::id::AccessRequestId;
use domain::work::AccessNews;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

const ROUTE: &str = "begin-access";
const OVERTAKEN: &str = "O pedido já foi começado. O link chega por e-mail.";

/// The page.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "landing.html")]
pub(crate) struct LandingPage {
    #[serde(skip)]
    site: Site,
    /// The address that was typed.
    email: String,
    /// Business days within which a request is answered.
    promised_days: u32,
    /// Goes into the field `idempotency_key`, so that sending the form twice begins one request.
    idempotency_key: String,
    /// A proof of work (ALTCHA) that the next request has to bring, in the field `altcha`; mostly none.
    challenge: Option<Challenge>,
    /// What is wrong.
    errors: Errors,
}

/// What is sent.
#[derive(Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beginning {
    /// Where the link to the request is mailed.
    #[serde(default)]
    #[schemars(length(min = 1))]
    email: String,
    /// The answer to the proof of work, as Base64 of JSON; empty when none was asked for.
    #[serde(default)]
    altcha: String,
}

impl LandingPage {
    fn of(visit: &Visit, email: String, problem: Option<&Problem>) -> Self {
        let site = match problem {
            Some(p) if p.errors.is_empty() => visit.site_saying("warning", p.detail.clone()),
            _ => visit.site(),
        };
        Self {
            site,
            email,
            promised_days: PROMISED_DAYS,
            idempotency_key: fresh_key(&visit.app),
            challenge: problem.and_then(|p| p.challenge.as_deref().cloned()),
            errors: problem.map(|p| p.errors.clone()).unwrap_or_default(),
        }
    }
}

/// GET `/acesso`
pub(crate) async fn show(visit: Visit) -> Answer {
    Ok(visit.show(&LandingPage::of(&visit, String::new(), None)))
}

/// POST `/acesso`
pub(crate) async fn submit(visit: Visit, sent: Input<Beginning>) -> Answer {
    match begin(&visit, &sent).await {
        Err(problem) if problem.is_about_the_form() => {
            let page = LandingPage::of(&visit, sent.body.email.clone(), Some(&problem));
            Ok(visit.again(&page, problem))
        }
        answered => answered,
    }
}

async fn begin(visit: &Visit, sent: &Input<Beginning>) -> Answer {
    let email = read(&sent.body.email)?;
    let once = sent.once(visit, &visit.source.key(&visit.app).await?, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    count_source(visit).await?;
    count_address(visit, &email, &sent.body.altcha).await?;
    let chance = &visit.app.chance;
    let (id, protocol) = (AccessRequestId::from_bytes(chance.bytes()), Protocol::from_chance(chance.bytes()));
    let path = AccessLink::new(&visit.app.secrets.keys().await?, &id).path();
    let link = mail(visit, &id, AccessNews::Link);
    let begun = AccessRequest::begin(Begin { id, protocol, email }, visit.now);
    once.commit(visit, &path, Change::of(begun).numbered().then(&link), OVERTAKEN).await
}

fn read(typed: &str) -> Result<EmailAddress, Problem> {
    let sentence = |error| match error {
        EmailError::Empty => "Escreva o e-mail em que quer receber o link do pedido.",
        _ => "Escreva o e-mail por inteiro, na forma nome@entidade.pt.",
    };
    EmailAddress::parse(typed).map_err(|error| Problem::fields(FieldError::new("email", sentence(error))))
}
