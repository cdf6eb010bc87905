//! What the holder of a certificate can do with it.

use super::mail_words;
use crate::place::Place;
use common::participation::contact::ContactShown;
use domain::participation::certificate::{Certificate, State};
use domain::work::{Message, Task, Work};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::Serialize;

/// What a holder can do with a certificate.
#[derive(Serialize, JsonSchema)]
pub struct Options {
    /// Whether visitors see it.
    pub public: bool,
    /// Whether it may be shown to visitors or hidden: not once it is revoked.
    pub can_be_public: bool,
    /// Whether there is a direct link.
    pub has_link: bool,
    /// The direct link; empty when there is none, or when it is from before links could be shown again.
    pub link_url: String,
    /// Whether a direct link may be made now.
    pub can_have_link: bool,
    /// Where public access is switched.
    pub public_path: String,
    /// Where the direct link is changed.
    pub link_path: String,
    /// Goes into the field `idempotency_key` of a request for a link, so that asking twice makes one.
    pub link_key: String,
    /// Where it is added to LinkedIn; empty while that makes no sense.
    pub linkedin_path: String,
    /// Where an error on it is reported, and what came of that is seen.
    pub correction_path: String,
    /// Whether something was asked or corrected before.
    pub has_correction: bool,
    /// What became of the last mail about it; empty while there is none.
    pub mail: String,
    /// How its issuer is reached, when it has said so.
    pub contact: Option<ContactShown>,
    /// What was just switched.
    #[serde(skip)]
    pub done: Said,
}

/// What is said of what was just switched, beside the control: empty texts, nothing.
#[derive(Default)]
pub struct Said {
    /// Whether the options stay open.
    pub is_open: bool,
    /// Of public access.
    pub public: &'static str,
    /// Of the direct link.
    pub link: &'static str,
}

impl Options {
    /// What can be done with a certificate; `link` is its direct link, if that can be shown.
    pub fn new(certificate: &Certificate, link: Option<String>, mails: &[Work], place: &Place) -> Self {
        let is = &certificate.snapshot().state;
        let path = |what: &str| format!("/certificados/{}/{what}", certificate.id());
        let is_available = matches!(is, State::Available { .. });
        Self {
            public: certificate.snapshot().public,
            can_be_public: !matches!(is, State::Revoked { .. }),
            has_link: certificate.snapshot().link.is_some(),
            link_url: link.unwrap_or_default(),
            can_have_link: is_available,
            public_path: format!("{}{}", path("publico"), place.query()),
            link_path: format!("{}{}", path("link"), place.query()),
            link_key: format!("{}-{}", certificate.id(), certificate.snapshot().version),
            linkedin_path: if is_available { path("linkedin") } else { String::new() },
            correction_path: path("correcoes"),
            has_correction: certificate.snapshot().correction.is_some(),
            mail: last_mail(mails),
            contact: None,
            done: Said::of(certificate, place),
        }
    }

    /// The address that sends the direct link by a messenger, to whom its holder chooses there.
    pub fn whatsapp_url(&self, title: &str) -> String {
        format!("https://wa.me/?text={}", encoded(&self.words(title)))
    }

    /// The address that writes a mail with the direct link.
    pub fn mail_url(&self, title: &str) -> String {
        format!(
            "mailto:?subject={}&body={}",
            encoded(&format!("Certificado: {title}")),
            encoded(&self.words(title))
        )
    }

    fn words(&self, title: &str) -> String {
        format!("Meu certificado de “{title}”: {}", self.link_url)
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

impl Said {
    fn of(certificate: &Certificate, place: &Place) -> Self {
        let Some(done) = place.done_to(certificate.id()) else { return Self::default() };
        let sentence = done.sentence(certificate);
        let (public, link) = if done.is_about_the_link() { ("", sentence) } else { (sentence, "") };
        Self { is_open: true, public, link }
    }
}

/// What became of the last notification, in words.
fn last_mail(mails: &[Work]) -> String {
    let about = |work: &Work| match work.task() {
        Task::Mail { message: Message::Available { to, .. }, .. } => {
            Some((work.created_at(), to.masked(), work.state().clone()))
        }
        _ => None,
    };
    let Some((_, to, state)) = mails.iter().filter_map(about).max_by_key(|(at, ..)| *at) else {
        return String::new();
    };
    mail_words(&to, &state)
}
