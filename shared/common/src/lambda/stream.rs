//! Batches of a stream, of which each record succeeds or fails for itself.

use super::{Error, refused, some, start, tell};
use crate::app::App;
use crate::error::Failed;
use aws_lambda_events::dynamodb::{Event as StreamEvent, EventRecord};
use aws_lambda_events::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use domain::value::id::ImportId;
use lambda_runtime::{LambdaEvent, service_fn};
use platform::chain;
use platform::metrics::Metric;
use std::future::Future;
use store::{self, works::WorkKey};

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
    consume(step, handle, |record| store::key::import_in(&text(&record.change.keys, "pk")?)).await
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
        let since = app.clock.now();
        let done = async {
            some(&event.payload.records)?;
            let mut batch = Batch::default();
            for record in &event.payload.records {
                // A record of another shape is nobody's work; it is reported, so that it ends in the dead-letter queue.
                match read(record) {
                    Some(work) => match handle(app.clone(), work).await {
                        Ok(()) => {}
                        Err(failed) => batch.failed(record, &chain(&failed), failed.is_recorded())?,
                    },
                    None => batch.failed(record, "a record of an unknown shape", false)?,
                }
            }
            Ok::<_, Error>(batch)
        };
        match Box::pin(done).await {
            Ok(batch) => {
                app.meter.add(Metric::WorkFailed, i64::try_from(batch.failed).unwrap_or(i64::MAX));
                tell(app, &event.context, since, event.payload.records.len(), batch.failed);
                Ok(batch.answer)
            }
            Err(error) => {
                app.meter.add(Metric::WorkFailed, 1);
                Err(refused(app, &event.context, since, error))
            }
        }
    }))
    .await
}

/// What became of the records of a batch.
#[derive(Default)]
struct Batch {
    answer: DynamoDbEventResponse,
    failed: usize,
}

impl Batch {
    fn failed(&mut self, record: &EventRecord, why: &str, is_recorded: bool) -> Result<(), Error> {
        tracing::error!(error = %why, event.id = %record.event_id, "record {} failed", record.event_id);
        self.failed += 1;
        if !is_recorded {
            self.answer.batch_item_failures.push(failure(record)?);
        }
        Ok(())
    }
}

/// The report of a record that failed. Lambda reads a report without a number as a failure of the whole batch, or as
/// nothing at all, depending on its shape: what cannot be named fails as a whole.
fn failure(record: &EventRecord) -> Result<DynamoDbBatchItemFailure, Error> {
    let number = record.change.sequence_number.clone().filter(|number| !number.is_empty());
    let mut failure = DynamoDbBatchItemFailure::default();
    failure.item_identifier = Some(number.ok_or("a record without a number failed")?);
    Ok(failure)
}
