//! Mail: one recipient, one well-formed message, whatever is in the names.

use aws_sdk_ses::Client;
use aws_sdk_ses::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_ses::operation::RequestId;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::{MessageTag, RawMessage};
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::{Address, Message};
use platform::aws::Service;
use platform::config::Config;
use std::sync::Arc;
use std::time::Duration;
use store::works::WorkKey;
use tokio::sync::Mutex;
use tokio::time::{Interval, MissedTickBehavior, interval};

/// The header that names a mail in our ledger. SES replaces the Message-ID, so duplicates are told by this one.
pub const MAIL_ID_HEADER: &str = "X-Selo-Mail";

/// The header by which other programs know that no person wrote a mail (RFC 3834): nobody's absence is answered to it.
const AUTO_SUBMITTED: &str = "Auto-Submitted";
/// Its value for mails that something has caused.
const AUTOMATIC: &str = "auto-generated";

/// A mail, ready to be sent.
pub struct Letter {
    /// Names it in the ledger.
    pub id: MailId,
    /// Its only recipient.
    pub to: EmailAddress,
    /// In whose name it is sent, when that is not the house's own: the institution that issued.
    pub on_behalf_of: Option<String>,
    /// Where answers go; none, to the sender.
    pub reply_to: Option<EmailAddress>,
    /// One line without controls.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As HTML.
    pub html: String,
}

/// A mail was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// It cannot be written as a message.
    #[error("could not compose the message")]
    Compose(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The service refuses this message for good.
    #[error("the mail service refuses the message")]
    Refused(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The service is down, throttled or paused: later.
    #[error("the mail service is not available")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What SES answered instead of taking a mail: not its sentence, which may name the recipient.
#[derive(Debug, thiserror::Error)]
#[error("SES answered {code} to request {request_id}")]
pub struct Answer {
    /// The error's code.
    pub code: String,
    /// What SES calls the request; `-` when it does not say.
    pub request_id: String,
}

/// Sends mails through SES.
#[derive(Debug, Clone)]
pub struct Mailer {
    client: Service<Client>,
    sender: EmailAddress,
    brand: String,
    configuration_set: Option<String>,
    pace: Option<Arc<Mutex<Interval>>>,
}

impl Mailer {
    /// A mailer that sends as `brand <sender>`, or `institution via brand <sender>`, under the configuration set that has news of mails told.
    ///
    /// With a rate, no more than so many a second leave this process: a mail service that is sent more refuses some.
    ///
    /// # Panics
    /// With a rate, outside a runtime.
    pub fn new(client: Service<Client>, config: &Config) -> Self {
        let pace = config.mails_per_second.map(|rate| {
            let mut pace = interval(Duration::from_secs(1) / rate.get());
            pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
            Arc::new(Mutex::new(pace))
        });
        let Config { sender, brand, configuration_set, .. } = config.clone();
        Self { client, sender, brand, configuration_set, pace }
    }

    /// Sends one mail and returns what SES calls it.
    ///
    /// # Errors
    /// [`MailError::Later`] when another attempt may help.
    pub async fn send(&self, letter: &Letter, ledger: &WorkKey) -> Result<String, MailError> {
        let raw = compose(letter, &self.sender, &self.brand)?;
        let message = RawMessage::builder()
            .data(Blob::new(raw))
            .build()
            .map_err(|e| MailError::Compose(Box::new(e)))?;
        if let Some(pace) = &self.pace {
            pace.lock().await.tick().await;
        }
        let tags = [("ledger", ledger.ledger_tag()), ("mail", letter.id.to_string())];
        let tags = tags.map(|(name, value)| MessageTag::builder().name(name).value(value).build());
        let tags: Vec<_> =
            tags.into_iter().collect::<Result<_, _>>().map_err(|e| MailError::Compose(Box::new(e)))?;
        let send = self
            .client
            .client()
            .send_raw_email()
            .source(self.sender.as_str())
            .destinations(letter.to.as_str());
        let send = send.set_tags(Some(tags)).set_configuration_set_name(self.configuration_set.clone());
        match send.raw_message(message).send().await {
            Ok(sent) => Ok(sent.message_id),
            Err(error) => Err(read(error)),
        }
    }
}

fn read<E>(error: SdkError<E>) -> MailError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let SdkError::ServiceError(answered) = &error else { return MailError::Later(Box::new(error)) };
    let code = answered.err().code().unwrap_or("-").to_owned();
    let answer = Answer { code, request_id: error.request_id().unwrap_or("-").to_owned() };
    match answer.code.as_str() {
        // An identity that is not proved, or the sandbox: no message is at fault, and a person mends it within days.
        "MessageRejected" if is_unproved(answered.err().message()) => MailError::Later(Box::new(answer)),
        "MessageRejected" | "InvalidParameterValue" => MailError::Refused(Box::new(answer)),
        _ => MailError::Later(Box::new(answer)),
    }
}

/// Whether SES says that an address or a domain is not verified. The sentence names addresses: it is read and not kept.
fn is_unproved(message: Option<&str>) -> bool {
    message.is_some_and(|message| message.contains("not verified"))
}

/// The longest name that a mail is from, in characters: longer ones are cut by mail programs, and the end is what says
/// through whom it came.
const LONGEST_FROM: usize = 70;

/// The name that a mail is from: `Instituto Horizonte via Selo`, or the brand alone. Signs that make a name look like an address
/// are dropped; a long name of an institution is shortened at a word.
fn from_name(on_behalf_of: Option<&str>, brand: &str) -> String {
    let plain = |text: &str| {
        let text: String = text.chars().map(|c| if "<>@\"\\".contains(c) { ' ' } else { c }).collect();
        domain::value::name::plain_line(&text)
    };
    let brand = plain(brand);
    let name = on_behalf_of.map(plain).filter(|name| !name.is_empty());
    let Some(name) = name else { return brand };
    let room = LONGEST_FROM.saturating_sub(" via ".len() + brand.chars().count()).max(20);
    format!("{} via {brand}", shortened(&name, room))
}

/// A name within so many characters: its first words and `…`.
fn shortened(name: &str, room: usize) -> String {
    if name.chars().count() <= room {
        return name.to_owned();
    }
    let cut: String = name.chars().take(room - 1).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', '-', '–', ' ']))
}

/// The message as RFC 5322 bytes. Every value goes through a typed header or an encoded part, so none can add a header
/// or a recipient.
fn compose(letter: &Letter, sender: &EmailAddress, brand: &str) -> Result<Vec<u8>, MailError> {
    let address =
        |e: &EmailAddress| e.as_str().parse::<Address>().map_err(|e| MailError::Compose(Box::new(e)));
    let header = HeaderValue::new(HeaderName::new_from_ascii_str(MAIL_ID_HEADER), letter.id.to_string());
    let part = |kind: ContentType, body: &str| SinglePart::builder().header(kind).body(body.to_owned());
    let both = MultiPart::alternative()
        .singlepart(part(ContentType::TEXT_PLAIN, &letter.text))
        .singlepart(part(ContentType::TEXT_HTML, &letter.html));
    let automatic = HeaderValue::new(HeaderName::new_from_ascii_str(AUTO_SUBMITTED), AUTOMATIC.to_owned());
    let mut builder = Message::builder();
    if let Some(reply_to) = &letter.reply_to {
        builder = builder.reply_to(Mailbox::new(None, address(reply_to)?));
    }
    let message = builder
        .from(Mailbox::new(Some(from_name(letter.on_behalf_of.as_deref(), brand)), address(sender)?))
        .to(Mailbox::new(None, address(&letter.to)?))
        .subject(domain::value::name::plain_line(&letter.subject))
        .raw_header(header)
        .raw_header(automatic)
        .multipart(both)
        .map_err(|e| MailError::Compose(Box::new(e)))?;
    Ok(message.formatted())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn composed(on_behalf_of: Option<&str>, reply_to: Option<&str>) -> String {
        let address = |text: &str| EmailAddress::parse(text).expect("an address");
        let letter = Letter {
            id: MailId::from_bytes([7; 17]),
            to: address("ana@exemplo.org"),
            on_behalf_of: on_behalf_of.map(str::to_owned),
            reply_to: reply_to.map(address),
            subject: "Assunto".to_owned(),
            text: "texto".to_owned(),
            html: "<p>texto</p>".to_owned(),
        };
        let raw = compose(&letter, &address("nao-responda@selo.example"), "Selo").expect("a message");
        String::from_utf8(raw).expect("text")
    }

    #[test]
    fn a_mail_is_from_the_institution_and_answered_to_it() {
        let raw = composed(Some("Instituto Horizonte"), Some("apoio@horizonte.example"));
        let from = "From: \"Instituto Horizonte via Selo\" <nao-responda@selo.example>\r\n";
        assert!(raw.contains(from), "{raw}");
        assert!(raw.contains("Reply-To: apoio@horizonte.example\r\n"), "{raw}");
        assert!(raw.contains("Auto-Submitted: auto-generated\r\n"), "{raw}");
        let own = composed(None, None);
        assert!(own.contains("From: Selo <nao-responda@selo.example>\r\n"), "{own}");
        assert!(!own.contains("Reply-To") && own.contains("Auto-Submitted: auto-generated\r\n"), "{own}");
    }

    #[test]
    fn no_name_of_an_institution_is_an_address_or_a_header() {
        let name = from_name(Some("Banco <chefe@banco.example>\r\nBcc: x@y.example"), "Selo");
        assert_eq!(name, "Banco chefe banco.example Bcc: x y.example via Selo");
        let long =
            "Fundação Universitária para o Desenvolvimento do Ensino, da Pesquisa e da Extensão do Norte";
        let name = from_name(Some(long), "Selo");
        assert_eq!(name, "Fundação Universitária para o Desenvolvimento do Ensino, da… via Selo");
        assert!(name.chars().count() <= LONGEST_FROM);
    }
}
