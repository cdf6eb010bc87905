//! Typing the code. A try is counted before it is compared, and a right one ends the asking.

use super::page::CodePage;
use super::waiting;
use crate::begin;
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Session, Visit};
use domain::people::account::Command;
use domain::transition::Actor;
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

/// What was typed.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Typed {
    /// The six digits, however they are separated.
    #[serde(default)]
    #[schemars(length(min = 1))]
    code: String,
}

/// POST `/entrar/codigo`
pub(crate) async fn submit(visit: Visit, sent: Input<Typed>) -> Answer {
    let session = match waiting(&visit) {
        Ok(session) => session,
        Err(elsewhere) => return elsewhere,
    };
    match confirm(&visit, &session, &sent.body.code).await {
        Err(problem) if problem.is_about_the_form() => {
            let page = CodePage::of(&visit, &session, problem.told()).await?;
            Ok(visit.again(&page, problem))
        }
        answered => answered,
    }
}

async fn confirm(visit: &Visit, session: &Session, typed: &str) -> Answer {
    let (store, id) = (&visit.app.store, &session.row.account);
    let wrong = |sentence: &str| Err(Problem::fields(FieldError::new("code", sentence)));
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() != 6 {
        return wrong("O código tem seis algarismos.");
    }
    let Some(code) = store.find_sent_code(id, &session.hash).await?.filter(|code| visit.now < code.until)
    else {
        return wrong("O código venceu, ou ainda não foi pedido. Peça outro.");
    };
    if !store.try_code(&session.hash, code).await? {
        return wrong("Este código já foi tentado cinco vezes. Peça outro.");
    }
    if !visit.app.secrets.keys().await?.is_sign_in_code(id, &session.hash, code.number, &digits) {
        return wrong("Este não é o código. Confira os algarismos, na mensagem mais recente.");
    }
    let account = store.get_account(id).await?;
    let account = match account.snapshot().first_sign_in {
        Some(_) => {
            let confirmed =
                account.apply(Command::ConfirmFirstSignIn, Actor::Holder(id.clone()), visit.now)?;
            store.commit(Change::of(confirmed)).await?
        }
        None => account,
    };
    begin::session(visit, &account, None, None).await
}
