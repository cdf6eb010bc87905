//! One certificate and the person who asks for it.

use common::error::Problem;
use common::web::{Holder, Visit, Who};
use domain::participation::certificate::Certificate;
use domain::value::calendar;
use domain::value::id::{AccountId, CertificateId};

/// A certificate of the holder; what is somebody else's does not exist.
pub async fn of_holder(holder: &Holder, id: &str) -> Result<Certificate, Problem> {
    let certificate = find(&holder.visit, id).await?;
    let is_theirs = is_of(&certificate, holder.account());
    if is_theirs { Ok(certificate) } else { Err(Problem::not_found()) }
}

/// A certificate that this request may see: the holder's own, or a public one.
pub async fn visible(visit: &Visit, id: &str) -> Result<Certificate, Problem> {
    let certificate = find(visit, id).await?;
    let is_theirs = signed_in(visit).is_some_and(|account| is_of(&certificate, account));
    if is_theirs || certificate.is_listed() { Ok(certificate) } else { Err(Problem::not_found()) }
}

/// Whether a certificate is of an account: what stands apart is not, until it is claimed.
fn is_of(certificate: &Certificate, account: &AccountId) -> bool {
    certificate.snapshot().account == *account && certificate.is_in_account()
}

/// Whether the last day on which it can be downloaded is over, in Brasília.
pub fn term_ended(certificate: &Certificate, visit: &Visit) -> bool {
    !certificate.is_within_term(calendar::brasilia(visit.now).date())
}

async fn find(visit: &Visit, id: &str) -> Result<Certificate, Problem> {
    let id = CertificateId::parse(id).map_err(|_| Problem::not_found())?;
    visit.app.store.find_certificate(&id).await?.ok_or_else(Problem::not_found)
}

fn signed_in(visit: &Visit) -> Option<&AccountId> {
    match &visit.who {
        Who::SignedIn(session) if session.row.is_settled() => Some(&session.row.account),
        _ => None,
    }
}
