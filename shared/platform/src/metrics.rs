//! What is counted, and the one log event of each request or invocation that carries it.
//!
//! On AWS the event is a line of CloudWatch's embedded metric format (EMF): CloudWatch makes metrics of it, so that
//! counting costs no call. This is the only place that knows the format. Locally nothing is counted.
//!
//! [Specification](https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html)

use crate::config::Place;
use jiff::Timestamp;
use serde::{Serialize, Serializer};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use tracing::Level;

/// The target of events that are lines already.
pub const EVENT: &str = "event";

const NAMESPACE: &str = "Selo";
/// In the place of a value: nothing was said of this metric.
const UNSAID: i64 = -1;

/// Everything that is measured. Alarms and dashboards name these: a new name needs one of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Metric {
    /// Requests that were answered.
    Requests,
    /// Whether the answer was a fault of ours: the average is the share.
    ServerErrors,
    /// From the request to its answer.
    DurationMs,
    /// Tries that a limit refused.
    LimitReached,
    /// Sign-ins with something that does not match.
    LoginFailures,
    /// Visitors who were let in.
    VisitorLookups,
    /// Certificates and new versions.
    CertificatesIssued,
    /// PDFs that were drawn and stored.
    PdfsDrawn,
    /// Mails that the mail service took.
    MailsSent,
    /// Mails that were not sent because of what became of earlier ones.
    MailsWithheld,
    /// Mails that arrived.
    MailsDelivered,
    /// Mails that came back, for now or for good.
    MailsBounced,
    /// Mails that somebody called unwanted.
    MailsComplained,
    /// Attempts at work that failed; most are tried again.
    WorkFailed,
    /// PDFs and mails that nobody tries any more.
    WorkGivenUp,
    /// How long the oldest PDF that is due has been waiting; 0 when none is.
    OldestDuePdfSeconds,
    /// How long the oldest mail that is due has been waiting; 0 when none is.
    OldestDueMailSeconds,
    /// How long a chunk of an import has been waiting; 0 when none is.
    OldestDueImportSeconds,
    /// What the sweep had delivered again.
    WorkArmed,
}

impl Metric {
    /// Every metric, in the order of the enum.
    pub const ALL: [Self; 19] = [
        Self::Requests,
        Self::ServerErrors,
        Self::DurationMs,
        Self::LimitReached,
        Self::LoginFailures,
        Self::VisitorLookups,
        Self::CertificatesIssued,
        Self::PdfsDrawn,
        Self::MailsSent,
        Self::MailsWithheld,
        Self::MailsDelivered,
        Self::MailsBounced,
        Self::MailsComplained,
        Self::WorkFailed,
        Self::WorkGivenUp,
        Self::OldestDuePdfSeconds,
        Self::OldestDueMailSeconds,
        Self::OldestDueImportSeconds,
        Self::WorkArmed,
    ];

    /// Its unit, as CloudWatch writes it.
    pub fn unit(self) -> &'static str {
        match self {
            Self::DurationMs => "Milliseconds",
            Self::OldestDuePdfSeconds | Self::OldestDueMailSeconds | Self::OldestDueImportSeconds => {
                "Seconds"
            }
            _ => "Count",
        }
    }

    /// Its dimensions: by step, and of the whole stage where it is counted. Each set of dimensions is paid for.
    pub fn dimensions(self) -> &'static [&'static [&'static str]] {
        match self {
            Self::OldestDuePdfSeconds
            | Self::OldestDueMailSeconds
            | Self::OldestDueImportSeconds
            | Self::WorkArmed => &[&["Stage", "Step"]],
            _ => &[&["Stage", "Step"], &["Stage"]],
        }
    }
}

/// Counts what a function does between two of its events. Cloning shares the counts.
#[derive(Debug, Clone, Default)]
pub struct Meter(Option<Arc<Counts>>);

#[derive(Debug)]
struct Counts {
    place: Place,
    values: [AtomicI64; Metric::ALL.len()],
}

impl Meter {
    /// A meter of a function; without a place nothing is counted.
    pub fn new(place: Option<Place>) -> Self {
        let values = || std::array::from_fn(|_| AtomicI64::new(UNSAID));
        Self(place.map(|place| Arc::new(Counts { place, values: values() })))
    }

    /// One more.
    pub fn count(&self, metric: Metric) {
        self.add(metric, 1);
    }

    /// So many more; adding 0 says that there were none.
    pub fn add(&self, metric: Metric, number: i64) {
        let Some(counts) = &self.0 else { return };
        let value = &counts.values[metric as usize];
        // Never fails: every value has a successor.
        let _ =
            value.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |before| Some(before.max(0) + number));
    }

    /// What was counted since it was last taken.
    fn take(&self) -> Vec<(Metric, i64)> {
        let Some(counts) = &self.0 else { return Vec::new() };
        let taken = |metric: &Metric| counts.values[*metric as usize].swap(UNSAID, Ordering::Relaxed);
        Metric::ALL
            .iter()
            .map(|metric| (*metric, taken(metric)))
            .filter(|(_, value)| *value != UNSAID)
            .collect()
    }

    /// Writes the one event of a request or an invocation: what it was, and everything counted meanwhile beside what is
    /// measured here.
    pub fn tell(&self, at: Timestamp, event: &impl Serialize, measured: &[(Metric, i64)]) {
        if !tracing::enabled!(target: EVENT, Level::INFO) {
            return;
        }
        let mut values = self.take();
        if self.0.is_some() {
            values.extend(measured);
        }
        let place = self.0.as_ref().map(|counts| &counts.place);
        match serde_json::to_string(&Line::new(at, event, place, &values)) {
            Ok(line) => tracing::info!(target: EVENT, "{line}"),
            Err(error) => tracing::error!(%error, "an event could not be written"),
        }
    }
}

/// The members of a line.
#[derive(Serialize)]
struct Line<'a, E> {
    timestamp: Timestamp,
    level: &'static str,
    #[serde(flatten)]
    event: &'a E,
    #[serde(flatten)]
    place: Option<&'a Place>,
    #[serde(flatten)]
    values: Values<'a>,
    #[serde(rename = "_aws", skip_serializing_if = "Option::is_none")]
    metadata: Option<Metadata>,
}

impl<'a, E> Line<'a, E> {
    fn new(
        timestamp: Timestamp,
        event: &'a E,
        place: Option<&'a Place>,
        values: &'a [(Metric, i64)],
    ) -> Self {
        let metadata = (place.is_some() && !values.is_empty()).then(|| Metadata::of(timestamp, values));
        Self { timestamp, level: "INFO", event, place, values: Values(values), metadata }
    }
}

/// Each metric with its value, as members of the line.
struct Values<'a>(&'a [(Metric, i64)]);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

/// What CloudWatch is to make of a line.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Metadata {
    timestamp: i64,
    cloud_watch_metrics: Vec<Directive>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Directive {
    namespace: &'static str,
    dimensions: &'static [&'static [&'static str]],
    metrics: Vec<Definition>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Definition {
    name: Metric,
    unit: &'static str,
}

impl Metadata {
    /// One directive for each set of dimensions.
    fn of(at: Timestamp, values: &[(Metric, i64)]) -> Self {
        let mut cloud_watch_metrics: Vec<Directive> = Vec::with_capacity(2);
        for (name, _) in values {
            let definition = Definition { name: *name, unit: name.unit() };
            match cloud_watch_metrics.iter_mut().find(|d| d.dimensions == name.dimensions()) {
                Some(directive) => directive.metrics.push(definition),
                None => cloud_watch_metrics.push(Directive {
                    namespace: NAMESPACE,
                    dimensions: name.dimensions(),
                    metrics: vec![definition],
                }),
            }
        }
        Self { timestamp: at.as_millisecond(), cloud_watch_metrics }
    }
}

#[cfg(test)]
mod tests;
