//! The mail that people will get, sent to the organiser who asks what it looks like: to the address of their own account,
//! and nowhere else.

use super::person::find;
use crate::owned::{self, event_path, import_path};
use axum::extract::Path;
use common::error::Problem;
use common::web::form::whole;
use common::web::{Answer, Input, Once, Organiser};
use domain::transition::Transition;
use domain::value::id::{EventId, MailId};
use domain::work::{Message, SampledLine, Task, Work};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;
use store::limits::{Limit, Try};

const OF_EVENT: &str = "mail-sample-of-event";
const OF_LINE: &str = "mail-sample-of-line";
/// Samples that an account has mailed to itself: enough to try a text, and not enough to fill its mailbox.
const MAILS: Limit = Limit { scope: "sample-mail", tries: 10, window_s: 3600 };

/// That it was sent, in the address of the page.
const SENT: &str = "enviado";

/// Nothing is asked.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wish {}

/// Whose certificate the mail is about.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WishOfLine {
    /// The row of the list; the one with the longest name when it is left out.
    #[serde(default, deserialize_with = "whole")]
    linha: Option<u64>,
}

/// POST `/organizador/eventos/{event}/teste`
pub(crate) async fn of_event(organiser: Organiser, Path(id): Path<String>, input: Input<Wish>) -> Answer {
    let Wish {} = input.body;
    let event = owned::event(&organiser, &id).await?;
    let subject = format!("{}#{}", organiser.account, event.id());
    let once = input.once(&organiser.visit, &subject, OF_EVENT).await?;
    let path = format!("{}?teste={SENT}", event_path(event.id()));
    send(&organiser, once, &path, event.id(), None).await
}

/// POST `/organizador/importacoes/{import}/amostra/teste`
pub(crate) async fn of_line(
    organiser: Organiser,
    Path(id): Path<String>,
    input: Input<WishOfLine>,
) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    let subject = format!("{}#{}", organiser.account, import.id());
    let once = input.once(&organiser.visit, &subject, OF_LINE).await?;
    if let Some(answer) = once.replay(&organiser.visit) {
        return Ok(answer);
    }
    let row = input.body.linha.map(|row| u32::try_from(row).unwrap_or(u32::MAX));
    let found = find(&organiser, &import, row).await?;
    let (list, chunk) = import.place_of(found.chunk);
    // Between the lines that can be issued there are others: nobody is mailed in their place.
    if row.is_some_and(|row| row != found.line.number) {
        return Err(owned::gone_from(import.id()));
    }
    let row = found.line.number;
    let line = SampledLine { import: list.clone(), chunk, row };
    let path = format!("{}/amostra?linha={row}&teste={SENT}", import_path(import.id()));
    send(&organiser, once, &path, event.id(), Some(line)).await
}

async fn send(
    organiser: &Organiser,
    once: Once,
    path: &str,
    event: &EventId,
    line: Option<SampledLine>,
) -> Answer {
    let visit = &organiser.visit;
    if let Some(answer) = once.replay(visit) {
        return Ok(answer);
    }
    count(organiser).await?;
    let mail = mail(organiser, event, line);
    once.commit(visit, path, Change::of(mail), "O teste não pôde ser enviado. Tente de novo.").await
}

async fn count(organiser: &Organiser) -> Result<(), Problem> {
    let visit = &organiser.visit;
    match visit.app.store.attempt(MAILS, organiser.account.as_str(), visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(Problem::too_many(
            "Você já enviou dez testes para si nesta hora. Veja os que chegaram, ou tente de novo mais tarde.",
            retry_after_s,
        )),
    }
}

fn mail(organiser: &Organiser, event: &EventId, line: Option<SampledLine>) -> Transition<Work> {
    let mail = MailId::from_bytes(organiser.visit.app.chance.bytes());
    let message = Message::Sample { account: organiser.account.clone(), event: event.clone(), line };
    Work::new(Task::Mail { mail, message }, None, organiser.visit.now)
}

/// Where the mail went and what to do when it does not come, above the page that its sender is led to; none, when nothing
/// was sent.
pub(crate) async fn saying(organiser: &Organiser, what: &str) -> Result<Option<String>, Problem> {
    if what != SENT {
        return Ok(None);
    }
    let account = organiser.visit.app.store.get_account(&organiser.account).await?;
    Ok(Some(format!(
        "O teste vai para {}. Se não chegar em alguns minutos, procure na caixa de spam; em Meu Perfil você vê se a \
         mensagem saiu ou voltou.",
        account.snapshot().email.as_str()
    )))
}
