//! Choosing a password, the same in all three ways to it: what was typed is read, judged, hashed, and replaces what
//! was there; every session of the account ends, and its owner is told by mail.

use crate::hashing;
use crate::policy::{self, Password};
use common::error::{FieldError, Problem};
use common::web::Visit;
use domain::people::account::{Account, Command, State};
use domain::transition::Actor;
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};
use schemars::JsonSchema;
use serde::Deserialize;
use store::Change;

/// A new password, typed twice.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPassword {
    /// At least 12 characters, at most 512 bytes.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) new_password: String,
    /// The same again.
    #[serde(default)]
    #[schemars(length(min = 1))]
    pub(crate) repeated: String,
}

/// Reads and judges a new password for an account.
///
/// # Errors
/// 400 when it is too long to be one, 422 with a sentence when it is weak or was typed differently.
pub(crate) async fn read(visit: &Visit, account: &Account, typed: &NewPassword) -> Result<Password, Problem> {
    let password = Password::parse(&typed.new_password)?;
    let refuse = |field, sentence: &str| Err(Problem::fields(vec![FieldError::new(field, sentence)]));
    let known = policy::known_of(account, &visit.app.config.brand);
    let (password, judged) = hashing::on_a_core(move || {
        let judged = policy::judge(&password, &known);
        (password, judged)
    })
    .await?;
    if let Err(weak) = judged {
        return refuse("new_password", weak.sentence());
    }
    if let State::Invited { invitation } = &account.snapshot().state {
        let keys = visit.app.secrets.keys().await?;
        if keys.is_initial_password(account.snapshot(), invitation.generation, password.as_str()) {
            return refuse("new_password", "Escolha uma senha diferente da que veio por e-mail.");
        }
    }
    if typed.repeated != typed.new_password {
        return refuse("repeated", "As duas senhas são diferentes. Digite a mesma nos dois campos.");
    }
    Ok(password)
}

/// Replaces the password, tells the owner, and ends every session of the account.
///
/// # Errors
/// 409 when the account was changed meanwhile; 503 when too many are waiting.
pub(crate) async fn replace(
    visit: &Visit,
    account: Account,
    password: &Password,
) -> Result<Account, Problem> {
    let hash = hashing::hash(&visit.app, password).await?;
    let id = account.id().clone();
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    let message = Message::PasswordChanged { account: id.clone() };
    let work = Work::new(Task::Mail { mail, message }, None, visit.now);
    let transition = account.apply(Command::ChoosePassword(hash), Actor::Holder(id.clone()), visit.now)?;
    // Before and after: a crash in between leaves no session of before the change, and none that began meanwhile lasts.
    visit.app.store.end_sessions(&id, None).await?;
    let account = visit.app.store.commit(Change::of(transition).then(&work)).await?;
    visit.app.store.end_sessions(&id, None).await?;
    Ok(account)
}
