//! The only file that knows the Lambda runtime: it runs a router, or unpacks batches for an event step.

use crate::app::App;
use crate::aws::Aws;
use crate::config::{Config, log_level};
use crate::error::{Failed, chain};
use crate::metrics::Metric;
use crate::store::works::WorkKey;
use crate::telemetry::{self, Invocation};
use crate::web::{Deadline, Routes, Source, finish};
use aws_lambda_events::dynamodb::{Event as StreamEvent, EventRecord};
use aws_lambda_events::s3::S3Event;
use aws_lambda_events::sns::SnsEvent;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use domain::id::ImportId;
use jiff::{SignedDuration, Timestamp};
use lambda_http::request::RequestContext;
use lambda_runtime::{Context, Diagnostic, LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// What ends a function at its start.
pub type Error = lambda_runtime::Error;

fn start(step: &'static str) -> Result<App, Error> {
    telemetry::start_function(step, &log_level());
    let app = Config::from_env(step).and_then(|config| Ok(App::of_function(config, &Aws::from_env()?)));
    // Lambda shows what `main` returns in the shape of Rust's code: the sentence is here.
    Ok(app.inspect_err(|error| tracing::error!("the function cannot start: {error}"))?)
}

fn invocation(context: &Context) -> Invocation {
    Invocation::new(&context.request_id, context.xray_trace_id.as_deref())
}

/// What became of an invocation: its one event.
#[derive(Serialize)]
struct Invoked {
    #[serde(flatten)]
    invocation: Invocation,
    /// How many records there were.
    records: usize,
    /// How many of them failed.
    failed: usize,
    duration_ms: i64,
}

/// Tells what became of an invocation.
fn tell(app: &App, context: &Context, since: Timestamp, records: usize, failed: usize) {
    let now = app.clock.now();
    let duration_ms = telemetry::duration_ms(since, now);
    app.meter.tell(now, &Invoked { invocation: invocation(context), records, failed, duration_ms }, &[]);
}

/// Tells what became of an invocation that succeeds or fails as a whole, and why. The console shows an error by its
/// kind, which is the step's, and the chain of its causes; no text of an error is personal.
fn told<T>(app: &App, context: &Context, since: Timestamp, done: Result<T, Error>) -> Result<T, Diagnostic> {
    tell(app, context, since, 1, usize::from(done.is_err()));
    done.map_err(|error| {
        let source: &(dyn std::error::Error + 'static) = error.as_ref();
        let chain = chain(source);
        tracing::error!(error = %chain, "invocation {} failed", context.request_id);
        let step = app.config.place.as_ref().map_or("local", |place| place.step);
        Diagnostic { error_type: format!("selo.{step}"), error_message: chain }
    })
}

/// As [`told`], of work: that it failed is measured.
fn worked(app: &App, context: &Context, since: Timestamp, done: Result<(), Error>) -> Result<(), Diagnostic> {
    app.meter.add(Metric::WorkFailed, i64::from(done.is_err()));
    told(app, context, since, done)
}

/// Runs a step that answers HTTP.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn serve(routes: Routes) -> Result<(), Error> {
    let app = start(routes.step())?;
    lambda_http::run(finish(routes.into_router(), app).layer(from_fn(with_context))).await
}

/// How long before the end of an invocation whoever waits is told that it takes too long.
const LAST_WORD: SignedDuration = SignedDuration::from_secs(1);

/// The caller's address as the gateway saw it, which invocation this is, and when it has to be answered.
async fn with_context(mut request: Request, next: Next) -> axum::response::Response {
    let address = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    request.extensions_mut().insert(Source::of(address.as_deref().unwrap_or_default()));
    if let Some(context) = request.extensions().get::<Context>() {
        let (invocation, deadline) = (invocation(context), deadline(context));
        request.extensions_mut().insert(invocation);
        deadline.map(|deadline| request.extensions_mut().insert(deadline));
    }
    next.run(request).await
}

fn deadline(context: &Context) -> Option<Deadline> {
    let end = Timestamp::from_millisecond(i64::try_from(context.deadline).ok()?).ok()?;
    end.checked_sub(LAST_WORD).ok().map(Deadline)
}

/// Runs a step over the outbox: each due item of a batch once. Those that fail without a word in their row are reported,
/// so that only they return; what was put off or given up does not: Lambda would ignore when it is due.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_work<F, Fut, E>(step: &'static str, handle: F) -> Result<(), Error>
where
    F: Fn(App, WorkKey) -> Fut,
    Fut: Future<Output = Result<(), Failed<E>>>,
    E: std::error::Error + 'static,
{
    consume(step, handle, |record| {
        let key = |name: &str| text(&record.change.keys, name);
        Some(WorkKey::of_item(&key("pk")?, &key("sk")?))
    })
    .await
}

/// Runs a step over the jobs of the registry: imports whose next chunk is due. Failures are reported as by
/// [`consume_work`].
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_imports<F, Fut, E>(step: &'static str, handle: F) -> Result<(), Error>
where
    F: Fn(App, ImportId) -> Fut,
    Fut: Future<Output = Result<(), Failed<E>>>,
    E: std::error::Error + 'static,
{
    consume(step, handle, |record| {
        ImportId::parse(text(&record.change.keys, "pk")?.strip_prefix("IMPORT#")?).ok()
    })
    .await
}

fn text(keys: &serde_dynamo::Item, name: &str) -> Option<String> {
    match keys.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text.clone()),
        _ => None,
    }
}

async fn consume<F, Fut, E, W>(
    step: &'static str,
    handle: F,
    read: impl Fn(&EventRecord) -> Option<W>,
) -> Result<(), Error>
where
    F: Fn(App, W) -> Fut,
    Fut: Future<Output = Result<(), Failed<E>>>,
    E: std::error::Error + 'static,
{
    let app = start(step)?;
    let (app, handle, read) = (&app, &handle, &read);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<StreamEvent>| async move {
        let (mut failures, mut failed, since) = (Vec::new(), 0, app.clock.now());
        some(&event.payload.records)?;
        for record in &event.payload.records {
            // A record of another shape is nobody's work; it is reported, so that it ends in the dead-letter queue.
            let (is_recorded, error) = match read(record) {
                Some(work) => match handle(app.clone(), work).await {
                    Ok(()) => continue,
                    Err(failed) => (failed.is_recorded(), chain(&failed)),
                },
                None => (false, "a record of an unknown shape".to_owned()),
            };
            tracing::error!(error = %error, event.id = %record.event_id, "record {} failed", record.event_id);
            failed += 1;
            if !is_recorded {
                failures.push(failure(record)?);
            }
        }
        app.meter.add(Metric::WorkFailed, i64::try_from(failed).unwrap_or_default());
        tell(app, &event.context, since, event.payload.records.len(), failed);
        let mut response = DynamoDbEventResponse::default();
        response.batch_item_failures = failures;
        Ok::<_, Error>(response)
    }))
    .await
}

/// The report of a record that failed. Lambda reads a report without a number as a failure of the whole batch, or as
/// nothing at all, depending on its shape: what cannot be named fails as a whole.
fn failure(record: &EventRecord) -> Result<DynamoDbBatchItemFailure, Error> {
    let number = record.change.sequence_number.clone().filter(|number| !number.is_empty());
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(number.ok_or("a record without a number failed")?);
    Ok(failure)
}

/// An event that names nothing is of another kind than the step is for: it is refused, and Lambda keeps it in the
/// dead-letter queue.
fn some<T>(records: &[T]) -> Result<(), Error> {
    if records.is_empty() { Err("an event of an unknown shape".into()) } else { Ok(()) }
}

/// Runs a step over objects that arrived in a bucket: `handle` gets each key.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_objects<F, Fut, E>(step: &'static str, handle: F) -> Result<(), Error>
where
    F: Fn(App, String) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + Send + Sync + 'static,
{
    let app = start(step)?;
    let (app, handle) = (&app, &handle);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<S3Event>| async move {
        let since = app.clock.now();
        let done = async {
            some(&event.payload.records)?;
            for record in &event.payload.records {
                let key = record.s3.object.key.as_deref().ok_or("a record without a key")?;
                handle(app.clone(), decoded(key)?).await?;
            }
            Ok::<(), Error>(())
        };
        worked(app, &event.context, since, Box::pin(done).await)
    }))
    .await
}

/// Runs a step over messages of a topic: `handle` gets the text of each.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_notices<F, Fut, E>(step: &'static str, handle: F) -> Result<(), Error>
where
    F: Fn(App, String) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + Send + Sync + 'static,
{
    let app = start(step)?;
    let (app, handle) = (&app, &handle);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SnsEvent>| async move {
        let since = app.clock.now();
        let done = async {
            some(&event.payload.records)?;
            for record in event.payload.records {
                handle(app.clone(), record.sns.message).await?;
            }
            Ok::<(), Error>(())
        };
        worked(app, &event.context, since, Box::pin(done).await)
    }))
    .await
}

/// The key of an object as it is in the bucket: an event writes it like a form does, with `+` for a blank.
fn decoded(key: &str) -> Result<String, std::str::Utf8Error> {
    let blanks = key.replace('+', " ");
    percent_encoding::percent_decode_str(&blanks).decode_utf8().map(|key| key.into_owned())
}

/// Runs a step that is invoked with a JSON document and answers with one.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn answer<F, Fut, I, O, E>(step: &'static str, handle: F) -> Result<(), Error>
where
    F: Fn(App, I) -> Fut,
    Fut: Future<Output = Result<O, E>>,
    I: DeserializeOwned,
    O: Serialize,
    E: std::error::Error + Send + Sync + 'static,
{
    let app = start(step)?;
    let (app, handle) = (&app, &handle);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<I>| async move {
        let since = app.clock.now();
        let answer = handle(app.clone(), event.payload).await;
        told(app, &event.context, since, answer.map_err(Error::from))
    }))
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_of_an_event_is_read_as_it_is_in_the_bucket() {
        assert_eq!(
            decoded("imports/x/turma+de+mar%C3%A7o.csv").as_deref(),
            Ok("imports/x/turma de março.csv")
        );
        assert_eq!(decoded("imports/x/1%2B1.csv").as_deref(), Ok("imports/x/1+1.csv"));
    }
}
