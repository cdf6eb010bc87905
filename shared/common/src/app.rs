//! What a step works with: one value, built once per process.

use crate::chance::Chance;
use crate::clock::Clock;
use crate::config::{Config, SecretSource};
use crate::documents::Documents;
use crate::mail::Mailer;
use crate::secrets::Secrets;
use crate::store::Store;
use std::sync::Arc;

/// The clients of AWS, wherever they point.
#[derive(Debug, Clone)]
pub struct Clients {
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// S3.
    pub s3: aws_sdk_s3::Client,
    /// SES.
    pub ses: aws_sdk_ses::Client,
    /// Secrets Manager, where the root secret lies there.
    pub secrets: Option<aws_sdk_secretsmanager::Client>,
}

/// What a step works with. Cloning is cheap.
#[derive(Debug, Clone)]
pub struct App {
    /// The tables.
    pub store: Store,
    /// The buckets.
    pub documents: Documents,
    /// Mail.
    pub mailer: Mailer,
    /// Keys, loaded on first use.
    pub secrets: Arc<Secrets>,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// What the deployment decides.
    pub config: Arc<Config>,
}

impl App {
    /// An application over clients.
    pub fn new(config: Config, clients: Clients, clock: Clock, chance: Chance) -> Self {
        let config = Arc::new(config);
        Self {
            store: Store::new(clients.dynamodb, config.tables.clone()),
            documents: Documents::new(clients.s3, config.buckets.clone()),
            mailer: Mailer::new(clients.ses, &config),
            secrets: Arc::new(Secrets::new(config.secret.clone(), clients.secrets)),
            clock,
            chance,
            config,
        }
    }

    /// The application of a Lambda function: clients from the SDK's standard variables.
    pub async fn from_env(config: Config) -> Self {
        let aws = aws_config::load_defaults(aws_config::BehaviorVersion::latest()).await;
        let manager = matches!(config.secret, SecretSource::SecretsManager(_));
        let clients = Clients {
            dynamodb: aws_sdk_dynamodb::Client::new(&aws),
            s3: aws_sdk_s3::Client::new(&aws),
            ses: aws_sdk_ses::Client::new(&aws),
            secrets: manager.then(|| aws_sdk_secretsmanager::Client::new(&aws)),
        };
        Self::new(config, clients, Clock::System, Chance::System)
    }
}
