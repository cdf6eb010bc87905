//! Short messages to mobile telephones, through SNS.

use aws_sdk_sns::Client;
use aws_sdk_sns::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_sns::operation::RequestId;
use aws_sdk_sns::types::MessageAttributeValue;
use domain::digital::mobile::Mobile;
use platform::aws::Service;

/// The longest text, in characters: what fits into one message even when a letter of it needs the larger alphabet (UCS-2).
pub const LONGEST: usize = 70;

/// A short message was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum SmsError {
    /// It is longer than one message.
    #[error("the text is longer than one message")]
    TooLong,
    /// The service refuses it for good: the number cannot be reached, or its owner wants none.
    #[error("the service refuses the short message")]
    Refused(#[source] Answer),
    /// The service is down, throttled, or its budget is spent: later.
    #[error("the service of short messages is not available")]
    Later(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// What SNS answered: not its sentence, which may name the number.
#[derive(Debug, thiserror::Error)]
#[error("SNS answered {code} to request {request_id}")]
pub struct Answer {
    /// The error's code.
    pub code: String,
    /// What SNS calls the request; `-` when it does not say.
    pub request_id: String,
}

/// Sends short messages.
#[derive(Debug, Clone)]
pub struct Texter {
    client: Service<Client>,
}

impl Texter {
    /// One that sends through a client.
    pub fn new(client: Service<Client>) -> Self {
        Self { client }
    }

    /// Sends one message, as one that somebody waits for, and returns what SNS calls it.
    ///
    /// # Errors
    /// [`SmsError::Later`] when another attempt may help.
    pub async fn send(&self, to: &Mobile, text: &str) -> Result<String, SmsError> {
        if text.chars().count() > LONGEST {
            return Err(SmsError::TooLong);
        }
        let kind = MessageAttributeValue::builder().data_type("String").string_value("Transactional").build();
        let kind = kind.map_err(|e| SmsError::Later(Box::new(e)))?;
        let publish = self.client.client().publish().phone_number(to.as_str()).message(text);
        match publish.message_attributes("AWS.SNS.SMS.SMSType", kind).send().await {
            Ok(sent) => Ok(sent.message_id.unwrap_or_default()),
            Err(error) => Err(read(error)),
        }
    }
}

/// Codes with which SNS refuses a number or a text whatever is tried.
const REFUSED: [&str; 4] = ["InvalidParameter", "InvalidParameterValue", "OptedOut", "PhoneNumberOptedOut"];

fn read<E>(error: SdkError<E>) -> SmsError
where
    E: ProvideErrorMetadata + std::error::Error + Send + Sync + 'static,
{
    let SdkError::ServiceError(answered) = &error else { return SmsError::Later(Box::new(error)) };
    let code = answered.err().code().unwrap_or("-").to_owned();
    let answer = Answer { code, request_id: error.request_id().unwrap_or("-").to_owned() };
    if REFUSED.contains(&answer.code.as_str()) {
        SmsError::Refused(answer)
    } else {
        SmsError::Later(Box::new(answer))
    }
}
