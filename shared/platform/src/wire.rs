//! Calls to services that are not AWS's: over the network, or to an engine of this process.
//!
//! A call is small both ways and ends in time; what a service says beyond that is not read.

use http::{Request, Response};
use http_body_util::{BodyExt as _, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// A call had no answer.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// It took too long.
    #[error("no answer in time")]
    Late,
    /// There is no connection, or it broke.
    #[error("the service cannot be reached")]
    Unreachable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// An answer that is on its way.
pub type Answer = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, WireError>> + Send>>;

/// The other end of calls.
#[derive(Clone)]
pub struct Wire(Arc<End>);

enum End {
    /// Over TLS, trusting the authorities of the system. Made when it is first asked for: reading them takes time.
    Network(Box<OnceLock<Client<HttpsConnector<HttpConnector>, Full<bytes::Bytes>>>>),
    /// In this process.
    Here(Box<dyn Fn(Request<Vec<u8>>) -> Answer + Send + Sync>),
}

impl Wire {
    /// Calls over the network.
    pub fn network() -> Self {
        Self(Arc::new(End::Network(Box::default())))
    }

    /// Calls to something in this process.
    pub fn here(answer: impl Fn(Request<Vec<u8>>) -> Answer + Send + Sync + 'static) -> Self {
        Self(Arc::new(End::Here(Box::new(answer))))
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn send(
        &self,
        request: Request<Vec<u8>>,
        in_time: Duration,
    ) -> Result<Response<Vec<u8>>, WireError> {
        let answer = async {
            match &*self.0 {
                End::Here(answer) => answer(request).await,
                End::Network(client) => over_network(client, request).await,
            }
        };
        tokio::time::timeout(in_time, answer).await.map_err(|_| WireError::Late)?
    }
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wire")
    }
}

async fn over_network(
    client: &OnceLock<Client<HttpsConnector<HttpConnector>, Full<bytes::Bytes>>>,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, WireError> {
    let client = match client.get() {
        Some(client) => client,
        None => {
            let made = connected().map_err(|error| WireError::Unreachable(Box::new(error)))?;
            client.get_or_init(|| made)
        }
    };
    let request = request.map(|body| Full::new(bytes::Bytes::from(body)));
    let answer = client.request(request).await.map_err(|error| WireError::Unreachable(Box::new(error)))?;
    let (head, body) = answer.into_parts();
    let body = Limited::new(body, LONGEST_ANSWER).collect().await.map_err(WireError::Unreachable)?;
    Ok(Response::from_parts(head, body.to_bytes().to_vec()))
}

fn connected() -> std::io::Result<Client<HttpsConnector<HttpConnector>, Full<bytes::Bytes>>> {
    let connector = HttpsConnectorBuilder::new().with_native_roots()?.https_only().enable_http1().build();
    Ok(Client::builder(TokioExecutor::new()).build(connector))
}
