//! Logs: one JSON object per line. A message is readable, a field is searchable; neither holds a personal value.

use crate::clock::Clock;
use crate::metrics::EVENT;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, FormatEvent, FormatFields, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, FormattedFields, MakeWriter, format};
use tracing_subscriber::registry::{LookupSpan, SpanRef};

/// Which invocation of a function a line belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invocation {
    /// What Lambda calls it.
    pub aws_request_id: String,
    /// Its trace in X-Ray, when there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
}

impl Invocation {
    /// From what Lambda says: a trace comes as `Root=1-…;Parent=…;Sampled=1`, of which the root names it.
    pub fn new(aws_request_id: &str, trace: Option<&str>) -> Self {
        let root = |trace: &str| {
            trace.split(';').find_map(|part| part.trim().strip_prefix("Root=")).map(str::to_owned)
        };
        Self { aws_request_id: aws_request_id.to_owned(), trace_id: trace.and_then(root) }
    }
}

/// Milliseconds between two instants; 0 when the clock was set back meanwhile.
pub fn duration_ms(since: Timestamp, until: Timestamp) -> i64 {
    i64::try_from(until.duration_since(since).as_millis()).unwrap_or_default().max(0)
}

/// The crates that every step links: their logs are ours, with their fields.
pub const SHARED: [&str; 4] = ["common", "domain", "platform", "store"];

/// Starts the logs of a Lambda function at one of `error`, `warn`, `info`, `debug`, `trace`; another word means `info`.
///
/// The level is that of our own crates. What others log may quote what they stumbled over, and at `debug` whole bodies: they
/// are heard from `warn` on, whatever is asked for, and without the fields of what they say. The event of
/// a request is always written: it carries the metrics. A second call changes nothing.
pub fn start_function(step: &str, level: &str) {
    let ours: Vec<String> =
        [step.replace('-', "_").as_str()].into_iter().chain(SHARED).map(str::to_owned).collect();
    // The span of an invocation names it on every other line.
    let span = "lambda_runtime=info";
    let directives = format!("{},{span},{EVENT}=info", directives(level, ours.iter().map(String::as_str)));
    start(&directives, Some(ours));
}

/// Starts the logs of the local house at a level of its own crates, or with directives such as `warn,hyper=debug` for
/// whoever looks into another crate. A second call changes nothing.
pub fn start_house(crates: &[String], level: &str) {
    match level.contains(['=', ',']) {
        true => start(level, None),
        false => {
            let events = level.parse().unwrap_or(LevelFilter::INFO);
            let ours = crates.iter().map(String::as_str);
            let directives = format!("{},{EVENT}={events}", directives(level, ours));
            start(&directives, Some(crates.to_vec()));
        }
    }
}

/// A filter that hears our own crates from a level on, and all others from `warn` on or less.
fn directives<'a>(level: &str, ours: impl Iterator<Item = &'a str>) -> String {
    let level: LevelFilter = level.parse().unwrap_or(LevelFilter::INFO);
    let others = level.min(LevelFilter::WARN);
    ours.fold(others.to_string(), |all, name| format!("{all},{name}={level}"))
}

fn start(directives: &str, ours: Option<Vec<String>>) {
    // Fails only when a subscriber is set already: in tests, and when called twice.
    let _ = tracing::subscriber::set_global_default(subscriber(directives, ours, std::io::stderr));
    // What a panic says may quote what it stumbled over; where it was is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic at {place}");
    }));
}

/// Lines of JSON to a writer, as functions and the house write them to standard error. When crates are ours by name, of what
/// others say only the message is written.
pub fn subscriber<W>(directives: &str, ours: Option<Vec<String>>, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        // A log that cannot be written is no reason to fail: otherwise the failure is printed to the same place, and
        // printing to a closed or full standard error ends the request.
        .log_internal_errors(false)
        .fmt_fields(JsonFields::new())
        .event_format(Lines { json: format().json().flatten_event(true).with_current_span(false), ours })
        .with_env_filter(filter)
        .with_writer(writer)
        .finish()
}

/// Every event as a line of JSON; one of the target [`EVENT`] is such a line already.
struct Lines {
    json: Format<Json>,
    ours: Option<Vec<String>>,
}

impl<S, N> FormatEvent<S, N> for Lines
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let target = event.metadata().target();
        if target == EVENT {
            return writeln!(writer, "{}", Message::of(event));
        }
        if self.is_ours(target) {
            return self.json.format_event(context, writer, event);
        }
        let line = Foreign {
            timestamp: Clock::System.now(),
            level: event.metadata().level().as_str(),
            message: Message::of(event),
            target,
            span: context.lookup_current().and_then(|span| fields_of::<S, N>(&span)),
        };
        writeln!(writer, "{}", serde_json::to_string(&line).map_err(|_| fmt::Error)?)
    }
}

impl Lines {
    fn is_ours(&self, target: &str) -> bool {
        let name = target.split("::").next().unwrap_or_default();
        self.ours.as_ref().is_none_or(|ours| ours.iter().any(|own| own == name))
    }
}

/// What another crate says, without its fields; the span names the invocation.
#[derive(Serialize)]
struct Foreign<'a> {
    timestamp: Timestamp,
    level: &'static str,
    message: String,
    target: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    span: Option<serde_json::Value>,
}

fn fields_of<S, N>(span: &SpanRef<'_, S>) -> Option<serde_json::Value>
where
    S: for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    serde_json::from_str(&span.extensions().get::<FormattedFields<N>>()?.fields).ok()
}

/// The message of an event, and nothing else of it.
#[derive(Default)]
struct Message(String);

impl Message {
    fn of(event: &Event<'_>) -> String {
        let mut message = Self::default();
        event.record(&mut message);
        message.0
    }
}

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_that_of_our_own_crates() {
        let of = |level| directives(level, ["verify", "common"].into_iter());
        assert_eq!(of("debug"), "warn,verify=debug,common=debug");
        assert_eq!(of("error"), "error,verify=error,common=error");
        assert_eq!(of("aws_smithy_runtime=trace"), "warn,verify=info,common=info");
    }

    #[test]
    fn a_trace_is_named_by_its_root() {
        let trace = |said| Invocation::new("", Some(said)).trace_id;
        assert_eq!(trace("Root=1-5759e988-bd86;Sampled=1").as_deref(), Some("1-5759e988-bd86"));
        assert_eq!((trace("Sampled=1"), trace("")), (None, None));
    }
}
