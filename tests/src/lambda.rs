//! The functions as Lambda runs them: each a process of its own that is spoken to over the Runtime API, with the engines
//! of a house behind it. What runs is what `make functions` built, without any seam.

mod cloud;
mod gateway;
mod runtime;
mod stream;

pub use gateway::{Gateway, event_of};
pub use runtime::Outcome;
pub use stream::{Mapping, Stream, as_json, keys_of, passes};

use crate::{TestApp, wire};
use local::House;
use runtime::Runtime;
use serde_json::Value;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

const SECRET_ARN: &str = "arn:aws:secretsmanager:sa-east-1:123456789012:secret:selo/root";

/// How long an invocation may take when a test does not say otherwise.
const TIMEOUT: Duration = Duration::from_secs(60);

/// The functions over one house.
#[derive(Clone)]
pub struct Lambda {
    environment: Vec<(&'static str, String)>,
    binaries: PathBuf,
    logs: PathBuf,
}

/// One execution environment: a process.
pub struct Instance {
    // Dropped first: a process whose runtime is gone would say so in its log.
    child: Child,
    runtime: Runtime,
}

impl Lambda {
    /// The functions over the engines of a house.
    pub async fn of(app: &TestApp) -> Self {
        Self::with_database(app, wire::serve(app.house.engines.database()).await).await
    }

    /// The same, with another way to the database: a proxy that fails.
    pub async fn with_database(app: &TestApp, database: String) -> Self {
        let House { app: common, engines, .. } = &app.house;
        let (tables, buckets) = (&common.config.tables, &common.config.buckets);
        let environment = vec![
            ("AWS_REGION", "sa-east-1".to_owned()),
            ("AWS_ACCESS_KEY_ID", wire::key().to_owned()),
            ("AWS_SECRET_ACCESS_KEY", wire::key().to_owned()),
            ("AWS_ENDPOINT_URL_DYNAMODB", database),
            ("AWS_ENDPOINT_URL_S3", cloud::objects(&app.house).await),
            ("AWS_ENDPOINT_URL_SES", wire::serve(engines.ses()).await),
            ("AWS_ENDPOINT_URL_SECRETS_MANAGER", cloud::secrets(&app.house).await),
            ("REGISTRY_TABLE", tables.registry.clone()),
            ("OUTBOX_TABLE", tables.outbox.clone()),
            ("ACCESS_TABLE", tables.access.clone()),
            ("DOCUMENTS_BUCKET", buckets.documents.clone()),
            ("IMPORTS_BUCKET", buckets.imports.clone()),
            ("ROOT_SECRET_ARN", SECRET_ARN.to_owned()),
            ("PUBLIC_URL", crate::URL.to_owned()),
            ("SENDER", "nao-responda@selo.example".to_owned()),
            ("STAGE", "test".to_owned()),
            ("RUST_LOG", "info".to_owned()),
        ];
        Self { environment, binaries: binaries(), logs: app.folder().to_path_buf() }
    }

    /// Sets another variable in the environment of what starts from now on.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.environment.retain(|(other, _)| *other != name);
        self.environment.push((name, value.to_owned()));
        self
    }

    /// Starts a process of a step.
    ///
    /// # Panics
    /// When its binary is not built.
    pub async fn start(&self, step: &str) -> Instance {
        let runtime = Runtime::start().await;
        let log = File::options().create(true).append(true).open(self.log(step)).expect("a log");
        let child = Command::new(self.binaries.join(step).join("bootstrap"))
            .env_clear()
            .envs(self.environment.iter().map(|(name, value)| (*name, value)))
            .env("AWS_LAMBDA_RUNTIME_API", &runtime.address)
            .env("AWS_LAMBDA_FUNCTION_NAME", format!("selo-{step}"))
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .stdin(Stdio::null())
            .stdout(log.try_clone().expect("a log"))
            .stderr(log)
            .kill_on_drop(true)
            .spawn();
        let child = child.unwrap_or_else(|e| panic!("{step}: {e}; `make functions` builds the functions"));
        Instance { runtime, child }
    }

    /// Starts a process, invokes it once, and ends it.
    pub async fn invoke(&self, step: &str, event: Value) -> Outcome {
        self.start(step).await.invoke(event).await
    }

    /// What the processes of a step wrote, and what the platform would have kept of it.
    pub fn log(&self, step: &str) -> PathBuf {
        self.logs.join(format!("{step}.log"))
    }
}

/// Where `make functions` puts what it builds.
fn binaries() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/stack-functions")
}

impl Instance {
    /// Waits until the process asks for its first event.
    pub async fn ready(&mut self) {
        tokio::select! {
            () = self.runtime.polled() => {}
            status = self.child.wait() => panic!("the function ended at its start: {status:?}"),
        }
    }

    /// Waits until the process ends by itself.
    pub async fn ended(&mut self) -> std::process::ExitStatus {
        self.child.wait().await.expect("a status")
    }

    /// Invokes the function.
    pub async fn invoke(&mut self, event: Value) -> Outcome {
        self.invoke_within(event, TIMEOUT).await
    }

    /// Invokes the function; when it takes longer, its process is killed, as Lambda does.
    pub async fn invoke_within(&mut self, event: Value, timeout: Duration) -> Outcome {
        let outcome = self.runtime.hand(event, timeout);
        tokio::select! {
            outcome = outcome => outcome.unwrap_or(Outcome::Died),
            _ = self.child.wait() => Outcome::Died,
            () = tokio::time::sleep(timeout) => {
                self.child.kill().await.expect("it can be killed");
                Outcome::TimedOut
            }
        }
    }

    /// Invokes the function and kills its process after a while, unless it answers before.
    pub async fn invoke_and_kill(mut self, event: Value, after: Duration) -> Outcome {
        let outcome = self.runtime.hand(event, TIMEOUT);
        tokio::select! {
            outcome = outcome => return outcome.unwrap_or(Outcome::Died),
            () = tokio::time::sleep(after) => {}
        }
        self.child.kill().await.expect("it can be killed");
        Outcome::Died
    }
}
