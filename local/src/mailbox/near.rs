//! Who may read the mails: this machine alone.

use std::net::{IpAddr, SocketAddr};

use axum::extract::{ConnectInfo, Request, State};
use axum::http::uri::Authority;
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use platform::config::PublicUrl;

/// Answers 404 to another machine, and to a page of another site that gave its own name our address. A call inside the
/// process has no peer.
pub(super) async fn only(State(public_url): State<PublicUrl>, request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip().to_canonical());
    let near = peer.is_none_or(|ip| ip.is_loopback() && is_named_ours(&request, &public_url));
    if near { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
}

/// Whether the name that the house is called by is one of this machine, on any port, or that of its public address.
fn is_named_ours(request: &Request, public_url: &PublicUrl) -> bool {
    let Some(called) = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()) else {
        return false;
    };
    let host = |authority: &str| {
        authority.parse::<Authority>().ok().map(|parsed| parsed.host().to_ascii_lowercase())
    };
    host(called).is_some_and(|name| is_loopback(&name) || Some(name) == host(public_url.host()))
}

fn is_loopback(name: &str) -> bool {
    let ip = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    name == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
}
