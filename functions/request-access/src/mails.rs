//! The mails of a request: written with what causes them, and shown with what became of them.

use common::digital::access_moments::moment;
use common::error::Problem;
use common::web::Visit;
use domain::digital::calendar::Country;
use domain::transition::Transition;
use domain::value::id::{AccessRequestId, MailId};
use domain::work::{AccessNews, Fate, Message, News, State, Task, Work};
use schemars::JsonSchema;
use serde::Serialize;

/// A mail of a request.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MailLine {
    /// What it says.
    pub(crate) about: &'static str,
    /// When it was written.
    pub(crate) at: String,
    /// The kind of its badge.
    #[serde(skip)]
    pub(crate) kind: &'static str,
    /// What became of it.
    pub(crate) fate: &'static str,
}

/// A mail about a request, to be sent.
pub(crate) fn mail(visit: &Visit, request: &AccessRequestId, news: AccessNews) -> Transition<Work> {
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    let message = Message::Access { request: request.clone(), news };
    Work::new(Task::Mail { mail, message }, None, visit.now)
}

/// The mails of a request, the latest first.
pub(crate) async fn ledger(
    visit: &Visit,
    request: &AccessRequestId,
    country: Country,
) -> Result<Vec<MailLine>, Problem> {
    let mut mails = visit.app.store.list_access_mails(request).await?;
    mails.sort_by_key(|work| std::cmp::Reverse(work.created_at()));
    Ok(mails.iter().filter_map(|work| line(work, country)).collect())
}

fn line(work: &Work, country: Country) -> Option<MailLine> {
    let Task::Mail { message: Message::Access { news, .. }, .. } = work.task() else { return None };
    let (kind, fate) = fate(work.state());
    Some(MailLine { about: about(*news), at: moment(country, work.created_at()), kind, fate })
}

fn about(news: AccessNews) -> &'static str {
    match news {
        AccessNews::Link => "Link para continuar o pedido",
        AccessNews::Sent => "Confirmação do e-mail",
        AccessNews::Waiting => "Pedido em análise",
        AccessNews::Returned => "O que corrigir",
        AccessNews::Approved => "Pedido aprovado",
        AccessNews::Refused => "Pedido recusado",
    }
}

fn fate(state: &State) -> (&'static str, &'static str) {
    match state {
        State::Due { .. } => ("pending", "Na fila"),
        State::Done { fate: Fate::Known { news, .. }, .. } => match news {
            News::Delivered => ("ready", "Entregue"),
            News::ReturnedForNow => ("warning", "Voltou por agora"),
            News::ReturnedForGood => ("error", "Voltou: o endereço não existe"),
            News::Unwanted => ("error", "Marcada como indesejada"),
        },
        State::Done { .. } => ("ready", "Enviada"),
        State::Withheld { .. } => ("error", "Não enviada: o endereço recusa mensagens"),
        State::Dropped { .. } => ("unavailable", "Dispensada"),
        State::Dead { .. } => ("error", "Não enviada"),
    }
}
