//! Loopback ports for what a house reaches in its own process: proxies that fail, and functions that are processes.
//!
//! They answer whoever signs with the key of this run, and nobody else: another program of the machine does not know it.

use aws_sdk_dynamodb::config::{Credentials, SharedHttpClient};
use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use http::header::AUTHORIZATION;
use platform::chance::Chance;
use std::fmt::Write;
use std::sync::LazyLock;
use tokio::net::TcpListener;

static KEY: LazyLock<String> = LazyLock::new(|| {
    Chance::System.bytes::<16>().iter().fold(String::new(), |mut key, byte| {
        write!(key, "{byte:02x}").expect("a string grows");
        key
    })
});

/// The key of this run, also the secret that belongs to it.
pub fn key() -> &'static str {
    &KEY
}

/// What a client on the wire signs with.
pub fn credentials() -> Credentials {
    Credentials::new(key(), key(), None, None, "wire")
}

/// A client of HTTP that uses the network.
pub fn http() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

/// Serves a router on a free port for as long as the test runs, and returns its address.
pub async fn serve(router: Router) -> String {
    let (listener, url) = listen().await;
    tokio::spawn(async move { axum::serve(listener, guarded(router)).await });
    url
}

/// A free port and its address.
pub(crate) async fn listen() -> (TcpListener, String) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    (listener, url)
}

/// The router behind the key.
pub(crate) fn guarded(router: Router) -> Router {
    router.layer(from_fn(admit))
}

async fn admit(request: Request, next: Next) -> Response {
    let signed = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let ours = format!("Credential={}/", key());
    let knows = signed.is_some_and(|signed| signed.contains(&ours));
    if knows { next.run(request).await } else { StatusCode::FORBIDDEN.into_response() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    #[tokio::test]
    async fn the_wire_answers_its_own_key_only() {
        let url = serve(Router::new().fallback(async || "rows")).await;
        let ours = format!("AWS4-HMAC-SHA256 Credential={}/20260310/x", key());
        for (signed, status) in [("Credential=local/20260310", "403"), ("", "403"), (ours.as_str(), "200")] {
            let mut stream = TcpStream::connect(url.trim_start_matches("http://")).await.expect("a port");
            let head = format!("GET / HTTP/1.0\r\nAuthorization: {signed}\r\n\r\n");
            stream.write_all(head.as_bytes()).await.expect("sent");
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.expect("an answer");
            assert_eq!(answer.split(' ').nth(1), Some(status), "{signed}");
        }
    }
}
