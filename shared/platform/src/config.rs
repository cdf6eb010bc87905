//! What a deployment decides. Read once, at start; nothing else reads the environment.

use domain::value::email::EmailAddress;
use serde::Serialize;
use std::num::NonZeroU32;
use std::path::PathBuf;

/// A variable that is missing or says nothing usable. The text names the variable, never its value.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// It is not set.
    #[error("the environment variable {0} is not set")]
    Missing(&'static str),
    /// It is set to something else than it should be.
    #[error("the environment variable {name} must be {expected}")]
    Invalid {
        /// Which one.
        name: &'static str,
        /// What it should be.
        expected: &'static str,
    },
}

/// Where the root secret lies.
#[derive(Debug, Clone)]
pub enum SecretSource {
    /// A file that only its owner reads: the local run.
    File(PathBuf),
    /// A secret in AWS Secrets Manager, by its ARN.
    SecretsManager(String),
    /// This deployment has none: a step that asks for a key fails.
    None,
}

/// Names of the three tables: see `docs/architecture.md`.
#[derive(Debug, Clone)]
pub struct Tables {
    /// Aggregates, audit events, pointers, jobs.
    pub registry: String,
    /// What must happen because of a change.
    pub outbox: String,
    /// Sessions and limits.
    pub access: String,
}

/// Names of the buckets.
#[derive(Debug, Clone)]
pub struct Buckets {
    /// PDFs and images.
    pub documents: String,
    /// CSV files, as they arrive.
    pub imports: String,
}

/// What may be tried how often before somebody has to wait. All windows are one hour unless the name says otherwise.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Sign-in attempts for one account from one address in ten minutes.
    pub login_account_10_min: u32,
    /// Sign-in attempts for one account from all addresses together.
    pub login_account_hour: u32,
    /// Sign-in attempts from one address in a minute.
    pub login_source_min: u32,
    /// Visitor look-ups from one address before the challenge.
    pub visitor_source: u32,
    /// Visitor look-ups from one address in an hour that its browser has worked for.
    pub visitor_source_working: u32,
    /// Visitor look-ups of everybody together, in a minute.
    pub visitor_all_min: u32,
    /// Unknown verify codes from one address in a minute.
    pub verify_miss_source_min: u32,
    /// Notifications sent again to one address.
    pub resend_address: u32,
    /// Requests for notifications from one source.
    pub resend_source: u32,
    /// Requests for help from one source.
    pub support_source: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            login_account_10_min: 10,
            login_account_hour: 300,
            login_source_min: 20,
            visitor_source: 10,
            visitor_source_working: 40,
            visitor_all_min: 120,
            verify_miss_source_min: 30,
            resend_address: 3,
            resend_source: 20,
            support_source: 10,
        }
    }
}

/// The public address of this deployment, `https://host` without a slash at its end. QR codes carry it for ever.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// Reads `https://certificados.exemplo.org.br` or `http://127.0.0.1:8080`.
    pub fn parse(text: &str) -> Option<Self> {
        let url = text.trim().trim_end_matches('/');
        let uri: http::Uri = url.parse().ok()?;
        let secure = uri.scheme_str() == Some("https") || uri.scheme_str() == Some("http");
        let bare = uri.path_and_query().is_none_or(|p| p.as_str() == "/");
        (secure && bare && uri.host().is_some()).then(|| Self(url.to_owned()))
    }

    /// Scheme, host and port.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and port, as people read it.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or(&self.0, |(_, host)| host)
    }

    /// The address of a path that begins with a slash.
    pub fn join(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address in the QR code of a certificate.
    pub fn verify(&self, code: &domain::value::code::VerifyCode) -> String {
        format!("{}/v/{}", self.0, code.as_str())
    }
}

/// Which function of which deployment a process is: the dimensions of its metrics.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "PascalCase")]
pub struct Place {
    /// Name of the environment.
    pub stage: String,
    /// Name of the step.
    pub step: &'static str,
}

/// Who answers for personal data: the *encarregado* of the LGPD (article 41), whom people must be able to reach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataProtection {
    /// Their name, or that of their office; none, when only an address is told.
    pub name: Option<String>,
    /// Their address.
    pub email: EmailAddress,
}

/// A payment provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentsConfig {
    /// Where its API begins, such as `https://api.asaas.com/v3`.
    pub url: String,
    /// The ARN of what is agreed on with it, in Secrets Manager.
    pub secret: String,
    /// How long each call may take, in seconds.
    pub timeout_s: u32,
}

/// A provider that vouches for who somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityConfig {
    /// Where it begins, without a slash at the end.
    pub url: String,
    /// The name of the house there.
    pub client_id: String,
    /// The ARN of what the house proves itself with, in Secrets Manager, where that is asked for.
    pub secret: Option<String>,
}

/// The configuration of a process.
#[derive(Debug, Clone)]
pub struct Config {
    /// Which function it is. The local house is none.
    pub place: Option<Place>,
    /// Tables.
    pub tables: Tables,
    /// Buckets.
    pub buckets: Buckets,
    /// Where people reach it.
    pub public_url: PublicUrl,
    /// The name of the house on every page.
    pub brand: String,
    /// Who mails are from.
    pub sender: EmailAddress,
    /// Where requests for help go, and where answers to their mails do.
    pub support: EmailAddress,
    /// Who answers for personal data.
    pub data_protection: DataProtection,
    /// The configuration set of SES under which mails are sent; it decides where news of them go.
    pub configuration_set: Option<String>,
    /// How many mails may leave a process in a second; none, as many as it can.
    pub mails_per_second: Option<NonZeroU32>,
    /// gov.br; none, nobody signs in by it.
    pub govbr: Option<IdentityConfig>,
    /// Autenticação.gov; none, nobody signs in by it.
    pub autenticacao: Option<IdentityConfig>,
    /// Where the root secret lies.
    pub secret: SecretSource,
    /// Limits of the public steps.
    pub limits: Limits,
    /// The payment provider; none, orders wait for a supervisor.
    pub payments: Option<PaymentsConfig>,
}

impl Config {
    /// Reads the environment of the Lambda function of a step. Required: `REGISTRY_TABLE`, `OUTBOX_TABLE`, `ACCESS_TABLE`,
    /// `DOCUMENTS_BUCKET`, `IMPORTS_BUCKET`, `PUBLIC_URL`, `SENDER`; optional: `STAGE`, `BRAND`, `ROOT_SECRET_ARN`, `CONFIGURATION_SET`, `MAILS_PER_SECOND`,
    /// `GOVBR_URL` with `GOVBR_CLIENT_ID` and `GOVBR_SECRET_ARN`, `AUTENTICACAO_URL` with `AUTENTICACAO_CLIENT_ID` (without an address, nobody
    /// signs in by that provider),
    /// `SUPPORT_ADDRESS` (the sender without it), `DATA_PROTECTION_EMAIL` (where requests for help go without it), `DATA_PROTECTION_NAME`,
    /// `PAYMENTS_URL` (empty, no payment provider) with `PAYMENTS_SECRET_ARN` and `PAYMENTS_TIMEOUT_S` (5 without it),
    /// and `LIMIT_…` with the names of [`Limits`].
    ///
    /// # Errors
    /// Names the first variable that is missing or unusable.
    pub fn from_env(step: &'static str) -> Result<Self, ConfigError> {
        let sender = address("SENDER", &required("SENDER")?)?;
        let support = optional_address("SUPPORT_ADDRESS", variable("SUPPORT_ADDRESS"), &sender)?;
        let data_protection = DataProtection {
            name: variable("DATA_PROTECTION_NAME"),
            email: optional_address("DATA_PROTECTION_EMAIL", variable("DATA_PROTECTION_EMAIL"), &support)?,
        };
        let public_url = required("PUBLIC_URL")?;
        Ok(Self {
            place: Some(Place { stage: variable("STAGE").unwrap_or_else(|| "none".to_owned()), step }),
            tables: Tables {
                registry: required("REGISTRY_TABLE")?,
                outbox: required("OUTBOX_TABLE")?,
                access: required("ACCESS_TABLE")?,
            },
            buckets: Buckets {
                documents: required("DOCUMENTS_BUCKET")?,
                imports: required("IMPORTS_BUCKET")?,
            },
            public_url: PublicUrl::parse(&public_url)
                .ok_or(ConfigError::Invalid { name: "PUBLIC_URL", expected: "https:// and a host" })?,
            brand: variable("BRAND").unwrap_or_else(|| "Selo".to_owned()),
            sender,
            support,
            data_protection,
            configuration_set: variable("CONFIGURATION_SET"),
            mails_per_second: mails_per_second()?,
            govbr: identity(
                variable("GOVBR_URL"),
                variable("GOVBR_CLIENT_ID"),
                variable("GOVBR_SECRET_ARN"),
            )?,
            autenticacao: identity(variable("AUTENTICACAO_URL"), variable("AUTENTICACAO_CLIENT_ID"), None)?,
            secret: variable("ROOT_SECRET_ARN").map_or(SecretSource::None, SecretSource::SecretsManager),
            limits: limits_from_env()?,
            payments: payments_from_env()?,
        })
    }
}

fn address(name: &'static str, text: &str) -> Result<EmailAddress, ConfigError> {
    EmailAddress::parse(text).map_err(|_| ConfigError::Invalid { name, expected: "an e-mail address" })
}

fn optional_address(
    name: &'static str,
    given: Option<String>,
    otherwise: &EmailAddress,
) -> Result<EmailAddress, ConfigError> {
    given.map_or_else(|| Ok(otherwise.clone()), |text| address(name, &text))
}

/// A provider whose address is named: it is switched off without one.
fn identity(
    url: Option<String>,
    client_id: Option<String>,
    secret: Option<String>,
) -> Result<Option<IdentityConfig>, ConfigError> {
    let Some(url) = url else { return Ok(None) };
    let invalid = |name, expected| ConfigError::Invalid { name, expected };
    if !url.starts_with("https://") {
        return Err(invalid("GOVBR_URL or AUTENTICACAO_URL", "https:// and where the provider begins"));
    }
    let client_id = client_id
        .ok_or(invalid("GOVBR_CLIENT_ID or AUTENTICACAO_CLIENT_ID", "the name of the house there"))?;
    Ok(Some(IdentityConfig { url: url.trim_end_matches('/').to_owned(), client_id, secret }))
}

fn mails_per_second() -> Result<Option<NonZeroU32>, ConfigError> {
    let expected = "a whole number above 0";
    let read =
        |text: String| text.parse().map_err(|_| ConfigError::Invalid { name: "MAILS_PER_SECOND", expected });
    variable("MAILS_PER_SECOND").map(read).transpose()
}

fn payments_from_env() -> Result<Option<PaymentsConfig>, ConfigError> {
    let Some(url) = variable("PAYMENTS_URL") else { return Ok(None) };
    if !url.starts_with("https://") {
        return Err(ConfigError::Invalid {
            name: "PAYMENTS_URL",
            expected: "https:// and where the API begins",
        });
    }
    let secret = required("PAYMENTS_SECRET_ARN")?;
    Ok(Some(PaymentsConfig { url, secret, timeout_s: limit("PAYMENTS_TIMEOUT_S", 5)? }))
}

fn limits_from_env() -> Result<Limits, ConfigError> {
    let usual = Limits::default();
    Ok(Limits {
        login_account_10_min: limit("LIMIT_LOGIN_ACCOUNT_10_MIN", usual.login_account_10_min)?,
        login_account_hour: limit("LIMIT_LOGIN_ACCOUNT_HOUR", usual.login_account_hour)?,
        login_source_min: limit("LIMIT_LOGIN_SOURCE_MIN", usual.login_source_min)?,
        visitor_source: limit("LIMIT_VISITOR_SOURCE", usual.visitor_source)?,
        visitor_source_working: limit("LIMIT_VISITOR_SOURCE_WORKING", usual.visitor_source_working)?,
        visitor_all_min: limit("LIMIT_VISITOR_ALL_MIN", usual.visitor_all_min)?,
        verify_miss_source_min: limit("LIMIT_VERIFY_MISS_SOURCE_MIN", usual.verify_miss_source_min)?,
        resend_address: limit("LIMIT_RESEND_ADDRESS", usual.resend_address)?,
        resend_source: limit("LIMIT_RESEND_SOURCE", usual.resend_source)?,
        support_source: limit("LIMIT_SUPPORT_SOURCE", usual.support_source)?,
    })
}

fn limit(name: &'static str, usual: u32) -> Result<u32, ConfigError> {
    match variable(name) {
        None => Ok(usual),
        Some(text) => match text.parse() {
            Ok(0) | Err(_) => Err(ConfigError::Invalid { name, expected: "a whole number above 0" }),
            Ok(number) => Ok(number),
        },
    }
}

pub(crate) fn required(name: &'static str) -> Result<String, ConfigError> {
    variable(name).ok_or(ConfigError::Missing(name))
}

/// What a Lambda function logs: `RUST_LOG`, such as `info`. Read apart from the rest, so that what is wrong with the rest
/// is logged.
pub fn log_level() -> String {
    variable("RUST_LOG").unwrap_or_else(|| "info".to_owned())
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub(crate) fn variable(name: &'static str) -> Option<String> {
    std::env::var(name).ok().filter(|text| !text.trim().is_empty())
}
