//! Sending a request: what is a small mistake of spelling is corrected at once.

use super::form::{self, Asking};
use crate::STEP;
use crate::found::Found;
use crate::request::mail_about;
use crate::wish::seen;
use axum::extract::Path;
use axum::response::Response;
use common::error::Problem;
use common::participation::renewal::{self, Renewal};
use common::web::{Answer, Holder, Input, Once};
use domain::participation::certificate::{Command, Respelling};
use domain::participation::correction::{Asked, Correction, Open, Reach, SpellingFix};
use domain::value::calendar;
use domain::value::code::TicketNumber;
use domain::work::CorrectionNews;
use store::Change;
use store::limits::{Limit, Try};

const ROUTE: &str = "ask-for-correction";
const OVERTAKEN: &str =
    "O certificado mudou no mesmo instante. Recarregue a página, veja como ele está e tente de novo.";
/// Requests of one person that somebody has to read.
const REQUESTS: Limit = Limit { scope: "correction", tries: 10, window_s: 24 * 3600 };

/// POST `/certificados/{id}/correcoes`
pub(crate) async fn send(holder: Holder, Path(id): Path<String>, input: Input<Asking>) -> Answer {
    let found = Found::of_holder(&holder, &id).await?;
    form::again(&holder, &found, &input.body, asked(&holder, &found, &input).await).await
}

/// What is asked, when it may be asked now.
pub(super) fn askable(found: &Found, typed: &Asking) -> Result<Asked, Problem> {
    found.check(seen(typed.version))?;
    if let Some(request) = found.open_request() {
        return Err(Problem::conflict(format!(
            "Já há um pedido aberto para este certificado, o {}. Espere a resposta, ou desista dele para pedir outra coisa.",
            request.number()
        )));
    }
    typed.read(found)
}

async fn asked(holder: &Holder, found: &Found, input: &Input<Asking>) -> Answer {
    let visit = &holder.visit;
    let subject = format!("{}#{}", holder.account(), found.certificate.id());
    let once = input.once(visit, &subject, ROUTE).await?;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    let asked = askable(found, &input.body)?;
    let number = TicketNumber::from_chance(calendar::brasilia(visit.now).year(), visit.app.chance.bytes());
    match asked.reach() {
        Reach::Rule(fix) if !found.certificate.snapshot().respelled => {
            respell(holder, found, open(found, number, asked), fix, once).await
        }
        _ => request(holder, found, open(found, number, asked), once).await,
    }
}

fn open(found: &Found, number: TicketNumber, asked: Asked) -> Open {
    let (certificate, event) = (found.certificate.id().clone(), found.event.id().clone());
    Open { number, certificate, event, issuer: found.issuer().clone(), asked }
}

/// Corrects a small mistake of spelling, and records that.
async fn respell(
    holder: &Holder,
    found: &Found,
    open: Open,
    fix: SpellingFix,
    once: Once,
) -> Result<Response, Problem> {
    let (visit, app) = (&holder.visit, &holder.visit.app);
    let new = renewal::version(app, &found.certificate, open.asked.after.clone());
    let respelling = Respelling { fix, new, request: open.number.clone() };
    let command = Command::Respell(Box::new(respelling));
    let respelled = found.certificate.clone().apply(command, holder.actor(), visit.now)?;
    let number = respelled.after().current().number;
    let made = Correction::made_by_rule(open, number, holder.account().clone(), visit.now);
    let renewal = Renewal::of(app, respelled, found.issuer(), STEP).await?.ok_or_else(Problem::not_found)?;
    let (change, renamed) = renewal.into_parts();
    let path = format!("{}?feito=corrigido", form::path(found));
    let answer = once.commit(visit, &path, change.and(&made), OVERTAKEN).await?;
    renamed.carry_out(app).await;
    Ok(answer)
}

/// Asks: the team is told, and whoever asks gets the number by mail.
async fn request(holder: &Holder, found: &Found, open: Open, once: Once) -> Result<Response, Problem> {
    let visit = &holder.visit;
    count(holder).await?;
    let asked =
        found.certificate.clone().apply(Command::Ask(open.number.clone()), holder.actor(), visit.now)?;
    let opened = Correction::open(open, holder.account().clone(), visit.now);
    let mails =
        [CorrectionNews::Opened, CorrectionNews::Arrived].map(|news| mail_about(opened.after(), news, visit));
    let change = mails.iter().fold(Change::of(asked).and(&opened), Change::then);
    let sent = once.commit(visit, &format!("{}?feito=pedido", form::path(found)), change, OVERTAKEN).await;
    if sent.is_err() {
        visit.app.store.forgive(REQUESTS, holder.account().as_str(), visit.now).await?;
    }
    sent
}

async fn count(holder: &Holder) -> Result<(), Problem> {
    let visit = &holder.visit;
    match visit.app.store.attempt(REQUESTS, holder.account().as_str(), visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(Problem::too_many(
            "Hoje já houve muitos pedidos de correção desta conta. Tente de novo amanhã, ou fale com a instituição.",
            retry_after_s,
        )),
    }
}
