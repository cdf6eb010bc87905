//! Which partition keys are written how often: DynamoDB takes a thousand writes a second of one key, and no more.

use axum::body::Bytes;
use serde_json::Value;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How the writes are spread.
#[derive(Debug, Clone)]
pub struct Heat {
    /// How many items were written.
    pub writes: usize,
    /// How many of them under the key that was written most.
    pub hottest: usize,
    /// What kind of key that is: all before its `#`.
    pub of_kind: String,
    /// Over how long.
    pub over: Duration,
}

impl Heat {
    /// The part of all writes that went to the hottest key.
    pub fn share(&self) -> f64 {
        self.hottest as f64 / self.writes.max(1) as f64
    }
}

#[derive(Default)]
pub(super) struct HeatLog {
    of_key: HashMap<String, usize>,
    began: Option<Instant>,
    ended: Option<Instant>,
}

impl HeatLog {
    pub(super) fn note(&mut self, operation: &str, body: &Bytes) {
        if !matches!(operation, "TransactWriteItems" | "PutItem" | "UpdateItem" | "DeleteItem") {
            return;
        }
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let single = [body.clone()];
        let writes: Vec<&Value> = match body["TransactItems"].as_array() {
            Some(all) => all.iter().filter_map(|item| item.as_object()?.values().next()).collect(),
            None => single.iter().collect(),
        };
        for write in writes {
            let table = write["TableName"].as_str().unwrap_or_default();
            let key = if write["Key"].is_object() { &write["Key"]["pk"] } else { &write["Item"]["pk"] };
            let key = format!("{table} {}", key["S"].as_str().unwrap_or_default());
            *self.of_key.entry(key).or_default() += 1;
        }
        self.began.get_or_insert_with(Instant::now);
        self.ended = Some(Instant::now());
    }

    pub(super) fn read(&self) -> Heat {
        let hottest = self.of_key.iter().max_by_key(|(_, n)| **n).map(|(key, n)| (key.clone(), *n));
        let (key, hottest) = hottest.unwrap_or_default();
        let over = self.began.zip(self.ended).map_or(Duration::ZERO, |(from, to)| to - from);
        let of_kind = key.split('#').next().unwrap_or_default().to_owned();
        Heat { writes: self.of_key.values().sum(), hottest, of_kind, over }
    }
}
