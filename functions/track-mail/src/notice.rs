//! A notification of the mail service, read: SES's event publishing, "Contents of event data that Amazon SES publishes".

use domain::value::email::EmailAddress;
use domain::work::News;
use jiff::Timestamp;
use serde::Deserialize;
use store::works::{UnknownLedger, WorkKey};

/// What was heard of one mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Which mail, as it is in the ledger.
    pub mail: WorkKey,
    /// What became of it.
    pub news: News,
    /// When.
    pub at: Timestamp,
    /// Where the mail went.
    pub to: Option<EmailAddress>,
}

/// A message is no notification.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// It is not the JSON document that SES publishes.
    #[error("not an event of SES")]
    Shape(#[from] serde_json::Error),
    /// It is about a mail of ours in a ledger that this version does not know. It is handed in again, and rings.
    #[error("news of a mail that is in no known ledger")]
    Ledger(#[from] UnknownLedger),
}

/// How the text begins that SES writes to a topic when it is told to publish there: no JSON, and no news.
const VALIDATED: &str = "Successfully validated SNS topic";

impl Notice {
    /// Reads a message. None for what the ledger does not record: that a mail was sent, opened or delayed, mails that are
    /// not ours, and that the topic was found.
    ///
    /// # Errors
    /// When the message is no notification.
    pub fn read(message: &str) -> Result<Option<Self>, NoticeError> {
        if message.starts_with(VALIDATED) {
            return Ok(None);
        }
        let event: Event = serde_json::from_str(message)?;
        let (news, at) = match (event.kind.as_str(), event.delivery, event.bounce, event.complaint) {
            ("Delivery", Some(delivery), ..) => (News::Delivered, delivery.timestamp),
            ("Bounce", _, Some(bounce), _) if bounce.kind == "Permanent" => {
                (News::ReturnedForGood, bounce.timestamp)
            }
            ("Bounce", _, Some(bounce), _) => (News::ReturnedForNow, bounce.timestamp),
            ("Complaint", _, _, Some(complaint)) => (News::Unwanted, complaint.timestamp),
            _ => return Ok(None),
        };
        let tag = |name: &str| event.mail.tags.get(name)?.first().map(String::as_str);
        let tags = tag("ledger").zip(tag("mail"));
        let mail = tags.map(|(ledger, mail)| WorkKey::of_tags(ledger, mail)).transpose()?;
        let to = event.mail.destination.first().and_then(|to| EmailAddress::parse(to).ok());
        Ok(mail.map(|mail| Self { mail, news, at, to }))
    }
}

#[derive(Deserialize)]
struct Event {
    #[serde(rename = "eventType")]
    kind: String,
    mail: Mail,
    delivery: Option<Happened>,
    bounce: Option<Bounce>,
    complaint: Option<Happened>,
}

#[derive(Deserialize)]
struct Mail {
    #[serde(default)]
    destination: Vec<String>,
    #[serde(default)]
    tags: std::collections::BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct Happened {
    timestamp: Timestamp,
}

#[derive(Deserialize)]
struct Bounce {
    #[serde(rename = "bounceType")]
    kind: String,
    timestamp: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &str = "7Q2M9KXD4VTBPA3H6R8S0W1Y5Z";

    fn event(kind: &str, more: &str) -> String {
        format!(
            r#"{{"eventType": "{kind}", "mail": {{"messageId": "0102", "destination": ["ana@exemplo.org"],
                "tags": {{"ledger": ["CERT-{MAIL}"], "mail": ["{MAIL}"], "ses:from-domain": ["selo.example"]}}}}, {more}}}"#
        )
    }

    fn news(message: &str) -> Option<News> {
        Notice::read(message).expect("an event").map(|notice| notice.news)
    }

    #[test]
    fn each_kind_of_news_is_told_apart() {
        let at = r#""timestamp": "2026-11-22T10:00:00.000Z""#;
        let bounce = |kind: &str| format!(r#""bounce": {{"bounceType": "{kind}", {at}}}"#);
        assert_eq!(news(&event("Delivery", &format!(r#""delivery": {{{at}}}"#))), Some(News::Delivered));
        assert_eq!(news(&event("Bounce", &bounce("Permanent"))), Some(News::ReturnedForGood));
        for passing in ["Transient", "Undetermined"] {
            assert_eq!(news(&event("Bounce", &bounce(passing))), Some(News::ReturnedForNow), "{passing}");
        }
        assert_eq!(news(&event("Complaint", &format!(r#""complaint": {{{at}}}"#))), Some(News::Unwanted));
        assert_eq!(news(&event("Send", r#""send": {}"#)), None);
    }

    #[test]
    fn mails_of_others_are_let_be_and_what_is_no_event_is_refused() {
        let others = r#"{"eventType": "Delivery", "mail": {"tags": {"campaign": ["spring"]}},
            "delivery": {"timestamp": "2026-11-22T10:00:00.000Z"}}"#;
        assert_eq!(news(others), None);
        for wrong in ["", "{}", "[]", r#"{"eventType": "Bounce"}"#, "Could not validate SNS topic"] {
            assert!(Notice::read(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn news_of_a_mail_in_an_unknown_ledger_are_refused_and_name_no_identifier() {
        let bounce = r#""bounce": {"bounceType": "Permanent", "timestamp": "2026-11-22T10:00:00.000Z"}"#;
        for ledger in ["SLOT", "IMPORT", "cert", "CERT-a", ""] {
            let message = event("Bounce", bounce).replace("CERT-", &format!("{ledger}-"));
            match Notice::read(&message) {
                Err(NoticeError::Ledger(unknown)) => {
                    assert!(!unknown.to_string().contains(MAIL), "{unknown}")
                }
                // A hyphen in an identifier.
                other => panic!("{ledger}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_written_when_the_topic_is_connected_is_no_news() {
        let text = "Successfully validated SNS topic for Amazon SES event publishing.";
        assert_eq!(Notice::read(text).expect("no poison"), None);
    }
}
