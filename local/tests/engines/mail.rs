//! SES.

use aws_sdk_s3::error::ProvideErrorMetadata;
use aws_sdk_ses::primitives::Blob;
use aws_sdk_ses::types::RawMessage;
use local::engines::{Engines, MailEvent};

use crate::fresh;

pub(crate) fn mail(id: &str, to: &str, subject: &str) -> String {
    format!(
        "From: Selo <selo@example.org>\r\nTo: {to}\r\nSubject: {subject}\r\nX-Selo-Mail: {id}\r\n\r\nTexto\r\n"
    )
}

pub(crate) async fn send(ses: &aws_sdk_ses::Client, message: &str) -> Result<String, aws_sdk_ses::Error> {
    let raw = RawMessage::builder().data(Blob::new(message)).build().unwrap();
    Ok(ses.send_raw_email().source("selo@example.org").raw_message(raw).send().await?.message_id)
}

pub(crate) fn mails(engines: &Engines) -> Vec<String> {
    let entries = std::fs::read_dir(engines.mail_dir()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.ends_with(".eml")).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_mail_that_is_sent_again_is_one_file_with_one_message_id() {
    let (_dir, engines) = fresh().await;
    let ses = engines.aws().ses;
    let first = send(&ses, &mail("m-1", "ana@example.org", "oi")).await.unwrap();
    let again = send(&ses, &mail("m-1", "ana@example.org", "oi")).await.unwrap();
    send(&ses, &mail("m-2", "bia@example.org", "oi")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(mails(&engines), ["m-1.eml", "m-2.eml"]);
    let kept = std::fs::read_to_string(engines.mail_dir().join("m-1.eml")).unwrap();
    assert!(kept.starts_with(&format!("Message-ID: <{first}@")), "{kept}");
    assert!(kept.ends_with("\r\n\r\nTexto\r\n"));
}

#[tokio::test]
async fn a_mail_with_an_unsafe_name_is_kept_under_its_message_id() {
    let (dir, engines) = fresh().await;
    let id = send(&engines.aws().ses, &mail("../../m", "ana@example.org", "oi")).await.unwrap();
    assert_eq!(mails(&engines), [format!("{id}.eml")]);
    assert!(!dir.path().join("m.eml").exists());
}

#[tokio::test]
async fn refusing_ses_throttles_and_keeps_nothing_until_it_accepts_again() {
    let (_dir, engines) = fresh().await;
    let ses = engines.aws().ses;
    engines.ses_refuse(true);
    let refused = send(&ses, &mail("m", "ana@example.org", "oi")).await.unwrap_err();
    assert_eq!(refused.code(), Some("Throttling"));
    assert_eq!(mails(&engines), Vec::<String>::new());
    engines.ses_refuse(false);
    send(&ses, &mail("m", "ana@example.org", "oi")).await.unwrap();
    assert_eq!(mails(&engines), ["m.eml"]);
}

#[tokio::test]
async fn the_addresses_of_the_mailbox_simulator_bounce_and_complain() {
    let (_dir, mut engines) = fresh().await;
    let mut events = engines.mail_events().unwrap();
    let ses = engines.aws().ses;
    for (id, to) in [
        ("m1", "ana@example.org"),
        ("m2", "bounce+x@simulator.amazonses.com"),
        ("m3", "complaint@simulator.amazonses.com"),
    ] {
        send(&ses, &mail(id, to, "oi")).await.unwrap();
    }
    let told: Vec<_> = std::iter::from_fn(|| events.try_recv().ok()).collect();
    let [MailEvent::Delivered(a), MailEvent::Bounced(b), MailEvent::Complained(c)] = &told[..] else {
        panic!("{told:?}");
    };
    assert_eq!([&a.mail_id, &b.mail_id, &c.mail_id], ["m1", "m2", "m3"]);
    assert_eq!(b.recipient, "bounce+x@simulator.amazonses.com");
    assert!(!format!("{told:?}").contains("example.org"));
}

#[tokio::test]
async fn a_message_that_ses_would_not_take_is_refused_in_its_words() {
    let (_dir, engines) = fresh().await;
    let ses = engines.aws().ses;
    let without_from = send(&ses, "To: ana@example.org\r\n\r\nx").await.unwrap_err();
    assert_eq!(without_from.code(), Some("InvalidParameterValue"));
    let other = ses.get_send_quota().send().await.unwrap_err();
    assert_eq!(other.code(), Some("InvalidAction"));
    assert_eq!(mails(&engines), Vec::<String>::new());
}
