//! Who is told that a certificate was revoked.

use common::error::Problem;
use common::web::Organiser;
use domain::participation::certificate::{Certificate, State};
use domain::transition::Transition;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};
use platform::secrets::Indexed;

/// The mail to the person of a certificate that is being revoked; none when they were never told of it, or nobody knows where
/// they read mails.
pub(super) async fn mail(
    organiser: &Organiser,
    certificate: &Certificate,
) -> Result<Option<Transition<Work>>, Problem> {
    let snapshot = certificate.snapshot();
    if matches!(snapshot.state, State::Issued { .. }) && snapshot.past.is_empty() {
        return Ok(None);
    }
    let Some(to) = reader(organiser, certificate).await? else { return Ok(None) };
    let mail = MailId::from_bytes(organiser.visit.app.chance.bytes());
    let (certificate, version) = (certificate.id().clone(), certificate.current().number);
    let message = Message::Revoked { certificate, version, to };
    Ok(Some(Work::new(Task::Mail { mail, message }, None, organiser.visit.now)))
}

/// The address of the account, or that of the line while the certificate stands apart: of that one the certificate keeps a
/// hash only, and the ledger of its mails knows it.
async fn reader(organiser: &Organiser, certificate: &Certificate) -> Result<Option<EmailAddress>, Problem> {
    let app = &organiser.visit.app;
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
