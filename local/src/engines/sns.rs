//! SNS in this process, as far as short messages go: the query protocol of `Publish` to a telephone. Every message is kept beside the
//! mails, as a file that a mail program reads: whoever works on this machine finds all that was sent in one place.

use std::fmt::Write as _;
use std::io;
use std::sync::Arc;

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use super::ses::MailService;

/// The longest text that SNS takes, in characters; it sends what is longer than one message as several.
const MAX_CHARACTERS: usize = 1600;

type Keep = dyn Fn(&str, &[u8]) -> io::Result<()> + Send + Sync;

/// The service of short messages.
pub(super) struct TextService {
    keep: Arc<Keep>,
}

impl TextService {
    /// One that keeps its messages beside the mails.
    pub(super) fn beside(mails: &MailService) -> Self {
        Self { keep: Arc::new(mails.keeper()) }
    }

    /// The service of HTTP, for the SDK's client in this process.
    pub(super) fn router(&self) -> Router {
        Router::new().route("/", post(take)).with_state(Arc::clone(&self.keep))
    }
}

/// Why a message was not accepted, in the words of SNS.
#[derive(Debug, thiserror::Error)]
enum SnsError {
    #[error("The action is not valid for this endpoint.")]
    InvalidAction,
    #[error("Invalid parameter: {0}")]
    InvalidParameter(&'static str),
    #[error("The message could not be kept.")]
    NotKept(#[source] io::Error),
}

/// One short message.
struct Published {
    phone: String,
    text: String,
}

impl Published {
    fn parse(form: &str) -> Result<Self, SnsError> {
        let fields: Vec<(String, String)> =
            serde_urlencoded::from_str(form).map_err(|_| SnsError::InvalidParameter("not a form"))?;
        let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        if value("Action").as_deref() != Some("Publish") {
            return Err(SnsError::InvalidAction);
        }
        let phone = value("PhoneNumber").ok_or(SnsError::InvalidParameter("PhoneNumber"))?;
        let digits = phone.strip_prefix('+').unwrap_or_default();
        if !(8..=15).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(SnsError::InvalidParameter("PhoneNumber"));
        }
        let text = value("Message").unwrap_or_default();
        if text.is_empty() || text.chars().count() > MAX_CHARACTERS {
            return Err(SnsError::InvalidParameter("Message"));
        }
        Ok(Self { phone, text })
    }

    /// The same message has the same name: sent again, it replaces its own file.
    fn id(&self) -> String {
        let digest = Sha256::digest(format!("{}\n{}", self.phone, self.text));
        let hex = digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        format!("sms-{hex}")
    }

    /// As a file that a mail program reads.
    fn file(&self) -> Vec<u8> {
        let subject = BASE64_STANDARD.encode(format!("SMS para {}", self.phone));
        format!(
            "From: <sms@selo.example>\r\nTo: <{}@sms.selo.example>\r\nSubject: =?utf-8?B?{subject}?=\r\nMIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            self.phone,
            BASE64_STANDARD.encode(&self.text)
        )
        .into_bytes()
    }
}

async fn take(State(keep): State<Arc<Keep>>, form: String) -> Response {
    match publish(keep, &form).await {
        Ok(id) => xml(
            StatusCode::OK,
            format!(
                "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>{id}</MessageId>\
                 </PublishResult><ResponseMetadata><RequestId>local</RequestId></ResponseMetadata></PublishResponse>"
            ),
        ),
        Err(error) => refused(&error),
    }
}

async fn publish(keep: Arc<Keep>, form: &str) -> Result<String, SnsError> {
    let message = Published::parse(form)?;
    let id = message.id();
    let kept = tokio::task::spawn_blocking({
        let id = id.clone();
        move || keep(&id, &message.file())
    });
    kept.await.map_err(io::Error::other).flatten().map_err(SnsError::NotKept)?;
    Ok(id)
}

fn refused(error: &SnsError) -> Response {
    let (code, status) = match error {
        SnsError::InvalidAction => ("InvalidAction", StatusCode::BAD_REQUEST),
        SnsError::InvalidParameter(_) => ("InvalidParameter", StatusCode::BAD_REQUEST),
        SnsError::NotKept(_) => ("InternalError", StatusCode::INTERNAL_SERVER_ERROR),
    };
    let fault = if status.is_server_error() { "Receiver" } else { "Sender" };
    xml(
        status,
        format!(
            "<ErrorResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><Error><Type>{fault}</Type><Code>{code}</Code>\
             <Message>{error}</Message></Error><RequestId>local</RequestId></ErrorResponse>"
        ),
    )
}

fn xml(status: StatusCode, body: String) -> Response {
    (status, [(header::CONTENT_TYPE, "text/xml")], body).into_response()
}
