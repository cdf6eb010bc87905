//! Taking a request back, while nobody has decided about it.

use super::form;
use crate::found::Found;
use axum::extract::Path;
use common::error::Problem;
use common::web::{Answer, Holder, Input};
use domain::participation::correction::{Command, State};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

/// Nothing is sent but the wish.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Withdrawing {}

/// POST `/certificados/{id}/correcoes/desistir`. What was taken back stays so: doing it again is no mistake.
pub(crate) async fn withdraw(holder: Holder, Path(id): Path<String>, _: Input<Withdrawing>) -> Answer {
    let found = Found::of_holder(&holder, &id).await?;
    let path = form::path(&found);
    let request = found.request.ok_or_else(Problem::not_found)?;
    if !matches!(request.snapshot().state, State::Withdrawn { .. }) {
        let decided = "Este pedido já foi decidido. Abra a página do certificado para ver o que houve.";
        let withdrawn = request
            .apply(Command::Withdraw, holder.actor(), holder.visit.now)
            .map_err(|_| Problem::conflict(decided).leading_to("Ver o pedido", path.clone()))?;
        holder.visit.app.store.commit(Change::of(withdrawn)).await?;
    }
    Ok(holder.visit.see(&format!("{path}?feito=retirado")))
}
