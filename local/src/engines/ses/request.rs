//! Reads a `SendRawEmail` request of the query protocol.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::answer::SesError;

/// SES's limit of a message, in bytes, counted in base64.
const MAX_MESSAGE_BYTES: usize = 10 * 1024 * 1024;

/// SES's limit of recipients per message.
const MAX_RECIPIENTS: usize = 50;

/// SES's limit of tags per message.
const MAX_TAGS: usize = 50;

/// The request's parameters.
pub(super) struct SendRawEmail {
    /// The envelope's sender; the message's `From` when absent.
    pub(super) source: Option<String>,
    /// The envelope's recipients; those of the message's headers when empty.
    pub(super) destinations: Vec<String>,
    /// The message as it was written.
    pub(super) data: Vec<u8>,
    /// What the sender wants to be reminded of in news of the mail.
    pub(super) tags: Vec<(String, String)>,
}

impl SendRawEmail {
    /// Takes the form apart.
    pub(super) fn parse(form: &str) -> Result<Self, SesError> {
        let fields: Vec<(String, String)> = serde_urlencoded::from_str(form)
            .map_err(|_| SesError::InvalidParameter("The request is not a form."))?;
        let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let action = value("Action").unwrap_or_default();
        if action != "SendRawEmail" {
            return Err(SesError::InvalidAction(action.chars().take(64).collect()));
        }
        let encoded =
            value("RawMessage.Data").ok_or(SesError::InvalidParameter("RawMessage.Data is missing."))?;
        if encoded.len() > MAX_MESSAGE_BYTES {
            return Err(SesError::InvalidParameter("Message length is more than 10485760 bytes long."));
        }
        let data = BASE64_STANDARD.decode(encoded);
        let data = data.map_err(|_| SesError::InvalidParameter("RawMessage.Data is not base64."))?;
        let destinations = fields.iter().filter(|(key, _)| key.starts_with("Destinations.member."));
        let destinations: Vec<_> = destinations.map(|(_, address)| address.clone()).collect();
        if destinations.len() > MAX_RECIPIENTS {
            return Err(SesError::InvalidParameter("Recipient count exceeds 50."));
        }
        let source = value("Source").filter(|source| !source.is_empty()).map(str::to_owned);
        let tags = (1..=MAX_TAGS).map_while(|n| {
            let part = |part: &str| value(&format!("Tags.member.{n}.{part}")).map(str::to_owned);
            part("Name").zip(part("Value"))
        });
        Ok(Self { source, destinations, data, tags: tags.collect() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(extra: &str) -> String {
        format!("Action=SendRawEmail&Version=2010-12-01&RawMessage.Data=RnJvbTogYUBiDQoNCg%3D%3D{extra}")
    }

    #[test]
    fn source_destinations_and_message_are_read() {
        let request = SendRawEmail::parse(&form(
            "&Source=a%40b&Destinations.member.1=c%40d&Destinations.member.2=e%40f",
        ))
        .unwrap();
        assert_eq!(request.source.as_deref(), Some("a@b"));
        assert_eq!(request.destinations, ["c@d", "e@f"]);
        assert_eq!(request.data, b"From: a@b\r\n\r\n");
    }

    #[test]
    fn another_action_is_refused_by_name() {
        let error = SendRawEmail::parse("Action=SendBulk").err().unwrap();
        assert!(matches!(error, SesError::InvalidAction(action) if action == "SendBulk"));
    }

    #[test]
    fn the_fifty_first_recipient_is_one_too_many() {
        let list =
            |count: usize| (0..count).map(|n| format!("&Destinations.member.{n}=a%40b")).collect::<String>();
        assert!(SendRawEmail::parse(&form(&list(50))).is_ok());
        assert!(matches!(SendRawEmail::parse(&form(&list(51))), Err(SesError::InvalidParameter(_))));
    }

    #[test]
    fn a_message_over_ten_megabytes_is_refused() {
        let form = format!("Action=SendRawEmail&RawMessage.Data={}", "A".repeat(MAX_MESSAGE_BYTES + 4));
        assert!(matches!(SendRawEmail::parse(&form), Err(SesError::InvalidParameter(_))));
    }
}
