//! How often one may knock. Every limit is counted before anything that costs, alike for who exists and who does not.

use common::error::Problem;
use common::store::limits::{Limit, Try};
use common::web::Visit;
use domain::id::AccountId;

/// Counts a sign-in from the caller's address.
///
/// # Errors
/// 429 when there were too many in this minute.
pub(crate) async fn sign_in_from(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.login_source_min;
    let limit = Limit { scope: "login-source", tries, window_s: 60 };
    knock(visit, limit, &visit.source.0, "Houve tentativas demais a partir da sua conexão.").await
}

/// Counts a sign-in for an account, which may not exist. It slows down and never locks: anybody may know a CPF.
///
/// # Errors
/// 429 when there were too many in these ten minutes.
pub(crate) async fn sign_in_for(visit: &Visit, account: &AccountId) -> Result<(), Problem> {
    let tries = visit.app.config.limits.login_account_10_min;
    let limit = Limit { scope: "login-account", tries, window_s: 600 };
    knock(visit, limit, account.as_str(), "Houve tentativas demais para este CPF ou token.").await
}

/// Counts a visitor's look-up from the caller's address; whether one more is free of the proof of work.
///
/// # Errors
/// When the store fails: the door stays closed then.
pub(crate) async fn visitor_from(visit: &Visit) -> Result<bool, Problem> {
    let tries = visit.app.config.limits.visitor_source;
    let limit = Limit { scope: "visitor-source", tries, window_s: 3600 };
    Ok(visit.app.store.attempt(limit, &visit.source.0, visit.now).await? == Try::Allowed)
}

/// Counts a visitor's look-up among those of everybody. When all are used up somebody may be going through the CPFs:
/// the event `visitor_ceiling` is what the alarm counts.
///
/// # Errors
/// 429 when there were too many in this minute.
pub(crate) async fn visitor_at_all(visit: &Visit) -> Result<(), Problem> {
    let tries = visit.app.config.limits.visitor_all_min;
    let limit = Limit { scope: "visitor-all", tries, window_s: 60 };
    let knocked = knock(visit, limit, "all", "Há consultas demais neste momento.").await;
    if knocked.is_err() {
        tracing::warn!(metric = "visitor_ceiling", value = 1, limit = tries, "visitors reached the ceiling");
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
        _ => format!("{} minutos", (seconds + 59) / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn a_wait_is_said_as_people_say_it() {
        assert_eq!(
            [wait(0), wait(1), wait(59), wait(91), wait(600)].join(", "),
            "1 segundo, 1 segundo, 59 segundos, 2 minutos, 10 minutos"
        );
    }
}
