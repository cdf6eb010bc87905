//! Taking a unit back from whom it is assigned to, and sending them the link again.

use crate::found::{is_overtaken, mail, overtaken, unit, units_path};
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Holder, Input};
use domain::digital::entitlement::{Command, State};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;
use store::limits::{Limit, Try};

/// Mails of one unit that are sent again in an hour.
const AGAIN: Limit = Limit { scope: "assigned-again", tries: 3, window_s: 3600 };

/// Nothing is sent but the wish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// POST `/pedidos/{id}/certificados/{unit}/retomar`
pub(crate) async fn take_back(
    holder: Holder,
    Path((id, typed)): Path<(String, String)>,
    _: Input<Nothing>,
) -> Answer {
    let unit = unit(&holder, &id, &typed).await?;
    let (visit, path) = (&holder.visit, units_path(&unit));
    let done = format!("{path}?feito=retomado");
    if unit.snapshot().state == State::Unassigned {
        return Ok(visit.see(&done));
    }
    let taken =
        unit.apply(Command::TakeBack, holder.actor(), visit.now).map_err(|_| overtaken(path.clone()))?;
    match visit.app.store.commit(Change::of(taken)).await {
        Ok(_) => Ok(visit.see(&done)),
        Err(error) if is_overtaken(&error) => Err(overtaken(path)),
        Err(error) => Err(error.into()),
    }
}

/// POST `/pedidos/{id}/certificados/{unit}/reenviar`
pub(crate) async fn mail_again(
    holder: Holder,
    Path((id, typed)): Path<(String, String)>,
    _: Input<Nothing>,
) -> Answer {
    let unit = unit(&holder, &id, &typed).await?;
    let (visit, path) = (&holder.visit, units_path(&unit));
    if !matches!(unit.snapshot().state, State::Assigned { .. }) {
        return Err(overtaken(path));
    }
    match visit.app.store.attempt(AGAIN, unit.id().as_str(), visit.now).await? {
        Try::Allowed => {}
        Try::Full { retry_after_s } => {
            return Err(Problem::too_many(
                "O link deste certificado já foi enviado várias vezes",
                retry_after_s,
            ));
        }
    }
    let mail = mail(&holder, &unit, unit.snapshot().assignments);
    visit.app.store.commit(Change::of(mail)).await?;
    Ok(visit.see(&format!("{path}?feito=reenviado")))
}
