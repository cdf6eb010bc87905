//! Taking a request back to change it, and giving it up.

use super::request::{Nothing, open, open_to_change};
use super::save::closed;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Input, Visit};
use domain::digital::access::{Command, State};
use domain::transition::Actor;
use platform::documents::proof_key;
use store::{Change, Guard};

/// POST `/acesso/pedidos/{link}/corrigir`
pub(crate) async fn take_back(visit: Visit, Path(link): Path<String>, _: Input<Nothing>) -> Answer {
    let opened = open_to_change(&visit, &link).await?;
    let done = format!("{}?feito=reaberto", opened.path);
    match opened.request.snapshot().state {
        State::Submitted { .. } => {
            let reopened = opened.request.apply(Command::TakeBack, Actor::Bearer, visit.now)?;
            overtaken(visit.app.store.commit(Change::of(reopened)).await, &opened.path)?;
            Ok(visit.see(&done))
        }
        State::Draft | State::Returned { .. } => Ok(visit.see(&done)),
        _ => Err(closed(&opened.path)),
    }
}

/// POST `/acesso/pedidos/{link}/retirar`
pub(crate) async fn withdraw(visit: Visit, Path(link): Path<String>, _: Input<Nothing>) -> Answer {
    let opened = open(&visit, &link).await?;
    match opened.request.snapshot().state {
        State::Withdrawn { .. } => Ok(visit.see(&opened.path)),
        State::Approved { .. } | State::Refused { .. } | State::Lapsed { .. } => Err(closed(&opened.path)),
        _ => {
            let (id, proof) = (opened.request.id().clone(), opened.request.snapshot().proof.clone());
            let withdrawn = opened.request.apply(Command::Withdraw, Actor::Bearer, visit.now)?;
            overtaken(visit.app.store.commit(Change::of(withdrawn)).await, &opened.path)?;
            if let Some(proof) = proof {
                visit.app.documents.delete(&proof_key(&id, &proof.sha256)).await?;
            }
            Ok(visit.see(&opened.path))
        }
    }
}

/// What is said to whoever was overtaken: the request has moved on.
fn overtaken<T>(committed: Result<T, store::StoreError>, path: &str) -> Result<T, Problem> {
    match committed {
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => {
            let problem = Problem::conflict("O pedido mudou neste momento. Veja em que ponto está.");
            Err(problem.leading_to("Ver o pedido", path.to_owned()))
        }
        done => Ok(done?),
    }
}
