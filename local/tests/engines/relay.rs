//! SES with an SMTP server behind it.

use aws_sdk_s3::error::ProvideErrorMetadata;
use local::engines::{EngineError, EngineOptions, Engines};

use crate::mail::{mail, mails, send};

/// An SMTP server that takes mails, or refuses every recipient.
async fn smtp_server(takes: bool) -> (String, tokio::task::JoinHandle<Vec<String>>) {
    use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    let conversation = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let (reader, mut writer) = stream.into_split();
        let mut lines = BufReader::new(reader).lines();
        let mut heard = Vec::new();
        let mut in_data = false;
        writer.write_all(b"220 here\r\n").await.unwrap();
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match line.split(' ').next().unwrap_or_default() {
                "." if in_data => "250 kept",
                _ if in_data => "",
                "EHLO" => "250 here",
                "RCPT" if !takes => "451 later",
                "DATA" => "354 go on",
                "QUIT" => "221 bye",
                _ => "250 fine",
            };
            in_data = answer.starts_with("354") || (in_data && answer.is_empty());
            heard.push(line);
            if !answer.is_empty() && writer.write_all(format!("{answer}\r\n").as_bytes()).await.is_err() {
                break;
            }
            if answer.starts_with("221") || answer == "250 kept" {
                break;
            }
        }
        heard
    });
    (url, conversation)
}

#[tokio::test]
async fn a_relayed_mail_reaches_the_server_and_the_folder() {
    let dir = tempfile::tempdir().unwrap();
    let (url, conversation) = smtp_server(true).await;
    let engines =
        Engines::start(EngineOptions { data: dir.path().to_path_buf(), smtp: Some(url) }).await.unwrap();
    send(&engines.aws().ses, &mail("m", "ana@example.org", "oi")).await.unwrap();
    let heard = conversation.await.unwrap();
    assert!(heard.contains(&"RCPT TO:<ana@example.org>".to_owned()), "{heard:?}");
    assert!(heard.contains(&"Subject: oi".to_owned()), "{heard:?}");
    assert_eq!(mails(&engines), ["m.eml"]);
}

#[tokio::test]
async fn a_mail_that_the_relay_does_not_take_is_throttled_and_not_kept() {
    let dir = tempfile::tempdir().unwrap();
    let (url, _conversation) = smtp_server(false).await;
    let engines =
        Engines::start(EngineOptions { data: dir.path().to_path_buf(), smtp: Some(url) }).await.unwrap();
    let refused = send(&engines.aws().ses, &mail("m", "ana@example.org", "oi")).await.unwrap_err();
    assert_eq!(refused.code(), Some("Throttling"));
    assert_eq!(mails(&engines), Vec::<String>::new());
}

#[tokio::test]
async fn an_smtp_address_that_cannot_be_used_is_said_at_the_start() {
    let dir = tempfile::tempdir().unwrap();
    let options =
        EngineOptions { data: dir.path().to_path_buf(), smtp: Some("smtps://mail.example.org:465".into()) };
    assert!(matches!(Engines::start(options).await.err(), Some(EngineError::Smtp)));
}
