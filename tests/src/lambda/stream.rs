//! The streams of the tables, as their event source mappings hand them to functions.
//!
//! The embedded engine has no streams here: a record is made of each row that the filter of a function lets pass, which
//! is what the newest record of its item is.

use super::{Lambda, Outcome};
use crate::TestApp;
use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The event source mapping of a step: its filter, and the table whose stream it reads.
pub struct Mapping {
    /// The step.
    pub step: &'static str,
    table: String,
    pattern: Value,
    /// How often a batch that failed is handed over again.
    pub retries: u32,
    /// How many records are handed over at once.
    pub batch: usize,
}

impl Mapping {
    /// The mapping of a step, from the template.
    pub fn of(app: &TestApp, step: &'static str) -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
        let template: serde_norway::Value =
            serde_norway::from_str(&std::fs::read_to_string(path).expect("the template")).expect("YAML");
        let functions = template["Resources"].as_mapping().expect("resources");
        let code = format!("functions/{step}");
        let function = functions
            .values()
            .find(|f| f["Properties"]["CodeUri"].as_str() == Some(&code))
            .expect("the function");
        let events = function["Properties"]["Events"].as_mapping().expect("events");
        let event = &events.values().find(|e| e["Type"].as_str() == Some("DynamoDB")).expect("a stream")["Properties"];
        let pattern = event["FilterCriteria"]["Filters"][0]["Pattern"].as_str().expect("a filter");
        let tables = &app.app.config.tables;
        Self {
            step,
            table: if step == "issue-batch" { tables.registry.clone() } else { tables.outbox.clone() },
            pattern: serde_json::from_str(pattern).expect("JSON"),
            retries: event["MaximumRetryAttempts"].as_u64().expect("a number") as u32,
            batch: event["BatchSize"].as_u64().expect("a number") as usize,
        }
    }
}

/// The records that wait in the streams of a house.
pub struct Stream<'a> {
    app: &'a TestApp,
}

impl<'a> Stream<'a> {
    /// The streams of a house.
    pub fn of(app: &'a TestApp) -> Self {
        Self { app }
    }

    /// The records that a mapping lets pass now, in the order of their keys.
    pub async fn records(&self, mapping: &Mapping) -> Vec<Value> {
        let client = self.app.house.engines.aws().dynamodb;
        let (mut records, mut start) = (Vec::new(), None);
        loop {
            let page = client
                .scan()
                .table_name(&mapping.table)
                .set_exclusive_start_key(start)
                .send()
                .await
                .expect("a scan");
            for row in page.items.unwrap_or_default() {
                let image = as_json(&AttributeValue::M(row))["M"].clone();
                let record = record(&image, records.len());
                if passes(&record, &mapping.pattern) {
                    records.push(record);
                }
            }
            start = page.last_evaluated_key;
            if start.is_none() {
                return records;
            }
        }
    }

    /// Hands everything over that a mapping lets pass, batch by batch, until nothing is left or nothing moves. Answers
    /// how many records ended in the dead-letter queue.
    pub async fn drain(&self, lambda: &Lambda, mapping: &Mapping) -> usize {
        let (mut instance, mut dead) = (lambda.start(mapping.step).await, Vec::new());
        loop {
            let waiting = self.records(mapping).await;
            let waiting: Vec<Value> = waiting.into_iter().filter(|r| !dead.contains(&keys_of(r))).collect();
            if waiting.is_empty() {
                return dead.len();
            }
            for batch in waiting.chunks(mapping.batch) {
                dead.extend(deliver(&mut instance, mapping, batch.to_vec()).await);
            }
        }
    }
}

/// Hands one batch over as Lambda does for a stream (AWS Lambda, "Reporting batch item failures"): after a failure it
/// begins again at the first record that failed, and a record that failed too often goes to the dead-letter queue.
/// Answers the keys of what went there.
async fn deliver(instance: &mut super::Instance, mapping: &Mapping, mut batch: Vec<Value>) -> Vec<Value> {
    let (mut tries, mut dead) = (0, Vec::new());
    while !batch.is_empty() {
        let answer = match instance.invoke(json!({ "Records": batch })).await {
            Outcome::Answered(answer) => answer,
            other => panic!("{}: {other:?}", mapping.step),
        };
        let failed = answer["batchItemFailures"].as_array().cloned().unwrap_or_default();
        let number = |r: &Value| r["dynamodb"]["SequenceNumber"].clone();
        let first = batch.iter().position(|r| failed.iter().any(|f| f["itemIdentifier"] == number(r)));
        let Some(first) = first else {
            assert!(failed.is_empty(), "{} reports what it was not given: {failed:?}", mapping.step);
            return dead;
        };
        batch.drain(..first);
        tries = if first > 0 { 1 } else { tries + 1 };
        if tries > mapping.retries {
            dead.push(keys_of(&batch.remove(0)));
            tries = 0;
        }
    }
    dead
}

/// The keys of a record.
pub fn keys_of(record: &Value) -> Value {
    record["dynamodb"]["Keys"].clone()
}

fn record(image: &Value, number: usize) -> Value {
    json!({
        "eventID": format!("{number:032x}"),
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "sa-east-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_794_787_200,
            "Keys": { "pk": image["pk"], "sk": image["sk"] },
            "NewImage": image,
            "SequenceNumber": format!("{}", 111_100_000_000_000_000_000_u128 + number as u128),
            "SizeBytes": 612,
            "StreamViewType": "NEW_IMAGE"
        },
        "eventSourceARN": "arn:aws:dynamodb:sa-east-1:123456789012:table/selo/stream/2026-11-01T00:00:00.000"
    })
}

/// Whether a record passes a filter, by the rules of event filtering that the template uses: a list has the values that
/// pass, and `{"exists": true}` passes whatever is there.
pub fn passes(record: &Value, pattern: &Value) -> bool {
    match pattern {
        Value::Object(members) => members.iter().all(|(name, inner)| passes(&record[name], inner)),
        Value::Array(allowed) => allowed.iter().any(|one| match one.get("exists") {
            Some(exists) => exists.as_bool() == Some(!record.is_null()),
            None => one == record,
        }),
        other => panic!("a filter cannot say {other}"),
    }
}

/// A value of a row as a record of its stream has it.
pub fn as_json(value: &AttributeValue) -> Value {
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::Null(_) => json!({ "NULL": true }),
        AttributeValue::Bool(yes) => json!({ "BOOL": yes }),
        AttributeValue::L(all) => json!({ "L": all.iter().map(as_json).collect::<Vec<_>>() }),
        AttributeValue::M(members) => {
            json!({ "M": members.iter().map(|(name, v)| (name.clone(), as_json(v))).collect::<Map<_, _>>() })
        }
        other => panic!("a row holds {other:?}"),
    }
}
