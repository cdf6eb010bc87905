//! Access without a password: a CPF or a token gives a pass to what the person left public.
//!
//! Every well-formed CPF or token gets a pass, after the same reads: whether there is anything to see is the next
//! page's business, and there nothing public looks like nobody. What keeps somebody from going through the CPFs is the
//! limits: so many look-ups an hour from one address, then a proof of work for each, and a ceiling for all together.

use crate::begin::{self, Begun};
use crate::identifier;
use crate::limits;
use askama::Template;
use common::error::{Errors, FieldError, Problem};
use common::web::challenge::{self, Challenge, Door};
use common::web::{Answer, Input, Site, Visit, visitor_pass};
use http::StatusCode;
use platform::metrics::Metric;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// The form of a visitor.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "visitor.html")]
pub(crate) struct VisitorPage {
    #[serde(skip)]
    site: Site,
    /// What was typed.
    identifier: String,
    /// Whether the next look-up needs the proof of work.
    challenge_required: bool,
    /// A proof of work (ALTCHA): its answer goes into the field `altcha`.
    challenge: Challenge,
    /// What is wrong.
    errors: Errors,
}

/// What a visitor sends.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Look {
    /// CPF or token, in any usual way of writing it.
    #[serde(default)]
    #[schemars(length(min = 1))]
    identifier: String,
    /// The answer to the proof of work, as Base64 of JSON; empty when none was asked for.
    #[serde(default)]
    altcha: String,
}

/// How long a look-up takes at least.
const LEAST: Duration = Duration::from_millis(50);

/// `GET /visitante`
pub(crate) async fn show(visit: Visit) -> Answer {
    let challenge = Challenge::new(&visit.app, Door::LookUp, visit.now).await?;
    let (site, identifier, errors) = (visit.site(), String::new(), Errors::default());
    Ok(visit.show(&VisitorPage { site, identifier, challenge_required: false, challenge, errors }))
}

/// `POST /visitante`
pub(crate) async fn submit(visit: Visit, sent: Input<Look>) -> Answer {
    let look = sent.body;
    // A name that leads to an account is read a little longer than one that leads nowhere: nobody is answered before both
    // would be.
    let (admitted, ()) = tokio::join!(admit(&visit, &look), tokio::time::sleep(LEAST));
    match admitted {
        Err(problem) if problem.is_about_the_form() => again(&visit, look, problem).await,
        answered => answered,
    }
}

async fn admit(visit: &Visit, look: &Look) -> Answer {
    let identifier = identifier::read(&look.identifier)
        .map_err(|sentence| Problem::fields(FieldError::new("identifier", sentence)))?;
    if !look.altcha.is_empty() || !limits::visitor_from(visit).await? {
        challenge::worked(visit, Door::LookUp, &look.altcha, MANY_LOOKS).await?;
        limits::visitor_working_from(visit).await?;
    }
    limits::visitor_at_all(visit).await?;
    visit.app.meter.count(Metric::VisitorLookups);
    let account = identifier::account(visit, &identifier).await?;
    let token = visitor_pass(&visit.app, &visit.app.chance, account, visit.now).await?;
    begin::end_present(visit).await?;
    let location = "/certificados".to_owned();
    Ok(begin::lead(
        visit,
        Begun {
            token,
            must_choose_password: false,
            must_prove_second_factor: false,
            location,
            session: String::new(),
        },
    ))
}

/// What is said when one more look-up has to be worked for.
const MANY_LOOKS: &str = "Já houve várias consultas a partir da sua conexão. Para continuar, seu navegador precisa fazer uma pequena conta, que detém robôs.";

/// The form again. After a refusal for too many look-ups it carries the proof of work, and an answer that was already
/// used is not asked for twice.
async fn again(visit: &Visit, look: Look, problem: Problem) -> Answer {
    let challenge_required = problem.challenge.is_some() || !look.altcha.is_empty();
    let site = match problem.status {
        StatusCode::TOO_MANY_REQUESTS => visit.site_saying("warning", problem.detail.clone()),
        _ => visit.site(),
    };
    let challenge = match &problem.challenge {
        Some(task) => Challenge::clone(task),
        None => Challenge::new(&visit.app, Door::LookUp, visit.now).await?,
    };
    let errors = problem.errors.clone();
    let page = VisitorPage { site, identifier: look.identifier, challenge_required, challenge, errors };
    Ok(visit.again(&page, problem))
}
