//! The whole house in one process: the engines, the application over them, every step, and the sweep.

use crate::apps::Apps;
use crate::doors::{caller, is_this_machine};
use crate::engines::asaas::PaymentService;
use crate::engines::{EngineError, Engines, Folder, MailEvent, ObjectCreated};
use crate::mailbox::mailbox_router;
use crate::secret::{self, SecretFault};
use crate::sweep::Sweep;
use crate::tidy::Tidy;
use axum::Router;
use axum::extract::{ConnectInfo, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use common::web::{Source, finish};
use common::{App, Clients};
use domain::value::email::EmailAddress;
use platform::chance::Chance;
use platform::clock::Clock;
use platform::config::{Buckets, Config, DataProtection, Limits, PublicUrl, SecretSource, Tables};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::num::NonZeroU32;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedReceiver;

/// How many mails a second are handed to a mail server: what SES takes from a new account.
const RELAYED_PER_SECOND: u32 = 14;

/// What a house is opened with.
pub struct HouseOptions {
    /// Folder of all state.
    pub data: PathBuf,
    /// An SMTP server that gets a copy of every mail.
    pub smtp: Option<String>,
    /// Where people reach the house.
    pub public_url: PublicUrl,
    /// Where requests for help go; none, to a mailbox of the house's own, which only this machine reads.
    pub support: Option<EmailAddress>,
    /// Limits of the public steps.
    pub limits: Limits,
    /// The time.
    pub clock: Clock,
    /// Chance.
    pub chance: Chance,
}

/// Why a house did not open.
#[derive(Debug, thiserror::Error)]
pub enum HouseError {
    /// The engines did not start.
    #[error("the engines did not start")]
    Engines(#[from] EngineError),
    /// The root secret cannot be used.
    #[error(transparent)]
    Secret(#[from] SecretFault),
    /// The template does not name a table or bucket that the steps use.
    #[error("the template does not name {0}")]
    Template(&'static str),
}

/// An open house.
pub struct House {
    /// What the steps work with.
    pub app: App,
    /// Applications of steps that have one of their own, as each function has on AWS. Here all share one.
    pub own: BTreeMap<&'static str, App>,
    /// The engines.
    pub engines: Engines,
    /// The payment provider.
    pub payments: PaymentService,
    data: PathBuf,
    objects: Option<UnboundedReceiver<ObjectCreated>>,
    news: Option<UnboundedReceiver<MailEvent>>,
}

impl House {
    /// Opens a house: starts the engines and makes what is missing.
    ///
    /// # Errors
    /// When the data folder is in use or unusable.
    pub async fn open(options: HouseOptions) -> Result<Self, HouseError> {
        let HouseOptions { data, smtp, public_url, support, limits, clock, chance } = options;
        // A mail server of somebody else's is not flooded; our own folder takes what comes.
        let mails_per_second = smtp.as_ref().and(NonZeroU32::new(RELAYED_PER_SECOND));
        let folder = Folder::take(&data)?;
        // Before there are data: a folder never has data without their secret, whenever the process ends.
        let secret = secret::keep(&data, &clock, &chance)?;
        let mut engines = Engines::start_in(folder, smtp.as_deref()).await?;
        let usual = config(&engines, public_url, limits, SecretSource::File(secret))?;
        let support = support.unwrap_or_else(|| usual.support.clone());
        let data_protection = DataProtection { name: None, email: support.clone() };
        let config = Config { mails_per_second, support, data_protection, ..usual };
        let aws = engines.aws();
        let clients =
            Clients { dynamodb: aws.dynamodb, s3: aws.s3, ses: aws.ses, sns: aws.sns, secrets: None };
        let (objects, news) = (engines.object_events(), engines.mail_events());
        let payments = PaymentService::open(data.join("payments.json"), clock.clone(), &chance)?;
        Ok(Self {
            app: App::new(config, clients, clock, chance).paid_at(payments.client()),
            own: BTreeMap::new(),
            engines,
            payments,
            data,
            objects,
            news,
        })
    }

    /// All pages.
    pub fn router(&self) -> Router {
        let steps =
            steps::routes().into_iter().fold(Router::new(), |all, step| all.merge(step.into_router()));
        let is_behind = !is_this_machine(self.app.config.public_url.host());
        let steps = finish(steps, self.app.clone()).layer(from_fn_with_state(is_behind, with_source));
        steps.merge(crate::ready::router(self.data.clone(), self.app.clone()))
    }

    /// The mails that were sent, for whoever works on this machine.
    pub fn mailbox(&self) -> Router {
        mailbox_router(self.engines.mail_dir())
    }

    /// The desk of the payment provider, for whoever works on this machine.
    pub fn payment_desk(&self) -> Router {
        crate::payments::router(self.payments.clone(), self.router())
    }

    /// The telephones of the demo's people, which show the codes of their second factor.
    pub fn telephones(&self) -> Router {
        crate::telephone::router(self.app.clone())
    }

    /// Has the house ask the demo's identity providers from now on, and answers with their pages.
    pub fn providers(&mut self) -> Router {
        let (identities, pages) = crate::providers::open(&self.app);
        self.app = self.app.clone().identified_by(identities);
        pages
    }

    /// The sweep of this house. There is one: whoever takes it runs it.
    pub fn sweep(&mut self) -> Option<Sweep> {
        let (objects, news) = (self.objects.take()?, self.news.take()?);
        let apps = Apps::new(self.app.clone(), self.own.clone());
        Some(Sweep::new(apps, Arc::new(render_pdf::Templates::default()), objects, news))
    }

    /// What clears away that which has ended.
    pub fn tidy(&self) -> Tidy {
        Tidy::new(self.engines.aws(), self.engines.stack().clone())
    }

    /// Folder of all state.
    pub fn data(&self) -> &PathBuf {
        &self.data
    }
}

fn config(
    engines: &Engines,
    public_url: PublicUrl,
    limits: Limits,
    secret: SecretSource,
) -> Result<Config, HouseError> {
    let stack = engines.stack();
    let table = |id: &'static str| stack.table(id).map(str::to_owned).ok_or(HouseError::Template(id));
    let bucket = |id: &'static str| stack.bucket(id).map(str::to_owned).ok_or(HouseError::Template(id));
    let address = |text, what| EmailAddress::parse(text).map_err(|_| HouseError::Template(what));
    let support = address("suporte@selo.example", "SupportAddress")?;
    Ok(Config {
        place: None,
        tables: Tables {
            registry: table("RegistryTable")?,
            outbox: table("OutboxTable")?,
            access: table("AccessTable")?,
        },
        buckets: Buckets { documents: bucket("DocumentsBucket")?, imports: bucket("ImportsBucket")? },
        public_url,
        brand: "Selo".to_owned(),
        sender: address("nao-responda@selo.example", "Sender")?,
        data_protection: DataProtection { name: None, email: support.clone() },
        support,
        configuration_set: None,
        mails_per_second: None,
        secret,
        limits,
        payments: None,
        govbr: None,
        autenticacao: None,
    })
}

/// Names the caller, of whom limits are counted.
async fn with_source(State(is_behind): State<bool>, mut request: Request, next: Next) -> Response {
    if let Some(ConnectInfo(address)) = request.extensions().get::<ConnectInfo<SocketAddr>>().copied() {
        let source = Source::of(&caller(address.ip(), request.headers(), is_behind));
        request.extensions_mut().insert(source);
    }
    next.run(request).await
}
