//! The mailbox's pages, as a browser and as a script see them.

#![expect(clippy::unwrap_used, reason = "what cannot be set up fails the test")]

use std::net::SocketAddr;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use local::mailbox::mailbox_router;
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

const LETTER: &str = "Message-ID: <1@sa-east-1.amazonses.com>\r\n\
From: =?utf-8?q?Forma=C3=A7=C3=A3o?= <selo@example.org>\r\n\
To: \"Concei=?utf-8?q?=C3=A7?=\" <ana@example.org>\r\n\
Date: Tue, 10 Mar 2026 12:30:00 +0000\r\n\
Subject: =?utf-8?q?Seu_certificado_est=C3=A1_<pronto>?=\r\n\
X-Selo-Mail: m1\r\n\
MIME-Version: 1.0\r\n\
Content-Type: multipart/alternative; boundary=b\r\n\r\n\
--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
Ol=C3=A1! <script>alert(1)</script>\r\n\
--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n\
<html><head><title>x</title></head><body><a href=\"https://selo.example/v/1\">Ver</a></body></html>\r\n\
--b--\r\n";

fn folder() -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join(".tmp")).unwrap();
    std::fs::write(dir.path().join("m1.eml"), LETTER).unwrap();
    std::fs::write(dir.path().join("m2.eml"), "From: a@b\r\nTo: c@d\r\nSubject: so texto\r\n\r\nx\r\n")
        .unwrap();
    dir
}

fn mailbox(dir: &TempDir) -> Router {
    mailbox_router(dir.path().to_path_buf())
}

/// Asks for the list over a socket.
async fn asked_by(dir: &TempDir, peer: &str, host: &str) -> Response {
    asked_with(dir, peer, host, None).await
}

async fn asked_with(dir: &TempDir, peer: &str, host: &str, header: Option<&'static str>) -> Response {
    let mut request = Request::get("/_local/correio").body(Body::empty()).unwrap();
    if !host.is_empty() {
        request.headers_mut().insert(header::HOST, host.parse().unwrap());
    }
    if let Some(name) = header {
        request.headers_mut().insert(name, "192.0.2.7".parse().unwrap());
    }
    request.extensions_mut().insert(ConnectInfo(peer.parse::<SocketAddr>().unwrap()));
    mailbox(dir).oneshot(request).await.unwrap()
}

#[tokio::test]
async fn only_this_machine_reads_the_mails_and_only_under_our_names() {
    let dir = folder();
    for (peer, host) in [
        ("127.0.0.1:5000", "127.0.0.1:8080"),
        ("127.0.0.1:5000", "LOCALHOST"),
        ("[::1]:5000", "[::1]:8080"),
        ("[::ffff:127.0.0.1]:5000", "localhost:1"),
    ] {
        let answer = asked_by(&dir, peer, host).await;
        assert_eq!(answer.status(), StatusCode::OK, "{peer} {host}");
        assert_eq!(answer.headers()["cross-origin-opener-policy"], "same-origin");
    }
    for (peer, host) in [
        ("192.0.2.7:5000", "127.0.0.1:8080"),
        ("192.0.2.7:5000", "selo.example"),
        ("[2001:db8::1]:5000", "localhost"),
        ("127.0.0.1:5000", "evil.example"),
        ("127.0.0.1:5000", "selo.example"),
        ("127.0.0.1:5000", "localhost.evil.example:8080"),
        ("127.0.0.1:5000", "evil.example@127.0.0.1.evil.example"),
        ("127.0.0.1:5000", ""),
    ] {
        assert_eq!(asked_by(&dir, peer, host).await.status(), StatusCode::NOT_FOUND, "{peer} {host}");
    }
}

#[tokio::test]
async fn whoever_comes_through_a_proxy_of_this_machine_reads_nothing() {
    let dir = folder();
    for header in [
        "forwarded",
        "via",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
        "x-forwarded-server",
        "x-real-ip",
    ] {
        let answer = asked_with(&dir, "127.0.0.1:5000", "localhost:8080", Some(header)).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{header}");
    }
}

async fn get(dir: &TempDir, path: &str, accept: &str) -> (StatusCode, String, String) {
    let request = Request::get(path).header(header::ACCEPT, accept).body(Body::empty()).unwrap();
    let answer = mailbox(dir).oneshot(request).await.unwrap();
    let policy =
        answer.headers().get(header::CONTENT_SECURITY_POLICY).map(|value| value.to_str().unwrap().to_owned());
    let status = answer.status();
    let body = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
    (status, policy.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
}

#[tokio::test]
async fn the_list_names_every_mail_once() {
    let dir = folder();
    let (status, _, body) = get(&dir, "/_local/correio", "application/json").await;
    let list: Value = serde_json::from_str(&body).unwrap();
    assert_eq!((status, &list["total"], &list["pages"]), (StatusCode::OK, &2.into(), &1.into()));
    let ids: Vec<_> =
        list["mails"].as_array().unwrap().iter().map(|mail| mail["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&"m1") && ids.contains(&"m2") && ids.len() == 2, "{ids:?}");
    let (_, policy, page) = get(&dir, "/_local/correio", "text/html").await;
    assert!(page.contains("/_local/correio/m1") && page.contains("so texto"), "{page}");
    assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
}

#[tokio::test]
async fn a_letter_is_read_with_its_accents_and_both_parts() {
    let dir = folder();
    let (_, _, body) = get(&dir, "/_local/correio/m1", "application/json").await;
    let letter: Value = serde_json::from_str(&body).unwrap();
    assert_eq!(letter["subject"], "Seu certificado está <pronto>");
    assert_eq!(letter["from"][0], "Formação <selo@example.org>");
    assert_eq!(letter["date"], "2026-03-10T12:30:00Z");
    assert!(letter["text"].as_str().unwrap().starts_with("Olá!"));
    assert!(letter["html"].as_str().unwrap().contains("https://selo.example/v/1"));
    let headers = letter["headers"].as_array().unwrap();
    assert!(headers.iter().any(|header| header["name"] == "X-Selo-Mail" && header["value"] == "m1"));
}

#[tokio::test]
async fn a_letter_cannot_bring_markup_into_the_page() {
    let dir = folder();
    let (_, _, page) = get(&dir, "/_local/correio/m1", "text/html,application/xhtml+xml").await;
    assert!(!page.contains("<script>") && !page.contains("<pronto>"), "{page}");
    assert!(page.contains("10/03/2026 09:30:00"), "{page}");
    let (_, policy, part) = get(&dir, "/_local/correio/m1/html", "text/html").await;
    assert!(part.starts_with("<html><head><base target=\"_blank\">"), "{part}");
    assert!(policy.contains("sandbox allow-popups") && policy.contains("default-src 'none'"), "{policy}");
}

#[tokio::test]
async fn a_mail_without_html_has_no_frame() {
    let dir = folder();
    let (_, _, page) = get(&dir, "/_local/correio/m2", "text/html").await;
    assert!(!page.contains("<iframe") && page.contains("<pre"), "{page}");
    assert_eq!(get(&dir, "/_local/correio/m2/html", "text/html").await.0, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_mail_is_not_found() {
    let dir = folder();
    std::fs::create_dir(dir.path().join("sub")).unwrap();
    std::fs::write(dir.path().join("sub/inner.eml"), LETTER).unwrap();
    let long = "a".repeat(101);
    std::fs::write(dir.path().join(format!("{long}.eml")), LETTER).unwrap();
    for path in [
        "/_local/correio/m9",
        "/_local/correio/sub%2Finner",
        "/_local/correio/..%2Fm1",
        "/_local/correio/.tmp",
        "/_local/correio/m1.eml",
        "/_local/correio/m1%00",
        &format!("/_local/correio/{long}"),
    ] {
        assert_eq!(get(&dir, path, "text/html").await.0, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn many_mails_come_a_hundred_to_a_page() {
    let dir = folder();
    for number in 0..148 {
        std::fs::write(
            dir.path().join(format!("n{number}.eml")),
            "From: a@b\r\nTo: c@d\r\nSubject: s\r\n\r\nx\r\n",
        )
        .unwrap();
    }
    let length = async |path: &str| {
        let list: Value = serde_json::from_str(&get(&dir, path, "application/json").await.2).unwrap();
        (list["mails"].as_array().unwrap().len(), list["pages"].as_u64().unwrap())
    };
    assert_eq!(length("/_local/correio").await, (100, 2));
    assert_eq!(length("/_local/correio?pagina=2").await, (50, 2));
    assert_eq!(length("/_local/correio?pagina=3").await, (0, 2));
}
