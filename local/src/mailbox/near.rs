//! Who may read the mails: this machine alone.

use std::net::SocketAddr;

use axum::extract::{ConnectInfo, Request};
use axum::http::{HeaderMap, StatusCode, Version, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::doors::is_this_machine;

/// What a proxy adds, beside all that begins with `x-forwarded`.
const FORWARDING: [&str; 6] =
    ["forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip"];

/// Answers 404 to another machine, to whoever comes through a proxy of this one, and to a page of another site that gave
/// its own name our address. A call inside the process has no peer.
pub(crate) async fn only(request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
    let near = peer.is_none_or(|ip| ip.is_loopback() && comes_directly(&request));
    if near { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
}

/// Whether a program of this machine asks for this machine. No browser speaks HTTP/1.0; a plain proxy does.
fn comes_directly(request: &Request) -> bool {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    host.is_some_and(is_this_machine)
        && request.version() != Version::HTTP_10
        && !is_forwarded(request.headers())
}

fn is_forwarded(headers: &HeaderMap) -> bool {
    let mut names = headers.keys().map(|name| name.as_str());
    names.any(|name| name.starts_with("x-forwarded") || FORWARDING.contains(&name))
}
