//! Who is told that a certificate was revoked.

use common::error::Problem;
use common::participation::reader::reader;
use common::web::Organiser;
use domain::participation::certificate::{Certificate, State};
use domain::transition::Transition;
use domain::value::id::MailId;
use domain::work::{Message, Task, Work};

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
    let Some(to) = reader(&organiser.visit.app, certificate).await? else { return Ok(None) };
    let mail = MailId::from_bytes(organiser.visit.app.chance.bytes());
    let (certificate, version) = (certificate.id().clone(), certificate.current().number);
    let message = Message::Revoked { certificate, version, to };
    Ok(Some(Work::new(Task::Mail { mail, message }, None, organiser.visit.now)))
}
