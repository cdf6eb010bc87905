//! The only place that knows the Lambda runtime: it runs a router, or unpacks events for a step.

mod stream;

pub use stream::{consume_imports, consume_work};

use crate::app::App;
use crate::web::{Deadline, Routes, Source, finish};
use aws_lambda_events::s3::{S3Event, S3EventRecord};
use aws_lambda_events::sns::{SnsEvent, SnsRecord};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use jiff::{SignedDuration, Timestamp};
use lambda_http::request::{LambdaRequest, RequestContext};
use lambda_http::{Adapter, Service};
use lambda_runtime::{Context, Diagnostic, LambdaEvent, service_fn};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use platform::aws::Aws;
use platform::chain;
use platform::config::{Config, log_level};
use platform::metrics::Metric;
use platform::telemetry::{self, Invocation};
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

/// Tells that an invocation fails as a whole, and why. The console shows an error by its kind, which is the step's, and
/// the chain of its causes; no text of an error is personal.
fn refused(app: &App, context: &Context, since: Timestamp, error: Error) -> Diagnostic {
    let source: &(dyn std::error::Error + 'static) = error.as_ref();
    let chain = chain(source);
    tracing::error!(error = %chain, "invocation {} failed", context.request_id);
    tell(app, context, since, 1, 1);
    let step = app.config.place.as_ref().map_or("local", |place| place.step);
    Diagnostic { error_type: format!("selo.{step}"), error_message: chain }
}

/// Runs a step that answers HTTP.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn serve(routes: Routes) -> Result<(), Error> {
    let app = start(routes.step())?;
    let mut step = Adapter::from(finish(routes.into_router(), app).layer(from_fn(with_context)));
    let answer = move |mut event: LambdaEvent<LambdaRequest>| {
        if let LambdaRequest::ApiGatewayV2(request) = &mut event.payload {
            request.raw_query_string = request.raw_query_string.take().map(|query| in_an_address(&query));
            request.raw_path = request.raw_path.take().map(|path| in_an_address(&path));
        }
        step.call(event)
    };
    lambda_runtime::run(service_fn(answer)).await
}

/// What no address may have as it is. The gateway hands on what somebody typed, and the library that makes a request of it
/// panics.
const NOT_IN_AN_ADDRESS: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A path or a query as an address may have it. What is escaped already stays as it is.
fn in_an_address(text: &str) -> String {
    utf8_percent_encode(text, NOT_IN_AN_ADDRESS).to_string()
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
    let key = |record: S3EventRecord| decoded(&record.s3.object.key.ok_or("a record without a key")?);
    consume_whole(step, handle, move |event: S3Event| event.records.into_iter().map(key).collect()).await
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
    let text = |record: SnsRecord| Ok(record.sns.message);
    consume_whole(step, handle, move |event: SnsEvent| event.records.into_iter().map(text).collect()).await
}

/// Runs a step over events that succeed or fail as a whole: Lambda hands a failed one in again.
async fn consume_whole<F, Fut, E, I>(
    step: &'static str,
    handle: F,
    read: impl Fn(I) -> Result<Vec<String>, Error>,
) -> Result<(), Error>
where
    F: Fn(App, String) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + Send + Sync + 'static,
    I: DeserializeOwned,
{
    let app = start(step)?;
    let (app, handle, read) = (&app, &handle, &read);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<I>| async move {
        let since = app.clock.now();
        let done = async {
            let records = read(event.payload)?;
            some(&records)?;
            for record in &records {
                handle(app.clone(), record.clone()).await?;
            }
            Ok::<_, Error>(records.len())
        };
        match Box::pin(done).await {
            Ok(records) => tell(app, &event.context, since, records, 0),
            Err(error) => {
                app.meter.add(Metric::WorkFailed, 1);
                return Err(refused(app, &event.context, since, error));
            }
        }
        Ok(())
    }))
    .await
}

/// The key of an object as it is in the bucket: an event writes it like a form does, with `+` for a blank.
fn decoded(key: &str) -> Result<String, Error> {
    let blanks = key.replace('+', " ");
    Ok(percent_encoding::percent_decode_str(&blanks).decode_utf8()?.into_owned())
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
        match handle(app.clone(), event.payload).await {
            Ok(answer) => {
                tell(app, &event.context, since, 1, 0);
                Ok(answer)
            }
            Err(error) => Err(refused(app, &event.context, since, error.into())),
        }
    }))
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_somebody_typed_is_an_address() {
        for typed in ["a=\"b\"", "busca=olá mundo", "x={1}|<2>`\\^", "a=%22b%22&c", "\u{1}\u{7f}", ""] {
            let address = format!("https://selo.example/{0}?{0}", in_an_address(typed));
            assert!(address.parse::<http::Uri>().is_ok(), "{address}");
        }
        assert_eq!(in_an_address("a=%22b%22&c=1"), "a=%22b%22&c=1");
    }

    #[test]
    fn the_key_of_an_event_is_read_as_it_is_in_the_bucket() {
        let keys = ["imports/x/turma+de+mar%C3%A7o.csv", "imports/x/1%2B1.csv"];
        assert_eq!(
            keys.map(|key| decoded(key).unwrap()),
            ["imports/x/turma de março.csv", "imports/x/1+1.csv"]
        );
        assert!(decoded("imports/x/%FF").is_err());
    }
}
