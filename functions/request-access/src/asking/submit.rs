//! Sending a request in: everything is kept first, whatever is wrong with it.

use super::request::{Opened, open_to_change};
use super::save::{LARGEST_FORM, Refused, closed, keep, shown, stale};
use crate::mails::mail;
use crate::{entities, sentences};
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::{Answer, Upload, Visit};
use domain::digital::access::{Command, Field, Form, State, Why, Wrong};
use domain::transition::Actor;
use domain::work::AccessNews;
use store::{Change, Guard};

/// POST `/acesso/pedidos/{link}/enviar`
pub(crate) async fn submit(visit: Visit, Path(link): Path<String>, sent: Upload<LARGEST_FORM>) -> Answer {
    let opened = open_to_change(&visit, &link).await?;
    let opened = match keep(&visit, opened, &sent).await? {
        Ok(opened) => opened,
        Err(refused) => return shown(&visit, *refused).await,
    };
    let done = format!("{}?feito=enviado", opened.path);
    match opened.request.snapshot().state {
        State::Draft | State::Returned { .. } => match read(&visit, &opened).await? {
            Ok(form) => send(&visit, opened, form).await.map(|()| visit.see(&done)),
            Err(errors) => {
                let typed = opened.request.snapshot().typed.clone();
                shown(&visit, Refused { opened, typed, problem: Problem::fields(errors) }).await
            }
        },
        // The same form twice.
        State::Submitted { .. } | State::Validated { .. } => Ok(visit.see(&done)),
        _ => Err(closed(&opened.path)),
    }
}

/// The form, or what is wrong with it; a document is part of it.
async fn read(visit: &Visit, opened: &Opened) -> Result<Result<Form, Vec<FieldError>>, Problem> {
    let snapshot = opened.request.snapshot();
    let missing = Wrong { field: Field::Proof, why: Why::Empty };
    let missing = snapshot.proof.is_none().then(|| sentences::error(&missing));
    Ok(match entities::read(visit, &snapshot.typed).await? {
        Ok(form) => missing.map_or(Ok(form), |error| Err(vec![error])),
        Err(wrong) => Err(wrong.iter().map(sentences::error).chain(missing).collect()),
    })
}

async fn send(visit: &Visit, opened: Opened, form: Form) -> Result<(), Problem> {
    let sent = opened.request.apply(Command::Submit(Box::new(form)), Actor::Bearer, visit.now)?;
    let news = match sent.after().snapshot().state {
        State::Validated { .. } => AccessNews::Waiting,
        _ => AccessNews::Sent,
    };
    let mail = mail(visit, sent.after().id(), news);
    match visit.app.store.commit(Change::of(sent).then(&mail)).await {
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => {
            Err(stale().leading_to("Ver o pedido", opened.path))
        }
        done => Ok(done.map(drop)?),
    }
}
