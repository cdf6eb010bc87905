//! Sending a code, the way that the person chose.

use super::page::CodePage;
use super::{COUNTS_FOR, PATH, waiting};
use common::error::{FieldError, Problem};
use common::web::{Answer, Input, Session, Visit};
use domain::value::id::MailId;
use domain::work::{Channel, Message, Task, Work};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;
use store::limits::{Limit, Try};
use store::people::session_codes::SentCode;

/// Codes of an account that are sent in an hour, whichever way: a short message costs money, and a mailbox is not filled.
const SENT: Limit = Limit { scope: "sign-in-code", tries: 6, window_s: 3600 };

/// Which way it goes.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sending {
    /// `mail` or `sms`.
    #[serde(default)]
    #[schemars(length(min = 1))]
    channel: String,
}

/// POST `/entrar/codigo/enviar`
pub(crate) async fn submit(visit: Visit, sent: Input<Sending>) -> Answer {
    let session = match waiting(&visit) {
        Ok(session) => session,
        Err(elsewhere) => return elsewhere,
    };
    match ask(&visit, &session, &sent.body).await {
        Ok(()) => Ok(visit.see(PATH)),
        Err(problem) if problem.is_about_the_form() => {
            let page = CodePage::of(&visit, &session, problem.told()).await?;
            Ok(visit.again(&page, problem))
        }
        Err(problem) => Err(problem),
    }
}

async fn ask(visit: &Visit, session: &Session, asked: &Sending) -> Result<(), Problem> {
    let channel = match asked.channel.as_str() {
        "mail" => Channel::Mail,
        "sms" => Channel::Sms,
        _ => {
            let sentence = "Escolha como quer receber o código: por e-mail ou SMS.";
            return Err(Problem::fields(FieldError::new("channel", sentence)));
        }
    };
    let (store, account) = (&visit.app.store, &session.row.account);
    if let Try::Full { retry_after_s } = store.attempt(SENT, account.as_str(), visit.now).await? {
        let minutes = (retry_after_s + 59) / 60;
        let sentence = format!("Já foram enviados vários códigos. Espere {minutes} min e peça outro.");
        return Err(Problem::too_many(sentence, retry_after_s));
    }
    let before = store.find_sent_code(account, &session.hash).await?.map_or(0, |code| code.number);
    let until = visit.now.saturating_add(COUNTS_FOR).unwrap_or(visit.now);
    let code = SentCode { number: before + 1, channel, until };
    if !store.keep_sent_code(account, &session.hash, code).await? {
        return Err(Problem::sign_in());
    }
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    let (account, session) = (account.clone(), session.hash.clone());
    let message = Message::SignInCode { account, session, number: code.number, channel, until };
    store.commit(Change::of(Work::new(Task::Mail { mail, message }, None, visit.now))).await?;
    Ok(())
}
