//! What a step works with: one value, built once per process.

use crate::mail::Mailer;
use crate::sms::Texter;
use platform::aws::{Aws, Service};
use platform::chance::Chance;
use platform::clock::Clock;
use platform::config::{Config, IdentityConfig, SecretSource};
use platform::documents::Documents;
use platform::identity::{ClientSecret, Identities, Provider};
use platform::metrics::Meter;
use platform::payments::{PaymentSecret, PaymentSecretSource, Payments};
use platform::secrets::Secrets;
use platform::wire::Wire;
use std::sync::Arc;
use std::time::Duration;
use store::Store;

/// The clients of AWS, wherever they point.
#[derive(Debug, Clone)]
pub struct Clients {
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// S3.
    pub s3: aws_sdk_s3::Client,
    /// SES.
    pub ses: aws_sdk_ses::Client,
    /// SNS, for short messages.
    pub sns: aws_sdk_sns::Client,
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
    /// Short messages.
    pub texter: Texter,
    /// Keys, loaded on first use.
    pub secrets: Arc<Secrets>,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
    /// The payment provider.
    pub payments: Payments,
    /// Who vouches for who somebody is.
    pub identities: Identities,
    /// Counts what is done.
    pub meter: Meter,
    /// What the deployment decides.
    pub config: Arc<Config>,
}

impl App {
    /// An application over clients that are there.
    pub fn new(config: Config, clients: Clients, clock: Clock, chance: Chance) -> Self {
        let services = Services {
            dynamodb: clients.dynamodb.into(),
            s3: clients.s3.into(),
            ses: clients.ses.into(),
            sns: clients.sns.into(),
            secrets: clients.secrets.map(Service::from),
        };
        Self::over(config, services, clock, chance)
    }

    /// The application of a Lambda function: clients from the SDK's standard variables, each built when it is needed.
    pub fn of_function(config: Config, aws: &Aws) -> Self {
        let manager = matches!(config.secret, SecretSource::SecretsManager(_));
        let (payments, identities) = (payments(&config, aws), identities(&config, aws));
        let services = Services {
            dynamodb: Service::later(aws),
            s3: Service::later(aws),
            ses: Service::later(aws),
            sns: Service::later(aws),
            secrets: manager.then(|| Service::later(aws)),
        };
        Self::over(config, services, Clock::System, Chance::System)
            .paid_at(payments)
            .identified_by(identities)
    }

    /// The same with a payment provider.
    #[must_use]
    pub fn paid_at(self, payments: Payments) -> Self {
        Self { payments, ..self }
    }

    /// The same with providers that vouch for who somebody is.
    #[must_use]
    pub fn identified_by(self, identities: Identities) -> Self {
        Self { identities, ..self }
    }

    fn over(config: Config, services: Services, clock: Clock, chance: Chance) -> Self {
        let config = Arc::new(config);
        let meter = Meter::new(config.place.clone());
        Self {
            store: Store::new(services.dynamodb, config.tables.clone(), meter.clone(), chance.clone()),
            documents: Documents::new(services.s3, config.buckets.clone()),
            mailer: Mailer::new(services.ses, &config),
            texter: Texter::new(services.sns),
            secrets: Arc::new(Secrets::new(config.secret.clone(), services.secrets, clock.clone())),
            clock,
            chance,
            payments: Payments::off(),
            identities: Identities::default(),
            meter,
            config,
        }
    }
}

/// The payment provider that a deployment names.
fn payments(config: &Config, aws: &Aws) -> Payments {
    let Some(provider) = &config.payments else { return Payments::off() };
    let source = PaymentSecretSource::Manager(Service::later(aws), provider.secret.clone());
    let in_time = Duration::from_secs(provider.timeout_s.into());
    Payments::over(Wire::network(), &provider.url, PaymentSecret::new(source), in_time)
}

/// How long a provider may take to answer one call.
const PROVIDER: Duration = Duration::from_secs(5);

/// The providers that a deployment names.
fn identities(config: &Config, aws: &Aws) -> Identities {
    let provider = |named: &IdentityConfig| {
        let secret = named.secret.clone();
        let secret =
            secret.map_or_else(ClientSecret::none, |arn| ClientSecret::manager(Service::later(aws), arn));
        let (url, client_id) = (named.url.clone(), named.client_id.clone());
        Arc::new(Provider { url, client_id, secret, wire: Wire::network(), in_time: PROVIDER })
    };
    Identities {
        govbr: config.govbr.as_ref().map(provider),
        autenticacao: config.autenticacao.as_ref().map(provider),
    }
}

/// The services of AWS that a step may need.
struct Services {
    dynamodb: Service<aws_sdk_dynamodb::Client>,
    s3: Service<aws_sdk_s3::Client>,
    ses: Service<aws_sdk_ses::Client>,
    sns: Service<aws_sdk_sns::Client>,
    secrets: Option<Service<aws_sdk_secretsmanager::Client>>,
}
