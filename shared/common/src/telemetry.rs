//! Logs: one JSON object per line. A message is readable, a field is searchable; neither holds a personal value.

use crate::metrics::EVENT;
use jiff::Timestamp;
use serde::Serialize;
use std::fmt;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::{Event, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::{Format, FormatEvent, FormatFields, Json, JsonFields, Writer};
use tracing_subscriber::fmt::{FmtContext, MakeWriter, format};
use tracing_subscriber::registry::LookupSpan;

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

/// Starts the logs of a Lambda function at one of `error`, `warn`, `info`, `debug`, `trace`; another word means `info`.
///
/// The level is that of our own crates. What others log at `debug` may hold a body, so they are heard from `warn` on,
/// whatever is asked for. The event of a request is always written: it carries the metrics. A second call changes nothing.
pub fn start_function(step: &str, level: &str) {
    let ours = [step.replace('-', "_"), "common".to_owned(), "domain".to_owned()];
    // The span of an invocation names it on every other line.
    let span = "lambda_runtime=info";
    start(&format!("{},{span},{EVENT}=info", directives(level, ours.iter().map(String::as_str))));
}

/// Starts the logs of the local house at a level of its own crates, or with directives such as `warn,hyper=debug` for
/// whoever looks into another crate. A second call changes nothing.
pub fn start_house<'a>(crates: impl Iterator<Item = &'a str>, level: &str) {
    match level.contains(['=', ',']) {
        true => start(level),
        false => {
            let events = level.parse().unwrap_or(LevelFilter::INFO);
            start(&format!("{},{EVENT}={events}", directives(level, crates)));
        }
    }
}

/// A filter that hears our own crates from a level on, and all others from `warn` on or less.
fn directives<'a>(level: &str, ours: impl Iterator<Item = &'a str>) -> String {
    let level: LevelFilter = level.parse().unwrap_or(LevelFilter::INFO);
    let others = level.min(LevelFilter::WARN);
    ours.fold(others.to_string(), |all, name| format!("{all},{name}={level}"))
}

fn start(directives: &str) {
    // Fails only when a subscriber is set already: in tests, and when called twice.
    let _ = tracing::subscriber::set_global_default(subscriber(directives, std::io::stderr));
    // What a panic says may quote what it stumbled over; where it was is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a panic at {place}");
    }));
}

/// Lines of JSON to a writer, as functions and the house write them to standard error.
pub fn subscriber<W>(directives: &str, writer: W) -> impl Subscriber + Send + Sync
where
    W: for<'w> MakeWriter<'w> + Send + Sync + 'static,
{
    let filter = EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt()
        // A log that cannot be written is no reason to fail: otherwise the failure is printed to the same place, and
        // printing to a closed or full standard error ends the request.
        .log_internal_errors(false)
        .fmt_fields(JsonFields::new())
        .event_format(Lines(format().json().flatten_event(true).with_current_span(false)))
        .with_env_filter(filter)
        .with_writer(writer)
        .finish()
}

/// Every event as a line of JSON; one of the target [`EVENT`] is such a line already.
struct Lines(Format<Json>);

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
        if event.metadata().target() != EVENT {
            return self.0.format_event(context, writer, event);
        }
        let mut line = Message { writer: &mut writer, written: Ok(()) };
        event.record(&mut line);
        line.written?;
        writeln!(writer)
    }
}

/// Writes the message of an event, and nothing else of it.
struct Message<'a, 'w> {
    writer: &'a mut Writer<'w>,
    written: fmt::Result,
}

impl Visit for Message<'_, '_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.written = write!(self.writer, "{value:?}");
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
