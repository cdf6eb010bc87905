//! What only an administrator may change of a person.

use crate::{AdministerError, Answer};
use common::App;
use domain::people::account::Command;
use domain::transition::Actor;
use domain::value::cpf::Cpf;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};
use platform::secrets::Indexed;
use store::Change;
use store::people::accounts::Indexes;

/// Gives an account another address and has the notification sent there. Whoever has signed in was reached, and keeps the
/// address that their password came to, unless the administrator takes the account from them: a CPF may have come first
/// from a list with somebody else's address.
pub(crate) async fn correct_email(
    app: &App,
    cpf: &Cpf,
    email: EmailAddress,
    even_if_used: bool,
) -> Result<Answer, AdministerError> {
    let (keys, now) = (app.secrets.keys().await?, app.clock.now());
    let id = keys.account_of_cpf(cpf);
    let account = app.store.find_account(&id).await?.ok_or(AdministerError::NoAccount)?;
    let from = Indexes::of(&keys, &account);
    let command =
        if even_if_used { Command::TakeBack(email.clone()) } else { Command::CorrectEmail(email.clone()) };
    let corrected = account.apply(command, Actor::Administrator, now)?;
    let to = Indexes::of(&keys, corrected.after());
    let mail = MailId::from_bytes(app.chance.bytes());
    let notification = Work::new(Task::Mail { mail, message: Message::Resend { to: email } }, None, now);
    app.store.commit(Change::of(corrected).moving(&from, &to).then(&notification)).await?;
    app.store.end_sessions(&id, None).await?;
    Ok(Answer::EmailCorrected { account: id })
}

/// Lets mails go to an address again. An address of which nothing bad was heard is left as it is.
pub(crate) async fn reopen_mailbox(app: &App, email: &EmailAddress) -> Result<Answer, AdministerError> {
    let address = app.secrets.keys().await?.index(Indexed::Email(email));
    let mailbox = app.store.find_mailbox(&address).await?;
    let was_closed = mailbox.closed.is_some();
    if was_closed {
        app.store.commit_mailbox(&address, &mailbox.reopened()).await?;
    }
    Ok(Answer::MailboxReopened { was_closed })
}
