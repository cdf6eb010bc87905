//! Codes to recover: shown once, when they are made, to be printed or kept as a file.

use super::set_up::confirm_password;
use super::{Standing, ask, proof};
use crate::begin::Begun;
use crate::factor::means::{self, MeansPage};
use askama::Template;
use common::error::Problem;
use common::web::{Answer, Holder, Input, SignedIn, Site, Visit, home};
use domain::people::account::Account;
use domain::people::second_factor::{Command, RECOVERY_CODES, RecoveryCode, RecoveryHash, SecondFactor};
use domain::transition::Actor;
use domain::value::calendar;
use domain::value::id::AccountId;
use domain::work::FactorNews;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::StoreError;

/// The codes to recover, the only time that they are shown.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "recovery_codes.html")]
pub(crate) struct CodesPage {
    #[serde(skip)]
    site: Site,
    /// The codes.
    codes: Vec<String>,
    /// The token of the session that goes on, where another one began: into `Authorization: Bearer`.
    token: Option<String>,
    /// Where to go on.
    location: String,
}

/// What is sent to have other codes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renew {
    /// The password.
    #[serde(default)]
    #[schemars(length(min = 1))]
    current_password: String,
}

/// What is sent to have the codes as a file: they are known to the page alone.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keep {
    /// The codes, with blanks between them.
    #[serde(default)]
    #[schemars(length(min = 1))]
    codes: String,
}

impl CodesPage {
    /// The codes that come with the application.
    pub(super) fn after_set_up(visit: &Visit, account: &Account, codes: Vec<String>, begun: Begun) -> Self {
        let person = account.snapshot();
        let site = Site { signed_in: Some(SignedIn::new(&person.name, &person.roles)), ..visit.site() };
        let location = home(&person.roles).to_owned();
        Self { site, codes, token: Some(begun.token), location }
    }
}

/// As many codes as are given out at once: as they are shown, and their hashes.
///
/// # Errors
/// When the keys of the house cannot be loaded.
pub(super) async fn fresh(
    visit: &Visit,
    account: &AccountId,
) -> Result<(Vec<String>, Vec<RecoveryHash>), Problem> {
    let keys = visit.app.secrets.keys().await?;
    let code = |_| RecoveryCode::from_chance(visit.app.chance.bytes());
    let codes: Vec<RecoveryCode> = (0..RECOVERY_CODES).map(code).collect();
    let hashes = codes.iter().map(|code| keys.recovery_hash(account, code)).collect();
    Ok((codes.iter().map(RecoveryCode::grouped).collect(), hashes))
}

/// `POST /duas-etapas/codigos`
pub(crate) async fn renew(holder: Holder, sent: Input<Renew>) -> Answer {
    let Standing::Proved(factor) = Standing::of(&holder).await? else { return ask::elsewhere(&holder).await };
    let visit = &holder.visit;
    match renewed(&holder, factor.clone(), &sent.body.current_password).await {
        Ok(codes) => {
            let (site, location) = (visit.site(), super::MEANS.to_owned());
            Ok(visit.show(&CodesPage { site, codes, token: None, location }))
        }
        Err(problem) if problem.is_about_the_form() => {
            let site = ask::site_of(visit, &problem);
            Ok(visit.again(&MeansPage::new(visit, site, &factor, problem.errors.clone()), problem))
        }
        Err(problem) => Err(problem),
    }
}

async fn renewed(holder: &Holder, factor: SecondFactor, password: &str) -> Result<Vec<String>, Problem> {
    let visit = &holder.visit;
    let account = visit.app.store.get_account(holder.account()).await?;
    confirm_password(visit, &account, password).await?;
    let (codes, hashes) = fresh(visit, holder.account()).await?;
    let actor = Actor::Holder(holder.account().clone());
    let renewed = factor.apply(Command::RenewRecovery(hashes), actor, visit.now)?;
    match visit.app.store.commit(proof::changed(visit, renewed, FactorNews::RecoveryRenewed)).await {
        Err(StoreError::Guard(_)) => Err(means::overtaken()),
        done => Ok(done.map(|_| codes)?),
    }
}

/// `POST /duas-etapas/codigos/arquivo`
///
/// The page sends its own codes back, so that a browser without scripts can keep them as a file. Only codes of this account
/// come back, so that nobody has the house hand out a file of theirs.
pub(crate) async fn keep(holder: Holder, sent: Input<Keep>) -> Answer {
    let Standing::Proved(factor) = Standing::of(&holder).await? else { return ask::elsewhere(&holder).await };
    let (visit, keys) = (&holder.visit, holder.visit.app.secrets.keys().await?);
    let typed = sent.body.codes.split_whitespace().take(RECOVERY_CODES).map(RecoveryCode::parse);
    let codes: Vec<RecoveryCode> = typed.collect::<Option<_>>().unwrap_or_default();
    let is_ours =
        |code: &RecoveryCode| factor.recovery().contains(&keys.recovery_hash(holder.account(), code));
    if codes.is_empty() || !codes.iter().all(is_ours) {
        return Err(Problem::conflict("Estes códigos de recuperação não valem mais.")
            .leading_to("Verificação em duas etapas", super::MEANS.to_owned()));
    }
    let lines: Vec<String> = codes.iter().map(RecoveryCode::grouped).collect();
    let brand = &visit.app.config.brand;
    let text = format!(
        "{brand}: códigos de recuperação de {}\r\nFeitos até {}. Cada um serve uma vez, no lugar do código do aplicativo.\r\n\r\n{}\r\n",
        holder.session.row.name,
        calendar::moment(visit.now),
        lines.join("\r\n")
    );
    Ok(visit.file(text.into_bytes(), "text/plain; charset=utf-8", "codigos-de-recuperacao.txt", false))
}
