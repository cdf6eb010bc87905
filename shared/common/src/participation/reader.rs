//! Where the person of a certificate reads mails.

use crate::app::App;
use crate::fault::Fault;
use domain::participation::certificate::Certificate;
use domain::value::email::EmailAddress;
use domain::work::{Message, Task};
use platform::secrets::Indexed;

/// The address of the account, or that of the line while the certificate stands apart: of that one the certificate keeps a
/// hash only, and the ledger of its mails knows it. None, when no mail went there yet.
///
/// # Errors
/// When the store fails, or the keys cannot be loaded.
pub async fn reader(app: &App, certificate: &Certificate) -> Result<Option<EmailAddress>, Fault> {
    let Some(apart) = &certificate.snapshot().apart else {
        let account = app.store.get_account(&certificate.snapshot().account).await?;
        return Ok(Some(account.snapshot().email.clone()));
    };
    let keys = app.secrets.keys().await?;
    let mails = app.store.list_mails(certificate.id()).await?;
    let to = mails.iter().filter_map(|work| match work.task() {
        Task::Mail { message: Message::Available { to, .. }, .. } => Some(to),
        _ => None,
    });
    Ok(to.into_iter().find(|to| keys.index(Indexed::Email(to)) == apart.0).cloned())
}
