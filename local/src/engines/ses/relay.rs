//! Passes every mail on to an SMTP server, when the operator named one.

use std::time::Duration;

use axum::http::Uri;
use lettre::address::Envelope;
use lettre::transport::smtp::AsyncSmtpTransport;
use lettre::{AsyncTransport, Tokio1Executor};

use super::answer::SesError;
use super::message::Prepared;
use crate::engines::EngineError;

/// How long a step of the conversation may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The SMTP server.
pub(super) struct Relay {
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl Relay {
    /// A server by its address, `smtp://host:port`. It is meant for a mail catcher on this machine or a relay in the same
    /// network: the connection is neither encrypted nor authenticated.
    pub(super) fn to(url: &str) -> Result<Self, EngineError> {
        let (host, port) = host_and_port(url).ok_or(EngineError::Smtp)?;
        let transport =
            AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host).port(port).timeout(Some(TIMEOUT));
        Ok(Self { transport: transport.build() })
    }

    /// Passes one mail on. What the server does not take counts as throttled, so that the ledger tries again later.
    pub(super) async fn pass(&self, mail: &Prepared) -> Result<(), SesError> {
        let address =
            |text: &str| text.parse().map_err(|_| SesError::Rejected("An address is not understood."));
        let sender = address(&mail.sender)?;
        let recipients = mail.recipients.iter().map(|text| address(text)).collect::<Result<_, _>>()?;
        let envelope = Envelope::new(Some(sender), recipients);
        let envelope = envelope.map_err(|_| SesError::Rejected("The envelope is not understood."))?;
        let sent = self.transport.send_raw(&envelope, &mail.bytes).await;
        sent.map(drop).map_err(|error| SesError::NotRelayed(Box::new(error)))
    }
}

fn host_and_port(url: &str) -> Option<(String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let plain = uri.scheme_str() == Some("smtp") && matches!(uri.path(), "" | "/") && uri.query().is_none();
    let without_user = !uri.authority()?.as_str().contains('@');
    (plain && without_user).then_some((uri.host()?.to_owned(), uri.port_u16()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_host_and_port_is_an_address() {
        assert_eq!(host_and_port("smtp://localhost:1025"), Some(("localhost".to_owned(), 1025)));
        for url in [
            "",
            "localhost:1025",
            "smtp://localhost",
            "smtps://a:465",
            "smtp://u:p@a:25",
            "http://a:25",
            "smtp://a:25/x",
        ] {
            assert_eq!(host_and_port(url), None, "{url}");
        }
    }
}
