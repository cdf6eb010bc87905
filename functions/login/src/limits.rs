//! How often one may knock. Every limit is counted before anything that costs, alike for who exists and who does not.

use common::error::Problem;
use common::web::challenge::Door;
use common::web::{Visit, challenge};
use domain::value::id::AccountId;
use store::limits::{Limit, Try};

/// What the caller's internet address is counted under.
async fn from(visit: &Visit) -> Result<String, Problem> {
    visit.source.key(&visit.app).await
}

/// Counts a sign-in from the caller's address.
///
/// # Errors
/// 429 when there were too many in this minute.
pub(crate) async fn sign_in_from(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.login_source_min;
    let limit = Limit { scope: "login-source", tries, window_s: 60 };
    knock(visit, limit, &from(visit).await?, "Houve tentativas demais a partir da sua conexão.").await
}

/// Counts a sign-in for an account, which may not exist. Anybody may know a CPF, so the tight limit is the caller's own:
/// who tries from elsewhere neither keeps the holder out nor is seen in what the holder is told. The ceiling of the
/// account is for those who guess from many addresses at once: above it a try is not refused, or those would keep the
/// holder out, but costs a proof of work. What the tight limit refused does not count there.
///
/// # Errors
/// 429 when there were too many from this address in these ten minutes, or too many from everywhere in this hour and the
/// answer to a proof of work is missing or wrong.
pub(crate) async fn sign_in_for(
    visit: &Visit,
    account: &AccountId,
    answer: &str,
) -> Result<Counted, Problem> {
    let (here, anywhere) = sign_in_limits(visit);
    let said = "Houve tentativas demais para este CPF ou token a partir da sua conexão.";
    knock(visit, here, &format!("{}@{}", account.as_str(), from(visit).await?), said).await?;
    match visit.app.store.attempt(anywhere, account.as_str(), visit.now).await? {
        Try::Allowed => Ok(Counted::Everywhere),
        Try::Full { .. } => {
            challenge::worked(visit, Door::SignIn, answer, MANY_TRIES).await.map(|()| Counted::Here)
        }
    }
}

/// What is said above the ceiling of an account. The password is not sent back to the page, so it has to be typed again.
const MANY_TRIES: &str = "Houve muitas tentativas para este CPF ou token. Para entrar agora, digite a senha outra vez: antes disso o seu navegador faz uma pequena conta, que detém robôs.";

/// Where a try was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counted {
    /// For the account from this address, and among those of everybody.
    Everywhere,
    /// From this address alone, because the ceiling was reached and the try was worked for.
    Here,
}

fn sign_in_limits(visit: &Visit) -> (Limit, Limit) {
    let limits = &visit.app.config.limits;
    let here = Limit { scope: "login-account", tries: limits.login_account_10_min, window_s: 600 };
    (here, Limit { scope: "login-account-hour", tries: limits.login_account_hour, window_s: 3600 })
}

/// Takes the try of a right password back: only wrong ones are limited by account, so that somebody who signs in often,
/// or a program, is not refused for it.
///
/// # Errors
/// When the store fails.
pub(crate) async fn signed_in_as(
    visit: &Visit,
    account: &AccountId,
    counted: Counted,
) -> Result<(), Problem> {
    let (here, anywhere) = sign_in_limits(visit);
    let (account, source, store) = (account.as_str(), from(visit).await?, &visit.app.store);
    store.forgive(here, &format!("{account}@{source}"), visit.now).await?;
    if counted == Counted::Everywhere {
        store.forgive(anywhere, account, visit.now).await?;
    }
    Ok(())
}

/// Counts a try at the present password of whoever is signed in, apart from those at the door: strangers there do not
/// keep the holder from changing it.
///
/// # Errors
/// 429 when there were too many from this address in these ten minutes, or from everywhere in this hour.
pub(crate) async fn current_password_of(visit: &Visit, account: &AccountId) -> Result<(), Problem> {
    let (here, anywhere) = sign_in_limits(visit);
    let (here, anywhere) =
        (Limit { scope: "current-password", ..here }, Limit { scope: "current-password-hour", ..anywhere });
    let said = "Houve tentativas demais com a senha atual.";
    let account = account.as_str();
    knock(visit, here, &format!("{account}@{}", from(visit).await?), said).await?;
    knock(visit, anywhere, account, said).await
}

/// Tries at the second factor that were refused: so many in ten minutes, and in a day. Of a million codes three count at a
/// time, so of a hundred who have the password and guess for a year two get in, and the owner sees each day that all tries are used up.
const SECOND_FACTOR: [Limit; 2] = [
    Limit { scope: "second-factor", tries: 5, window_s: 600 },
    Limit { scope: "second-factor-day", tries: 20, window_s: 86_400 },
];

/// Counts a try at the second factor of whoever gave the right password: from wherever, because nobody else gets so far.
///
/// # Errors
/// 429 when too many were refused in these ten minutes, or this day.
pub(crate) async fn second_factor_of(visit: &Visit, account: &AccountId) -> Result<(), Problem> {
    for limit in SECOND_FACTOR {
        knock(visit, limit, account.as_str(), "Houve códigos errados demais para esta conta.").await?;
    }
    Ok(())
}

/// Takes the try of a right code back: only those that were refused are limited.
///
/// # Errors
/// When the store fails.
pub(crate) async fn second_factor_proved(visit: &Visit, account: &AccountId) -> Result<(), Problem> {
    for limit in SECOND_FACTOR {
        visit.app.store.forgive(limit, account.as_str(), visit.now).await?;
    }
    Ok(())
}

/// Counts a visitor's look-up from the caller's address; whether one more is free of the proof of work.
///
/// # Errors
/// When the store fails: the door stays closed then.
pub(crate) async fn visitor_from(visit: &Visit) -> Result<bool, Problem> {
    let tries = visit.app.config.limits.visitor_source;
    let limit = Limit { scope: "visitor-source", tries, window_s: 3600 };
    Ok(visit.app.store.attempt(limit, &from(visit).await?, visit.now).await? == Try::Allowed)
}

/// Counts a look-up that the caller's browser has worked for: the work keeps a crowd of robots out, and this limit the one
/// that is willing to work.
///
/// # Errors
/// 429 when there were too many from this address in this hour.
pub(crate) async fn visitor_working_from(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.visitor_source_working;
    let limit = Limit { scope: "visitor-source-working", tries, window_s: 3600 };
    knock(visit, limit, &from(visit).await?, "Houve consultas demais a partir da sua conexão.").await
}

/// Counts a visitor's look-up among those of everybody. When all are used up somebody may be going through the CPFs:
/// `VisitorLookups` at its ceiling is what the alarm sees.
///
/// # Errors
/// 429 when there were too many in this minute.
pub(crate) async fn visitor_at_all(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.visitor_all_min;
    let limit = Limit { scope: "visitor-all", tries, window_s: 60 };
    let knocked = knock(visit, limit, "all", "Há consultas demais neste momento.").await;
    if knocked.is_err() {
        tracing::warn!(limit = tries, "visitors reached the ceiling");
    }
    knocked
}

async fn knock(visit: &Visit, limit: Limit, subject: &str, sentence: &str) -> Result<(), Problem> {
    match visit.app.store.attempt(limit, subject, visit.now).await? {
        Try::Allowed => Ok(()),
        Try::Full { retry_after_s } => Err(Problem::too_many(
            format!("{sentence} Espere {} e tente de novo.", wait(retry_after_s)),
            retry_after_s,
        )),
    }
}

fn wait(seconds: i64) -> String {
    match seconds {
        ..=1 => "1 segundo".to_owned(),
        2..=90 => format!("{seconds} segundos"),
        91..=7200 => format!("{} minutos", (seconds + 59) / 60),
        _ => format!("{} horas", (seconds + 3599) / 3600),
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn a_wait_is_said_as_people_say_it() {
        assert_eq!(
            [wait(0), wait(1), wait(59), wait(91), wait(600), wait(80_000)].join(", "),
            "1 segundo, 1 segundo, 59 segundos, 2 minutos, 10 minutos, 23 horas"
        );
    }
}
