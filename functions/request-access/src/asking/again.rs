//! Sending the last mail of a request again.

use super::limits::count_again;
use super::request::{Nothing, open_to_change};
use super::save::closed;
use crate::mails::mail;
use axum::extract::Path;
use common::web::{Answer, Input, Visit};
use domain::digital::access::State;
use domain::work::AccessNews;
use store::Change;

/// POST `/acesso/pedidos/{link}/reenviar`
pub(crate) async fn submit(visit: Visit, Path(link): Path<String>, _: Input<Nothing>) -> Answer {
    let opened = open_to_change(&visit, &link).await?;
    let news = match opened.request.snapshot().state {
        State::Draft => AccessNews::Link,
        State::Submitted { .. } => AccessNews::Sent,
        State::Validated { .. } => AccessNews::Waiting,
        State::Returned { .. } => AccessNews::Returned,
        State::Approved { .. } => AccessNews::Approved,
        State::Refused { .. } => AccessNews::Refused,
        State::Withdrawn { .. } | State::Lapsed { .. } => return Err(closed(&opened.path)),
    };
    count_again(&visit, opened.request.id()).await?;
    let mail = mail(&visit, opened.request.id(), news);
    visit.app.store.commit(Change::of(mail)).await?;
    Ok(visit.see(&format!("{}?feito=mensagem", opened.path)))
}
