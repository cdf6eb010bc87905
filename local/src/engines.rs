//! The cloud's three services in one process, their state in one folder.
//!
//! The product talks to them through the AWS SDK only; these are the other ends of those conversations.

pub mod asaas;
mod database;
mod durable;
mod in_process;
mod objects;
mod ses;
mod sns;
mod tokens;

use std::fs::{DirBuilder, File, Permissions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use aws_sdk_s3::config::retry::{ReconnectMode, RetryConfig};
use aws_sdk_s3::config::timeout::TimeoutConfig;
use aws_sdk_s3::config::{BehaviorVersion, Credentials, Region, SharedHttpClient};
use axum::Router;
use s3s::service::S3Service;
use tokio::sync::mpsc::UnboundedReceiver;

use crate::buckets::{BucketSpec, bucket_specs};
use crate::tables::{TableSpec, table_specs};
use crate::template::{REGION, TEMPLATE, TemplateError};

use database::Database;
use objects::ObjectStore;
use ses::MailService;
use sns::TextService;

pub use objects::{ObjectCreated, copy_out};
pub use ses::MailEvent;

/// The key that the local clients sign with. It opens nothing: the engines answer this process only.
const LOCAL_KEY: &str = "local";

/// What the data folder's mode is: its owner may do everything, others nothing.
const OWNER_ONLY: u32 = 0o700;

/// How the engines start.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Folder of all state. One process at a time.
    pub data: PathBuf,
    /// An SMTP server, `smtp://host:port`, that gets a copy of every mail.
    pub smtp: Option<String>,
}

/// The SDK clients, each pointed at its engine.
#[derive(Debug, Clone)]
pub struct Clients {
    /// DynamoDB.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// S3.
    pub s3: aws_sdk_s3::Client,
    /// SES.
    pub ses: aws_sdk_ses::Client,
    /// SNS.
    pub sns: aws_sdk_sns::Client,
}

/// The tables and buckets of the local stack, as the template names them.
#[derive(Debug, Clone)]
pub struct Stack {
    /// Every table.
    pub tables: Vec<TableSpec>,
    /// Every bucket.
    pub buckets: Vec<BucketSpec>,
}

/// Why the engines did not start.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The template does not describe what the engines need.
    #[error("the template cannot be used")]
    Template(#[from] TemplateError),
    /// The data folder cannot be made, read or written.
    #[error("the data folder cannot be used")]
    Folder(#[source] io::Error),
    /// The data folder's path is not Unicode.
    #[error("the path of the data folder is not Unicode")]
    FolderName,
    /// Another process works in the data folder.
    #[error("another process is using the data folder")]
    InUse,
    /// The database's thread cannot be made.
    #[error("the thread of the database cannot be made")]
    Thread(#[source] io::Error),
    /// The database file cannot be opened.
    #[error("the database file cannot be opened")]
    Database(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// A table cannot be made.
    #[error("the table {table} cannot be made")]
    Table {
        /// Name of the table.
        table: String,
        /// What the engine said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The SMTP server's address is not `smtp://host:port`.
    #[error("the SMTP address is not of the form smtp://host:port")]
    Smtp,
}

/// A data folder that this process alone works in.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Takes the folder for this process, makes it when it is missing, and closes it to others.
    ///
    /// # Errors
    /// When another process has it, or it cannot be used.
    pub fn take(path: &Path) -> Result<Self, EngineError> {
        Ok(Self { path: path.to_path_buf(), _lock: lock_folder(path)? })
    }
}

/// The running engines. Dropped, they stop; the state stays in the folder.
pub struct Engines {
    clients: Clients,
    stack: Stack,
    ses: MailService,
    sns: TextService,
    objects: ObjectStore,
    object_events: Option<UnboundedReceiver<ObjectCreated>>,
    mail_events: Option<UnboundedReceiver<MailEvent>>,
    // Dropped in this order: the database closes its file before the folder is free for the next process.
    database: Database,
    _folder: Folder,
}

impl Engines {
    /// Starts the engines on a folder, makes what is missing, and announces every object that waits under a watched
    /// prefix, because a crash may have swallowed its event.
    ///
    /// # Errors
    /// When the folder is in use or unusable, or an engine does not start.
    pub async fn start(options: EngineOptions) -> Result<Self, EngineError> {
        Self::start_in(Folder::take(&options.data)?, options.smtp.as_deref()).await
    }

    /// The same, on a folder that was taken before.
    ///
    /// # Errors
    /// When the folder is unusable, or an engine does not start.
    pub async fn start_in(folder: Folder, smtp: Option<&str>) -> Result<Self, EngineError> {
        let stack = Stack { tables: table_specs(TEMPLATE)?, buckets: bucket_specs(TEMPLATE)? };
        let database = Database::start(folder.path.join("database.sqlite"))?;
        let (objects, object_events) = ObjectStore::open(folder.path.join("objects"), &stack.buckets)?;
        let (ses, mail_events) = MailService::open(folder.path.join("mail"), smtp)?;
        let sns = TextService::beside(&ses);
        let clients = connect(database.router(), objects.clone(), ses.router(), sns.router());
        database::create_tables(&clients.dynamodb, &stack.tables).await?;
        Ok(Self {
            clients,
            stack,
            ses,
            sns,
            objects,
            object_events: Some(object_events),
            mail_events: Some(mail_events),
            database,
            _folder: folder,
        })
    }

    /// Clients that speak to these engines.
    #[must_use]
    pub fn aws(&self) -> Clients {
        self.clients.clone()
    }

    /// The tables and buckets that were made.
    #[must_use]
    pub fn stack(&self) -> &Stack {
        &self.stack
    }

    /// New objects under the watched prefixes, each after it is on the disk. At least once: a start announces what is
    /// there. The first caller gets them; a later one gets nothing.
    pub fn object_events(&mut self) -> Option<UnboundedReceiver<ObjectCreated>> {
        self.object_events.take()
    }

    /// What became of the mails, as SES would tell it. The first caller gets them; a later one gets nothing.
    pub fn mail_events(&mut self) -> Option<UnboundedReceiver<MailEvent>> {
        self.mail_events.take()
    }

    /// The database as an HTTP service: a test puts a proxy in front of it, or serves it to other processes.
    pub fn database(&self) -> Router {
        self.database.router()
    }

    /// The object store as an HTTP service, for those who sign with this key (as key and as secret).
    #[must_use]
    pub fn objects(&self, key: &str) -> S3Service {
        served(self.objects.clone(), key)
    }

    /// SES as an HTTP service.
    pub fn ses(&self) -> Router {
        self.ses.router()
    }

    /// SNS as an HTTP service.
    pub fn sns(&self) -> Router {
        self.sns.router()
    }

    /// Folder of the `.eml` files.
    #[must_use]
    pub fn mail_dir(&self) -> PathBuf {
        self.ses.folder().to_path_buf()
    }

    /// Makes SES refuse every mail as throttled, or accept again.
    pub fn ses_refuse(&self, refuse: bool) {
        self.ses.refuse(refuse);
    }
}

impl Stack {
    /// The local name of a table, by its logical id.
    #[must_use]
    pub fn table(&self, logical_id: &str) -> Option<&str> {
        self.tables.iter().find(|table| table.logical_id == logical_id).map(|table| table.name.as_str())
    }

    /// The local name of a bucket, by its logical id.
    #[must_use]
    pub fn bucket(&self, logical_id: &str) -> Option<&str> {
        self.buckets.iter().find(|bucket| bucket.logical_id == logical_id).map(|bucket| bucket.name.as_str())
    }
}

/// Makes the folder for its owner alone, and closes one that others could enter: mails and lists of people lie in it.
fn keep_private(data: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(OWNER_ONLY).create(data)?;
    std::fs::set_permissions(data, Permissions::from_mode(OWNER_ONLY))
}

/// Takes the folder for this process; the lock ends with the process, however it ends.
fn lock_folder(data: &Path) -> Result<File, EngineError> {
    keep_private(data).map_err(EngineError::Folder)?;
    let lock = File::create(data.join("selo.lock")).map_err(EngineError::Folder)?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(EngineError::InUse),
        Err(TryLockError::Error(error)) => Err(EngineError::Folder(error)),
    }
}

/// Clients without a network, a credentials chain and a wait for either: the engines are here. The names are nobody's;
/// an answer for them comes from the engine at hand or not at all.
fn connect(database: Router, objects: ObjectStore, ses: Router, sns: Router) -> Clients {
    let retry = RetryConfig::standard().with_max_attempts(3).with_initial_backoff(Duration::from_millis(50));
    // There is no connection that could be given up.
    let retry = retry.with_reconnect_mode(ReconnectMode::ReuseAllConnections);
    let timeout = TimeoutConfig::builder().operation_attempt_timeout(Duration::from_secs(30)).build();
    macro_rules! config {
        ($sdk:ident, $url:expr, $http:expr) => {
            $sdk::Config::builder()
                .behavior_version(BehaviorVersion::latest())
                .region(Region::new(REGION))
                .credentials_provider(Credentials::new(LOCAL_KEY, LOCAL_KEY, None, None, "engines"))
                .stalled_stream_protection($sdk::config::StalledStreamProtectionConfig::disabled())
                .retry_config(retry.clone())
                .timeout_config(timeout.clone())
                .endpoint_url($url)
                .http_client($http)
        };
    }
    let (database, ses, sns) =
        (in_process::client(database), in_process::client(ses), in_process::client(sns));
    let objects = SharedHttpClient::new(s3s_aws::Client::from(served(objects, LOCAL_KEY)));
    let dynamodb = config!(aws_sdk_dynamodb, "http://dynamodb.localhost", database);
    let dynamodb = dynamodb.interceptor(tokens::WithoutToken).build();
    let s3 = config!(aws_sdk_s3, "http://s3.localhost", objects).force_path_style(true).build();
    let ses = config!(aws_sdk_ses, "http://ses.localhost", ses).build();
    let sns = config!(aws_sdk_sns, "http://sns.localhost", sns).build();
    Clients {
        dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb),
        s3: aws_sdk_s3::Client::from_conf(s3),
        ses: aws_sdk_ses::Client::from_conf(ses),
        sns: aws_sdk_sns::Client::from_conf(sns),
    }
}

/// The object store behind the protocol of S3.
fn served(objects: ObjectStore, key: &str) -> S3Service {
    let mut service = s3s::service::S3ServiceBuilder::new(objects);
    service.set_auth(s3s::auth::SimpleAuth::from_single(key, key));
    service.build()
}
