//! How people reach an issuer.

use crate::{AdministerError, Answer};
use common::App;
use domain::participation::contact::Contact;
use domain::value::id::IssuerId;

/// Writes how an issuer is reached. What is there already is left as it is, so that the same request twice does it once.
pub(crate) async fn set(
    app: &App,
    issuer: IssuerId,
    contact: Option<Contact>,
) -> Result<Answer, AdministerError> {
    let stored = app.store.find_contact(&issuer).await?;
    let changed = stored.contact != contact;
    if changed {
        app.store.commit_contact(&issuer, &stored.after(contact, app.clock.now())).await?;
    }
    Ok(Answer::ContactSet { issuer, changed })
}
