//! The body of a request, which must keep coming.

use std::future::{Future, poll_fn};
use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, Incoming, SizeHint};
use tokio::time::{Instant, Sleep, sleep, timeout};

use super::room::Guest;

/// How long a body may pause.
const PAUSE: Duration = Duration::from_secs(10);
/// How long a body may take: the largest one over a slow line.
const WHOLE: Duration = Duration::from_secs(120);
/// How much of a body that nobody wants is read, and for how long, before the connection is given up.
const UNWANTED: u64 = 16 * 1024 * 1024;
const UNWANTED_FOR: Duration = Duration::from_secs(3);

/// The body, in the hands of whoever answers, and afterwards of whoever clears up.
#[derive(Clone)]
pub(super) struct ClientBody(Arc<Mutex<Inner>>);

struct Inner {
    body: Incoming,
    guest: Arc<Guest>,
    patience: Pin<Box<Sleep>>,
    until: Instant,
    begun: bool,
    failed: bool,
}

impl ClientBody {
    pub(super) fn new(body: Incoming, guest: Arc<Guest>) -> Self {
        let (patience, until) = (Box::pin(sleep(PAUSE)), Instant::now() + WHOLE);
        Self(Arc::new(Mutex::new(Inner { body, guest, patience, until, begun: false, failed: false })))
    }

    /// Whether the body has come to its end; what is left of it is read and forgotten, unless it is too much or was held
    /// back (`Expect: 100-continue`) and nobody asked for it.
    pub(super) async fn is_finished(&self, is_held_back: bool) -> bool {
        let (ended, left) = {
            let inner = self.inner();
            if inner.failed || (is_held_back && !inner.begun) {
                return inner.body.is_end_stream();
            }
            (inner.body.is_end_stream(), inner.body.size_hint().lower())
        };
        ended || (left <= UNWANTED && timeout(UNWANTED_FOR, self.forget()).await.unwrap_or(false))
    }

    async fn forget(&self) -> bool {
        let mut left = UNWANTED;
        loop {
            match poll_fn(|cx| self.inner().poll(cx)).await {
                None => return true,
                Some(Err(_)) => return false,
                Some(Ok(frame)) => match left.checked_sub(length(&frame)) {
                    Some(less) => left = less,
                    None => return false,
                },
            }
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn length(frame: &Frame<Bytes>) -> u64 {
    frame.data_ref().map_or(0, |data| data.len() as u64)
}

impl Inner {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.begun = true;
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(frame) => {
                self.guest.works();
                self.failed |= matches!(frame, Some(Err(_)));
                let next = self.until.min(Instant::now() + PAUSE);
                self.patience.as_mut().reset(next);
                Poll::Ready(frame.map(|frame| frame.map_err(axum::Error::new)))
            }
            Poll::Pending if self.patience.as_mut().poll(cx).is_pending() => {
                self.guest.waits();
                Poll::Pending
            }
            Poll::Pending => {
                self.guest.works();
                self.failed = true;
                let late = Error::new(ErrorKind::TimedOut, "the body of the request does not come");
                Poll::Ready(Some(Err(axum::Error::new(late))))
            }
        }
    }
}

impl HttpBody for ClientBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.inner().poll(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.inner().body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.inner().body.size_hint()
    }
}
