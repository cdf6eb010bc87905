//! The public port: requests of strangers, some of whom are slow on purpose.
//!
//! A head is small and comes soon, a body keeps coming, and there is room for so many connections as there are
//! descriptors for. When there is no room, whoever has kept us waiting longest leaves, so that holding connections keeps
//! nobody out.

mod body;
mod room;

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

use body::ClientBody;
use room::{Guest, Room};

/// The longest head of a request, in bytes: what the gateway on AWS takes (API Gateway, "Quotas for HTTP APIs").
const LONGEST_HEAD: usize = 10 * 1024;
/// What is read at once, in bytes: a head that is longer is refused unread.
const BUFFER: usize = 16 * 1024;
/// How long a head may take, and how long a connection may wait for its next request.
const HEAD: Duration = Duration::from_secs(10);
/// For how long a connection that is closed is still listened to, so that the answer is not lost with it.
const LINGER: Duration = Duration::from_secs(2);
/// The pause after a connection could not be taken: others must end first.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves a router on a listener until the process ends.
pub async fn serve(listener: TcpListener, router: Router) {
    let room = Room::of_this_process();
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let place = room.admit().await;
                let router = router.clone();
                tokio::spawn(async move {
                    let guest = place.guest();
                    tokio::select! {
                        () = converse(stream, peer, router, Arc::clone(&guest)) => {}
                        () = guest.asked_to_leave() => {}
                    }
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(PAUSE).await;
            }
        }
    }
}

/// One connection, until either side has enough.
async fn converse(stream: TcpStream, peer: SocketAddr, router: Router, guest: Arc<Guest>) {
    let service = service_fn(|request| answer(request, peer, router.clone(), Arc::clone(&guest)));
    let mut connection = http1::Builder::new();
    connection.timer(TokioTimer::new()).header_read_timeout(HEAD).max_buf_size(BUFFER);
    let connection = connection.serve_connection(TokioIo::new(stream), service);
    // What went wrong with a connection is its client's: there is nobody to tell.
    if let Ok(parts) = connection.without_shutdown().await {
        // A timeout means only that the client went on sending for too long.
        let _ = tokio::time::timeout(LINGER, part(parts.io.into_inner())).await;
    }
}

/// Says goodbye and hears out what is still on its way: closed at once, the client would lose the answer.
async fn part(mut stream: TcpStream) {
    let mut heard = [0; 4096];
    if stream.shutdown().await.is_ok() {
        while matches!(stream.read(&mut heard).await, Ok(1..)) {}
    }
}

/// One request. Its body is read to the end, whatever was answered, or the connection is closed: the rest of it would be
/// taken for the next request.
async fn answer(
    request: Request<Incoming>,
    peer: SocketAddr,
    router: Router,
    guest: Arc<Guest>,
) -> Result<Response, Infallible> {
    guest.works();
    let (mut head, body) = request.into_parts();
    head.extensions.insert(ConnectInfo(peer));
    let is_held_back = head.headers.contains_key(header::EXPECT);
    let body = ClientBody::new(body, Arc::clone(&guest));
    let mut answer = if length(&head) > LONGEST_HEAD {
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE.into_response()
    } else {
        router.oneshot(Request::from_parts(head, Body::new(body.clone()))).await?
    };
    if !body.is_finished(is_held_back).await {
        answer.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
    }
    guest.waits();
    Ok(answer)
}

/// About how many bytes a head had on the line.
fn length(head: &Parts) -> usize {
    let fields = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    head.uri.path_and_query().map_or(0, |path| path.as_str().len()) + fields.sum::<usize>()
}
