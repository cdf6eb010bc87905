//! Makes of the raw message what SES would pass on.

use mail_parser::{Address, Message, MessageParser};
use sha2::{Digest, Sha256};

use super::answer::SesError;
use super::request::SendRawEmail;
use crate::template::REGION;

/// The header by which the product names a mail.
const MAIL_NAME: &str = "X-Selo-Mail";

/// The longest name a mail may give itself, in bytes; a longer one is not used.
const MAX_NAME_LENGTH: usize = 128;

/// A mail that is accepted.
pub(super) struct Prepared {
    /// The mail's own name, or its message id.
    pub(super) mail_id: String,
    /// The id that SES answers. The same message gets the same one.
    pub(super) message_id: String,
    /// The envelope's sender.
    pub(super) sender: String,
    /// The envelope's recipients.
    pub(super) recipients: Vec<String>,
    /// The message with its `Message-ID` replaced.
    pub(super) bytes: Vec<u8>,
    /// The tags that came with it.
    pub(super) tags: Vec<(String, String)>,
}

impl Prepared {
    /// Checks the message and gives it the Message-ID of SES.
    pub(super) fn from(request: &SendRawEmail) -> Result<Self, SesError> {
        let parsed = MessageParser::default().parse(&request.data);
        let parsed = parsed.ok_or(SesError::InvalidParameter("The message has no headers."))?;
        let from = parsed.from().map(addresses).unwrap_or_default();
        let header_sender =
            from.into_iter().next().ok_or(SesError::InvalidParameter("Missing required header 'From'."))?;
        let recipients = recipients(request, &parsed);
        if recipients.is_empty() {
            return Err(SesError::InvalidParameter("Missing final '@domain'"));
        }
        if recipients.iter().any(|address| !is_address(address)) {
            return Err(SesError::Rejected("A recipient is not an address."));
        }
        if let Some(stranger) = recipients.iter().find(|address| is_not_verified(address)) {
            return Err(SesError::NotVerified(stranger.clone()));
        }
        let message_id = message_id(&request.data);
        let name = parsed.header_raw(MAIL_NAME).map(str::trim).filter(|name| is_name(name));
        Ok(Self {
            mail_id: name.unwrap_or(&message_id).to_owned(),
            bytes: with_message_id(&request.data, &message_id),
            sender: request.source.as_deref().map_or(header_sender, bare),
            recipients,
            message_id,
            tags: request.tags.clone(),
        })
    }
}

/// The envelope's recipients, or those of `To`, `Cc` and `Bcc`.
fn recipients(request: &SendRawEmail, parsed: &Message<'_>) -> Vec<String> {
    if !request.destinations.is_empty() {
        return request.destinations.iter().map(|address| bare(address)).collect();
    }
    [parsed.to(), parsed.cc(), parsed.bcc()].into_iter().flatten().flat_map(addresses).collect()
}

fn addresses(list: &Address<'_>) -> Vec<String> {
    list.iter().filter_map(|entry| entry.address()).map(str::to_owned).collect()
}

/// The address of `Name <address>`.
fn bare(mailbox: &str) -> String {
    let inner = mailbox.rsplit_once('<').and_then(|(_, rest)| rest.split_once('>'));
    inner.map_or(mailbox, |(address, _)| address).trim().to_owned()
}

fn is_address(text: &str) -> bool {
    let split = text.rsplit_once('@');
    split.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
        && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
}

/// An address that SES refuses to an account in its sandbox. Ours: the simulator of SES has no such address.
fn is_not_verified(address: &str) -> bool {
    let simulated = address.strip_suffix("@simulator.amazonses.com").unwrap_or_default();
    simulated.split('+').next() == Some("unverified")
}

/// A name that is a plain file name.
fn is_name(name: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=MAX_NAME_LENGTH).contains(&name.len()) && name.bytes().all(plain)
}

/// An id in the shape of SES's. It is drawn from the message, so that a message that is sent again keeps it.
fn message_id(data: &[u8]) -> String {
    let digest = Sha256::digest(data);
    let hex: String = digest.iter().take(20).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{}-000000", &hex[..16], &hex[16..])
}

/// The message with the one header that SES replaces.
fn with_message_id(data: &[u8], id: &str) -> Vec<u8> {
    let mut message = format!("Message-ID: <{id}@{REGION}.amazonses.com>\r\n").into_bytes();
    let mut in_headers = true;
    let mut dropping = false;
    for line in data.split_inclusive(|byte| *byte == b'\n') {
        if in_headers {
            let folded = line.starts_with(b" ") || line.starts_with(b"\t");
            dropping = if folded { dropping } else { names_message_id(line) };
            in_headers = !matches!(line, b"\r\n" | b"\n");
        }
        if !in_headers || !dropping {
            message.extend_from_slice(line);
        }
    }
    message
}

fn names_message_id(line: &[u8]) -> bool {
    let name = line.split(|byte| *byte == b':').next().unwrap_or_default();
    name.trim_ascii().eq_ignore_ascii_case(b"message-id")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(message: &str) -> Result<Prepared, SesError> {
        let data = message.replace('\n', "\r\n").into_bytes();
        Prepared::from(&SendRawEmail { source: None, destinations: Vec::new(), data, tags: Vec::new() })
    }

    #[test]
    fn the_message_id_is_replaced_and_nothing_else() {
        let mail = prepare("From: a@b\nMessage-ID: <x\n @y>\nTo: c@d\n\nMessage-ID: stays\n").unwrap();
        let text = String::from_utf8(mail.bytes).unwrap();
        let first = format!("Message-ID: <{}@{REGION}.amazonses.com>\r\n", mail.message_id);
        assert_eq!(text, format!("{first}From: a@b\r\nTo: c@d\r\n\r\nMessage-ID: stays\r\n"));
    }

    #[test]
    fn a_mail_is_called_by_its_own_name_when_that_is_a_plain_one() {
        let name = |header: &str| prepare(&format!("From: a@b\nTo: c@d\n{header}\n\n.")).unwrap();
        assert_eq!(name("X-Selo-Mail: mail_01-A").mail_id, "mail_01-A");
        for header in ["X-Selo-Mail: ../x", "X-Selo-Mail: a/b", "X-Selo-Mail:", "X-Other: y"] {
            let mail = name(header);
            assert_eq!(mail.mail_id, mail.message_id, "{header}");
        }
    }

    #[test]
    fn the_same_message_gets_the_same_id() {
        let one = prepare("From: a@b\nTo: c@d\n\n1").unwrap();
        let again = prepare("From: a@b\nTo: c@d\n\n1").unwrap();
        let other = prepare("From: a@b\nTo: c@d\n\n2").unwrap();
        assert_eq!(one.message_id, again.message_id);
        assert_ne!(one.message_id, other.message_id);
    }

    #[test]
    fn recipients_come_from_the_headers_when_the_envelope_names_none() {
        let mail = prepare("From: a@b\nTo: \"C, D\" <c@d>, e@f\nBcc: g@h\n\n.").unwrap();
        assert_eq!(mail.recipients, ["c@d", "e@f", "g@h"]);
    }

    #[test]
    fn a_message_without_sender_or_recipient_is_refused() {
        assert!(matches!(prepare("To: c@d\n\n."), Err(SesError::InvalidParameter(_))));
        assert!(matches!(prepare("From: a@b\n\n."), Err(SesError::InvalidParameter(_))));
        assert!(matches!(
            prepare("From: a@b\nTo: nobody\n\n."),
            Err(SesError::InvalidParameter(_) | SesError::Rejected(_))
        ));
    }
}
