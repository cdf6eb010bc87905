//! The page: which way the code is to go, and the field for it once it was sent.

use super::waiting;
use askama::Template;
use common::error::{Errors, Problem};
use common::web::{Answer, Session, Site, Visit};
use domain::work::Channel;
use schemars::JsonSchema;
use serde::Serialize;

/// The page.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "first_login_code.html")]
pub(crate) struct CodePage {
    #[serde(skip)]
    site: Site,
    /// The ways that it may go: `mail` and `sms`, with where that is, but for most of it.
    channels: Vec<(String, String)>,
    /// The way that is chosen.
    channel: String,
    /// Where the last code went; empty, none was sent that still counts.
    sent_to: String,
    /// What is wrong.
    errors: Errors,
}

/// GET `/entrar/codigo`
pub(crate) async fn show(visit: Visit) -> Answer {
    match waiting(&visit) {
        Ok(session) => Ok(visit.show(&CodePage::of(&visit, &session, Errors::default()).await?)),
        Err(elsewhere) => elsewhere,
    }
}

impl CodePage {
    pub(super) async fn of(visit: &Visit, session: &Session, errors: Errors) -> Result<Self, Problem> {
        let store = &visit.app.store;
        let account = store.get_account(&session.row.account).await?;
        let email = account.snapshot().email.masked();
        let mobile = account.snapshot().first_sign_in.as_ref().map(|first| first.mobile.masked());
        let mobile = mobile.unwrap_or_default();
        let sent = store.find_sent_code(&session.row.account, &session.hash).await?;
        let sent = sent.filter(|code| visit.now < code.until);
        let channel = sent.map_or(Channel::Mail, |code| code.channel);
        let sent_to = sent.map(|code| match code.channel {
            Channel::Mail => email.clone(),
            Channel::Sms => mobile.clone(),
        });
        let channels =
            [(Channel::Mail, format!("E-mail: {email}")), (Channel::Sms, format!("SMS: {mobile}"))];
        Ok(Self {
            site: visit.site(),
            channels: channels.map(|(channel, label)| (channel.kind().to_owned(), label)).to_vec(),
            channel: channel.kind().to_owned(),
            sent_to: sent_to.unwrap_or_default(),
            errors,
        })
    }
}
