//! What is agreed on with the payment provider: our key there, and the tokens that its webhooks carry.

use super::PaymentError;
use crate::aws::Service;
use serde::Deserialize;
use std::fmt;
use subtle::ConstantTimeEq as _;
use tokio::sync::OnceCell;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Where it lies.
pub enum PaymentSecretSource {
    /// A secret in AWS Secrets Manager, by its ARN: `{"api_key": "…", "webhook_tokens": ["…"]}`. While a token is changed both
    /// count.
    Manager(Service<aws_sdk_secretsmanager::Client>, String),
    /// It is here: the provider is an engine of this process.
    Given(String),
}

#[derive(Deserialize, Zeroize, ZeroizeOnDrop)]
struct Agreed {
    api_key: String,
    webhook_tokens: Vec<String>,
}

/// What is agreed on, read when it is first asked for. A function that lives for hours has the old one until it ends: a new key
/// and the old one are both good at the provider for a while.
pub struct PaymentSecret {
    source: PaymentSecretSource,
    read: OnceCell<Agreed>,
}

impl PaymentSecret {
    /// What will be read there.
    pub fn new(source: PaymentSecretSource) -> Self {
        Self { source, read: OnceCell::new() }
    }

    async fn agreed(&self) -> Result<&Agreed, PaymentError> {
        self.read
            .get_or_try_init(async || {
                let json = match &self.source {
                    PaymentSecretSource::Given(json) => Zeroizing::new(json.clone()),
                    PaymentSecretSource::Manager(manager, arn) => {
                        let answer = manager.client().get_secret_value().secret_id(arn).send().await;
                        let answer = answer.map_err(|error| PaymentError::Secret(Box::new(error)))?;
                        let json = answer
                            .secret_string
                            .ok_or_else(|| PaymentError::Secret("it holds no text".into()))?;
                        Zeroizing::new(json)
                    }
                };
                // What serde says may quote the secret.
                serde_json::from_str(&json).map_err(|_| PaymentError::Secret("it has another shape".into()))
            })
            .await
    }

    pub(super) async fn api_key(&self) -> Result<Zeroizing<String>, PaymentError> {
        Ok(Zeroizing::new(self.agreed().await?.api_key.clone()))
    }

    /// Every token is compared, so that the time tells nothing.
    pub(super) async fn is_token(&self, given: &[u8]) -> Result<bool, PaymentError> {
        let tokens = &self.agreed().await?.webhook_tokens;
        let none = subtle::Choice::from(0);
        Ok(tokens
            .iter()
            .filter(|token| token.len() >= 32)
            .fold(none, |any, token| any | token.as_bytes().ct_eq(given))
            .into())
    }
}

impl fmt::Debug for PaymentSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PaymentSecret(•••)")
    }
}
