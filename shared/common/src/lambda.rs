//! The only file that knows the Lambda runtime: it runs a router, or unpacks batches for an event step.

use crate::app::App;
use crate::aws::Aws;
use crate::config::{Config, log_level};
use crate::store::works::WorkKey;
use crate::telemetry;
use crate::web::{Routes, Source, finish};
use aws_lambda_events::dynamodb::{Event as StreamEvent, EventRecord};
use aws_lambda_events::s3::S3Event;
use aws_lambda_events::sns::SnsEvent;
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use domain::id::ImportId;
use lambda_http::request::RequestContext;
use lambda_runtime::{LambdaEvent, service_fn};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::future::Future;

/// What ends a function at its start.
pub type Error = lambda_runtime::Error;

async fn start() -> Result<App, Error> {
    telemetry::start(&log_level());
    Ok(App::of_function(Config::from_env()?, &Aws::from_env()?))
}

/// Runs a step that answers HTTP.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn serve(routes: Routes) -> Result<(), Error> {
    let app = start().await?;
    lambda_http::run(finish(routes.into_router(), app).layer(from_fn(with_source))).await
}

/// The caller's address as the gateway saw it.
async fn with_source(mut request: Request, next: Next) -> axum::response::Response {
    let address = match request.extensions().get::<RequestContext>() {
        Some(RequestContext::ApiGatewayV2(context)) => context.http.source_ip.clone(),
        _ => None,
    };
    request.extensions_mut().insert(Source::of(address.as_deref().unwrap_or_default()));
    next.run(request).await
}

/// Runs a step over the outbox: each due item of a batch once; those that fail are reported, so that only they return.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_work<F, Fut, E>(handle: F) -> Result<(), Error>
where
    F: Fn(App, WorkKey) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + 'static,
{
    consume(handle, |record| {
        let key = |name: &str| text(&record.change.keys, name);
        Some(WorkKey::of_item(&key("pk")?, &key("sk")?))
    })
    .await
}

/// Runs a step over the jobs of the registry: imports whose next chunk is due.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_imports<F, Fut, E>(handle: F) -> Result<(), Error>
where
    F: Fn(App, ImportId) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + 'static,
{
    consume(handle, |record| ImportId::parse(text(&record.change.keys, "pk")?.strip_prefix("IMPORT#")?).ok())
        .await
}

fn text(keys: &serde_dynamo::Item, name: &str) -> Option<String> {
    match keys.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text.clone()),
        _ => None,
    }
}

async fn consume<F, Fut, E, W>(handle: F, read: impl Fn(&EventRecord) -> Option<W>) -> Result<(), Error>
where
    F: Fn(App, W) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + 'static,
{
    let app = start().await?;
    let (app, handle, read) = (&app, &handle, &read);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<StreamEvent>| async move {
        let mut failures = Vec::new();
        for record in &event.payload.records {
            // A record of another shape is nobody's work; it is reported, so that it ends in the dead-letter queue.
            let done = match read(record) {
                Some(work) => handle(app.clone(), work).await.map_err(|e| crate::error::chain(&e)),
                None => Err("a record of an unknown shape".to_owned()),
            };
            if let Err(error) = done {
                tracing::error!(error = %error, event.id = %record.event_id, "record {} failed", record.event_id);
                let mut failure = DynamoDbBatchItemFailure::default();
                failure.item_identifier = record.change.sequence_number.clone();
                failures.push(failure);
            }
        }
        let mut response = DynamoDbEventResponse::default();
        response.batch_item_failures = failures;
        Ok::<_, Error>(response)
    }))
    .await
}

/// Runs a step over objects that arrived in a bucket: `handle` gets each key.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_objects<F, Fut, E>(handle: F) -> Result<(), Error>
where
    F: Fn(App, String) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + Send + Sync + 'static,
{
    let app = start().await?;
    let (app, handle) = (&app, &handle);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<S3Event>| async move {
        for record in &event.payload.records {
            let key = record.s3.object.key.as_deref().ok_or("a record without a key")?;
            handle(app.clone(), decoded(key)?).await?;
        }
        Ok::<(), Error>(())
    }))
    .await
}

/// Runs a step over messages of a topic: `handle` gets the text of each.
///
/// # Errors
/// When the configuration is incomplete, or the runtime ends.
pub async fn consume_notices<F, Fut, E>(handle: F) -> Result<(), Error>
where
    F: Fn(App, String) -> Fut,
    Fut: Future<Output = Result<(), E>>,
    E: std::error::Error + Send + Sync + 'static,
{
    let app = start().await?;
    let (app, handle) = (&app, &handle);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<SnsEvent>| async move {
        for record in event.payload.records {
            handle(app.clone(), record.sns.message).await?;
        }
        Ok::<(), Error>(())
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
pub async fn answer<F, Fut, I, O, E>(handle: F) -> Result<(), Error>
where
    F: Fn(App, I) -> Fut,
    Fut: Future<Output = Result<O, E>>,
    I: DeserializeOwned,
    O: Serialize,
    E: std::error::Error + Send + Sync + 'static,
{
    let app = start().await?;
    let (app, handle) = (&app, &handle);
    lambda_runtime::run(service_fn(move |event: LambdaEvent<I>| async move {
        Ok::<O, Error>(handle(app.clone(), event.payload).await?)
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
