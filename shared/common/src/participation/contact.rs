//! How the issuer of a certificate is reached, as pages and mails show it. It is read when it is shown: what was issued years
//! ago leads to the desk of today.

use crate::app::App;
use domain::participation::contact::{Channels, Contact, PageUrl};
use domain::value::email::EmailAddress;
use domain::value::id::EventId;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::HashMap;
use store::StoreError;

/// How an issuer is reached, in words. The component `contact` of `components.html` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ContactShown {
    /// What the desk is called.
    pub desk: String,
    /// The issuer.
    pub issuer: String,
    /// Its e-mail; empty, none.
    pub email: String,
    /// Its telephone; empty, none.
    pub phone: String,
    /// Address of its page; empty, none.
    pub page: String,
    /// The same as people read it.
    pub page_shown: String,
}

impl ContactShown {
    /// A contact of an issuer, whose name is the one that is shown beside it.
    pub fn new(contact: &Contact, issuer: &str) -> Self {
        let Channels { email, phone, page, .. } = contact.channels();
        Self {
            desk: contact.desk().to_owned(),
            issuer: issuer.to_owned(),
            email: email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
            phone: phone.as_ref().map(|phone| phone.as_str().to_owned()).unwrap_or_default(),
            page: page.as_ref().map(|page| page.as_str().to_owned()).unwrap_or_default(),
            page_shown: page.as_ref().map(|page| PageUrl::shown(page).to_owned()).unwrap_or_default(),
        }
    }

    /// Everything in one line, for mails as text: `apoio@exemplo.org · (11) 3333-4444 · exemplo.org/contato`.
    pub fn line(&self) -> String {
        let all = [self.email.as_str(), self.phone.as_str(), self.page.as_str()];
        all.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ")
    }
}

/// Where answers to mails of an issuer go: its mailbox, when it has one.
pub fn reply_to(contact: Option<&Contact>) -> Option<EmailAddress> {
    contact.and_then(|contact| contact.channels().email.clone())
}

/// How the issuer of an event is reached.
///
/// # Errors
/// When the store fails.
pub async fn of_event(app: &App, event: &EventId) -> Result<Option<Contact>, StoreError> {
    Ok(app.store.contacts_of_events(std::slice::from_ref(event)).await?.remove(event))
}

/// How the issuers of many events are reached, in two reads.
///
/// # Errors
/// When the store fails.
pub async fn of_events(app: &App, events: &[EventId]) -> Result<HashMap<EventId, Contact>, StoreError> {
    app.store.contacts_of_events(events).await
}
