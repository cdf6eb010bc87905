//! The clients of AWS, each built when it is first asked for.
//!
//! A Lambda function waits for what it builds at its start, and carries what it can reach. A client that no code of a
//! step asks for is neither built nor linked into its binary. Region, credentials and endpoints are in the environment
//! of a function (AWS Lambda, "Defined runtime environment variables"), so nothing is looked up over the network.

use crate::config::{ConfigError, required, variable};
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_runtime_api::client::behavior_version::BehaviorVersion;
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_types::SdkConfig;
use aws_types::region::Region;
use aws_types::sdk_config::{RetryConfig, TimeoutConfig};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The authorities that sign the certificates of AWS's endpoints (Amazon Trust Services, "CA repository"). Reading the
/// roots of a system, which knows some 150 authorities, takes longer than all the rest of a function's start.
const ROOTS: [&[u8]; 5] = [
    include_bytes!("../roots/amazon-root-ca-1.pem"),
    include_bytes!("../roots/amazon-root-ca-2.pem"),
    include_bytes!("../roots/amazon-root-ca-3.pem"),
    include_bytes!("../roots/amazon-root-ca-4.pem"),
    include_bytes!("../roots/starfield-services-root-g2.pem"),
];

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(1);
/// How long one attempt may take.
const ATTEMPT: Duration = Duration::from_secs(3);
/// How long all attempts together may take: an answer that says "busy" still reaches whoever waits.
pub(crate) const OPERATION: Duration = Duration::from_secs(8);
/// How long SES may take. It has no idempotency: a mail that it took slowly, and that is sent again, goes out twice. So
/// there is one long attempt, and the outbox tries again.
const MAIL: Duration = Duration::from_secs(10);
/// How long SNS may take for a short message. Like a mail, it is sent twice if it is asked for twice.
const TEXT: Duration = Duration::from_secs(10);
/// How often something is tried.
const ATTEMPTS: u32 = 5;
/// The pause after the first attempt; the next ones double it, and chance shortens each.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// A client of one of AWS's services.
pub trait Client {
    /// Its part of the name of the variable that sets its endpoint: `AWS_ENDPOINT_URL_…`.
    const ENDPOINT: &'static str;

    /// A client with this configuration.
    fn over(aws: &SdkConfig) -> Self;
}

macro_rules! client {
    ($sdk:ident, $endpoint:literal) => {
        impl Client for $sdk::Client {
            const ENDPOINT: &'static str = $endpoint;

            fn over(aws: &SdkConfig) -> Self {
                Self::new(aws)
            }
        }
    };
}

client!(aws_sdk_dynamodb, "AWS_ENDPOINT_URL_DYNAMODB");
client!(aws_sdk_s3, "AWS_ENDPOINT_URL_S3");
client!(aws_sdk_secretsmanager, "AWS_ENDPOINT_URL_SECRETS_MANAGER");

impl Client for aws_sdk_ses::Client {
    const ENDPOINT: &'static str = "AWS_ENDPOINT_URL_SES";

    fn over(aws: &SdkConfig) -> Self {
        let timeout = TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(MAIL);
        let config = aws_sdk_ses::config::Builder::from(aws).retry_config(RetryConfig::disabled());
        Self::from_conf(config.timeout_config(timeout.operation_attempt_timeout(MAIL).build()).build())
    }
}

impl Client for aws_sdk_sns::Client {
    const ENDPOINT: &'static str = "AWS_ENDPOINT_URL_SNS";

    fn over(aws: &SdkConfig) -> Self {
        let timeout = TimeoutConfig::builder().connect_timeout(CONNECT).operation_timeout(TEXT);
        let config = aws_sdk_sns::config::Builder::from(aws).retry_config(RetryConfig::disabled());
        Self::from_conf(config.timeout_config(timeout.operation_attempt_timeout(TEXT).build()).build())
    }
}

/// A service of AWS: its client is there, or is built when it is first asked for.
pub struct Service<C>(Arc<Inner<C>>);

enum Inner<C> {
    Ready(C),
    Later(Box<Aws>, OnceLock<C>),
}

impl<C: Client> Service<C> {
    /// A service whose client is built when it is first asked for.
    pub fn later(aws: &Aws) -> Self {
        Self(Arc::new(Inner::Later(Box::new(aws.clone()), OnceLock::new())))
    }

    /// The client.
    pub fn client(&self) -> &C {
        match &*self.0 {
            Inner::Ready(client) => client,
            Inner::Later(aws, built) => built.get_or_init(|| match aws.endpoints.get(C::ENDPOINT) {
                Some(url) => C::over(&aws.common.to_builder().endpoint_url(url).build()),
                None => C::over(&aws.common),
            }),
        }
    }
}

impl<C> From<C> for Service<C> {
    fn from(client: C) -> Self {
        Self(Arc::new(Inner::Ready(client)))
    }
}

impl<C> Clone for Service<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<C> fmt::Debug for Service<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service")
    }
}

/// What the clients of a Lambda function have in common, and the endpoints that are an emulator's.
#[derive(Debug, Clone)]
pub struct Aws {
    common: SdkConfig,
    endpoints: BTreeMap<&'static str, String>,
}

/// The variables that set the endpoint of one service.
const ENDPOINTS: [&str; 5] = [
    aws_sdk_dynamodb::Client::ENDPOINT,
    aws_sdk_s3::Client::ENDPOINT,
    aws_sdk_ses::Client::ENDPOINT,
    aws_sdk_sns::Client::ENDPOINT,
    aws_sdk_secretsmanager::Client::ENDPOINT,
];

impl Aws {
    /// Reads the environment: `AWS_REGION`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, which
    /// Lambda sets; `AWS_ENDPOINT_URL` and `AWS_ENDPOINT_URL_…` for an emulator; `AWS_CA_BUNDLE`, a file of the
    /// authorities to trust instead of Amazon's own, for a network that inspects connections.
    ///
    /// # Errors
    /// When region or credentials are missing, or the file cannot be read.
    pub fn from_env() -> Result<Self, ConfigError> {
        let (key, secret) = (required("AWS_ACCESS_KEY_ID")?, required("AWS_SECRET_ACCESS_KEY")?);
        let credentials = Credentials::new(key, secret, variable("AWS_SESSION_TOKEN"), None, "environment");
        let retry = RetryConfig::standard().with_max_attempts(ATTEMPTS);
        let timeout = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT);
        let mut common = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(required("AWS_REGION")?))
            .credentials_provider(SharedCredentialsProvider::new(credentials))
            .retry_config(retry.with_initial_backoff(FIRST_PAUSE).with_max_backoff(LONGEST_PAUSE))
            .timeout_config(timeout.operation_timeout(OPERATION).build())
            .http_client(https(trusted()?)?);
        common.set_endpoint_url(variable("AWS_ENDPOINT_URL"));
        let endpoints = ENDPOINTS.iter().filter_map(|name| Some((*name, variable(name)?))).collect();
        Ok(Self { common: common.build(), endpoints })
    }
}

fn trusted() -> Result<TrustStore, ConfigError> {
    let Some(path) = variable("AWS_CA_BUNDLE") else {
        return Ok(ROOTS.iter().fold(TrustStore::empty(), |store, root| store.with_pem_certificate(*root)));
    };
    let invalid = |_| ConfigError::Invalid { name: "AWS_CA_BUNDLE", expected: "a file that can be read" };
    Ok(TrustStore::empty().with_pem_certificate(std::fs::read(path).map_err(invalid)?))
}

fn https(trusted: TrustStore) -> Result<SharedHttpClient, ConfigError> {
    let invalid = |_| ConfigError::Invalid { name: "AWS_CA_BUNDLE", expected: "certificates as PEM" };
    let tls = TlsContext::builder().with_trust_store(trusted).build().map_err(invalid)?;
    let client = aws_smithy_http_client::Builder::new();
    Ok(client.tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(tls).build_https())
}
