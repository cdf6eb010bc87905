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

/// A mail, ready to be sent.
pub struct Letter {
    /// Names it in the ledger.
    pub id: MailId,
    /// Its only recipient.
    pub to: EmailAddress,
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
    /// A mailer that sends as `brand <sender>`, under the configuration set that has news of mails told.
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
    let message = Message::builder()
        .from(Mailbox::new(Some(brand.to_owned()), address(sender)?))
        .to(Mailbox::new(None, address(&letter.to)?))
        .subject(domain::value::name::plain_line(&letter.subject))
        .raw_header(header)
        .multipart(both)
        .map_err(|e| MailError::Compose(Box::new(e)))?;
    Ok(message.formatted())
}
