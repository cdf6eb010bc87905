//! What proves a second factor, and what refuses it: counted before it is looked at, and taken back when it was right.

use super::told;
use crate::limits;
use common::error::{FieldError, Problem};
use common::web::Visit;
use domain::people::second_factor::{Command, RecoveryCode, SecondFactor};
use domain::transition::{Actor, Transition};
use domain::work::FactorNews;
use platform::metrics::Metric;
use store::{Change, Guard, StoreError};

/// Takes a code of the application.
///
/// # Errors
/// 422 when it is none, or was taken before; 429 when too many were refused.
pub(super) async fn by_code(visit: &Visit, factor: SecondFactor, typed: &str) -> Result<(), Problem> {
    let account = factor.account().clone();
    limits::second_factor_of(visit, &account).await?;
    let keys = visit.app.secrets.keys().await?;
    let known = factor.authenticator().map(|known| &known.key);
    let key =
        known.and_then(|sealed| keys.unseal(&account, sealed)).ok_or_else(|| refused(visit, DEAD_KEY))?;
    let step = key.proves(typed, visit.now).ok_or_else(|| refused(visit, WRONG_CODE))?;
    let is_old = known.is_some_and(|sealed| keys.is_sealed_before(sealed));
    let resealed = is_old.then(|| keys.seal(&account, &key, visit.app.chance.bytes()));
    let command = Command::AcceptCode { step, resealed };
    let accepted = factor.apply(command, Actor::Holder(account.clone()), visit.now);
    let accepted = accepted.map_err(|_| refused(visit, USED_CODE))?;
    commit(visit, Change::of(accepted), USED_CODE).await?;
    limits::second_factor_proved(visit, &account).await
}

/// Takes a code to recover, and tells the owner by mail.
///
/// # Errors
/// As [`by_code`].
pub(super) async fn by_recovery(visit: &Visit, factor: SecondFactor, typed: &str) -> Result<(), Problem> {
    let account = factor.account().clone();
    limits::second_factor_of(visit, &account).await?;
    let code = RecoveryCode::parse(typed).ok_or_else(|| refused(visit, WRONG_RECOVERY))?;
    let hash = visit.app.secrets.keys().await?.recovery_hash(&account, &code);
    let spent = factor.apply(Command::SpendRecovery(hash), Actor::Holder(account.clone()), visit.now);
    let spent = spent.map_err(|_| refused(visit, WRONG_RECOVERY))?;
    let mail = told(&visit.app.chance, &account, FactorNews::RecoverySpent, visit.now);
    commit(visit, Change::of(spent).then(&mail), WRONG_RECOVERY).await?;
    limits::second_factor_proved(visit, &account).await
}

const WRONG_CODE: &str = "O código não confere. Digite os 6 números que o aplicativo mostra agora; se o erro continuar, acerte o relógio do telefone.";
const USED_CODE: &str =
    "Este código já foi usado. Espere o aplicativo mostrar o próximo, em até 30 segundos.";
const DEAD_KEY: &str = "O aplicativo deixou de valer porque as chaves do sistema foram trocadas. Entre com um código de recuperação e configure o aplicativo de novo.";
const WRONG_RECOVERY: &str =
    "O código de recuperação não confere ou já foi usado. São 12 números e letras, em três grupos de 4.";

/// A refusal: it is counted with the others of the sign-in.
fn refused(visit: &Visit, sentence: &str) -> Problem {
    visit.app.meter.count(Metric::LoginFailures);
    Problem::fields(FieldError::new("code", sentence))
}

/// Of two who bring the same code at once, one is too late.
async fn commit(visit: &Visit, change: Change<SecondFactor>, too_late: &str) -> Result<(), Problem> {
    match visit.app.store.commit(change).await {
        Err(StoreError::Guard(Guard::Unchanged | Guard::NewVersion)) => Err(refused(visit, too_late)),
        done => Ok(done.map(drop)?),
    }
}

/// What a change of the second factor by its owner is committed with.
pub(super) fn changed(
    visit: &Visit,
    transition: Transition<SecondFactor>,
    news: FactorNews,
) -> Change<SecondFactor> {
    let mail = told(&visit.app.chance, transition.after().account(), news, visit.now);
    Change::of(transition).then(&mail)
}
