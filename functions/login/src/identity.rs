//! Signing in by who somebody else says that one is: gov.br, which knows people by CPF, and Autenticação.gov, which knows them by NIF.
//!
//! Two adapters behind one port: [`depart`] leads to the provider, and what comes back is [`Identity`], or refused. An account is
//! found by the CPF or NIF of what was verified, never by an address of mail. Nothing is stored between leaving and coming back: a
//! cookie of the browser that left holds what the answer is held against, under a signature of the house.

pub(crate) mod autenticacao;
pub(crate) mod govbr;
mod leaving;
pub(crate) mod pages;

use common::web::Visit;
use domain::people::identifier::Identifier;
use http::StatusCode;
use http::header::ACCEPT;
use leaving::Left;
use platform::identity::Provider;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// What stands in an address as it is (RFC 3986, 2.3).
const KEPT: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Who vouches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issuer {
    /// gov.br, of Brazil.
    GovBr,
    /// Autenticação.gov, of Portugal.
    Autenticacao,
}

impl Issuer {
    /// Its name in addresses.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Self::GovBr => "govbr",
            Self::Autenticacao => "autenticacao-gov",
        }
    }

    /// Its name for people.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::GovBr => "gov.br",
            Self::Autenticacao => "Autenticação.gov",
        }
    }

    /// Its name on the page to sign in.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::GovBr => "Entrar com gov.br",
            Self::Autenticacao => "Entrar com Chave Móvel Digital ou Cartão de Cidadão",
        }
    }

    /// Where it sends people back to.
    pub(crate) fn way_back(self, visit: &Visit) -> String {
        visit.app.config.public_url.join(match self {
            Self::GovBr => "/entrar/govbr/retorno",
            Self::Autenticacao => "/entrar/autenticacao-gov/retorno",
        })
    }

    /// The provider, where this deployment has it.
    pub(crate) fn provider(self, visit: &Visit) -> Option<Arc<Provider>> {
        match self {
            Self::GovBr => visit.app.identities.govbr.clone(),
            Self::Autenticacao => visit.app.identities.autenticacao.clone(),
        }
    }
}

/// How sure the issuer is of who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// They said so themselves (gov.br: bronze), or nothing is known of it.
    Said,
    /// Confirmed by a bank or a document (gov.br: silver; a mobile key of Portugal).
    Confirmed,
    /// By biometrics or a certificate (gov.br: gold).
    Proved,
}

/// What somebody was vouched for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    /// By whom.
    pub(crate) issuer: Issuer,
    /// Their CPF or NIF.
    pub(crate) subject: Identifier,
    /// How sure it is.
    pub(crate) level: Level,
}

/// Why an answer is not taken. It names no value of it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refused {
    /// Whoever went there came back without saying who they are.
    #[error("the provider answers that nobody signed in")]
    Cancelled,
    /// It is no answer to a question of this browser.
    #[error("another browser left, or too long ago")]
    State,
    /// The provider did not answer as it should.
    #[error("the provider answered something else: {0}")]
    Provider(&'static str),
    /// It does not answer.
    #[error("the provider does not answer")]
    Wire(#[from] platform::wire::WireError),
    /// The house cannot prove itself there.
    #[error(transparent)]
    Secret(#[from] platform::identity::NoClientSecret),
    /// What it signed is not for us, not from it, or not now.
    #[error("a token that does not count: {0}")]
    Token(&'static str),
}

/// What a provider needs to be asked, besides itself.
pub(crate) struct Asking<'a> {
    pub(crate) provider: &'a Provider,
    pub(crate) left: &'a Left,
    pub(crate) way_back: &'a str,
    pub(crate) now: jiff::Timestamp,
}

/// What a provider answers to a request, as JSON.
async fn call<T: DeserializeOwned>(
    asking: &Asking<'_>,
    request: http::request::Builder,
    body: Vec<u8>,
) -> Result<T, Refused> {
    let request = request.header(ACCEPT, "application/json").body(body);
    let request = request.map_err(|_| Refused::Provider("its address is none"))?;
    let answer = asking.provider.wire.send(request, asking.provider.in_time).await?;
    match answer.status() {
        StatusCode::OK => {
            serde_json::from_slice(answer.body()).map_err(|_| Refused::Provider("another shape"))
        }
        status if status.is_server_error() => Err(Refused::Provider("a fault of its own")),
        _ => Err(Refused::Provider("it refused")),
    }
}
