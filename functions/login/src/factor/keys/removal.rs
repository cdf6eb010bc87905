//! Taking a passkey or the application away: the password once more, and something else has to be left.

use super::{committed, refused};
use crate::factor::ask::{self, elsewhere};
use crate::factor::means::MeansPage;
use crate::factor::set_up::confirm_password;
use crate::factor::{MEANS, Standing, proof};
use common::error::Problem;
use common::web::{Answer, Holder, Input};
use domain::people::second_factor::{Command, PasskeyId, SecondFactor};
use domain::transition::Actor;
use domain::work::FactorNews;
use schemars::JsonSchema;
use serde::Deserialize;

/// What is sent to take something away.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Remove {
    /// The passkey; left out, the application.
    #[serde(default)]
    passkey: String,
    /// The password.
    #[serde(default)]
    #[schemars(length(min = 1))]
    current_password: String,
}

/// `POST /duas-etapas/meios/remover`
pub(crate) async fn remove(holder: Holder, sent: Input<Remove>) -> Answer {
    let Standing::Proved(factor) = Standing::of(&holder).await? else { return elsewhere(&holder).await };
    let visit = &holder.visit;
    match removed(&holder, factor.clone(), &sent.body).await {
        Ok(()) => Ok(visit.see(MEANS)),
        Err(problem) if problem.is_about_the_form() => {
            let site = ask::site_of(visit, &problem);
            Ok(visit.again(&MeansPage::new(visit, site, &factor, problem.errors.clone()), problem))
        }
        Err(problem) => Err(problem),
    }
}

async fn removed(holder: &Holder, factor: SecondFactor, form: &Remove) -> Result<(), Problem> {
    let visit = &holder.visit;
    let account = visit.app.store.get_account(holder.account()).await?;
    confirm_password(visit, &account, &form.current_password).await?;
    let command = match form.passkey.as_str() {
        "" => Command::RemoveAuthenticator,
        id => Command::RemovePasskey(PasskeyId::parse(id).ok_or_else(Problem::not_found)?),
    };
    let actor = Actor::Holder(holder.account().clone());
    let gone = "Este meio não pode ser removido: ele é o único que resta, ou já foi removido.";
    let removed = factor.apply(command, actor, visit.now).map_err(|_| refused("current_password", gone))?;
    committed(visit, proof::changed(visit, removed, FactorNews::Removed)).await?;
    // Whoever is in by what was removed is out.
    Ok(visit.app.store.end_sessions(holder.account(), Some(&holder.session.hash)).await?)
}
