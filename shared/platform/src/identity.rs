//! Providers that vouch for who somebody is: gov.br and Autenticação.gov. What each of them says is read by the step `login`.

use crate::aws::Service;
use crate::wire::Wire;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;
use zeroize::Zeroizing;

/// The providers of a deployment, each of which may be missing.
#[derive(Debug, Clone, Default)]
pub struct Identities {
    /// gov.br: OpenID Connect, by CPF.
    pub govbr: Option<Arc<Provider>>,
    /// Autenticação.gov (Chave Móvel Digital, Cartão de Cidadão): OAuth 2 and a manager of attributes, by NIF.
    pub autenticacao: Option<Arc<Provider>>,
}

/// A provider, and as whom the house is known there.
#[derive(Debug)]
pub struct Provider {
    /// Where it begins, without a slash at the end: `https://sso.acesso.gov.br`.
    pub url: String,
    /// The name of the house there.
    pub client_id: String,
    /// What the house proves itself with, where that is asked for.
    pub secret: ClientSecret,
    /// The way there.
    pub wire: Wire,
    /// How long each call may take.
    pub in_time: Duration,
}

/// What the house proves itself with to a provider.
pub struct ClientSecret(Kept);

enum Kept {
    None,
    Text(Zeroizing<String>),
    Manager {
        manager: Service<aws_sdk_secretsmanager::Client>,
        arn: String,
        read: OnceCell<Zeroizing<String>>,
    },
}

/// The secret cannot be had.
#[derive(Debug, thiserror::Error)]
#[error("the secret of an identity provider cannot be had")]
pub struct NoClientSecret(#[source] Option<Box<dyn std::error::Error + Send + Sync>>);

impl ClientSecret {
    /// None is asked for.
    pub fn none() -> Self {
        Self(Kept::None)
    }

    /// This text.
    pub fn text(text: &str) -> Self {
        Self(Kept::Text(Zeroizing::new(text.to_owned())))
    }

    /// A text in AWS Secrets Manager, read when it is first needed.
    pub fn manager(manager: Service<aws_sdk_secretsmanager::Client>, arn: String) -> Self {
        Self(Kept::Manager { manager, arn, read: OnceCell::new() })
    }

    /// The text.
    ///
    /// # Errors
    /// When there is none, or it cannot be read.
    pub async fn get(&self) -> Result<&str, NoClientSecret> {
        match &self.0 {
            Kept::None => Err(NoClientSecret(None)),
            Kept::Text(text) => Ok(text),
            Kept::Manager { manager, arn, read } => {
                let text = read.get_or_try_init(|| async {
                    let answer = manager.client().get_secret_value().secret_id(arn).send().await;
                    let answer = answer.map_err(|error| NoClientSecret(Some(Box::new(error))))?;
                    answer.secret_string.map(Zeroizing::new).ok_or(NoClientSecret(None))
                });
                Ok(text.await?)
            }
        }
    }
}

impl fmt::Debug for ClientSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientSecret(•••)")
    }
}
