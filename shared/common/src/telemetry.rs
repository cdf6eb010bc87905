//! Logs: one JSON object per line. A message is readable, a field is searchable; neither holds a personal value.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::format::FmtSpan;

/// Starts JSON logs on standard error at a level as `info` or `warn,common=debug`. A second call changes nothing.
pub fn start(level: &str) {
    let filter = EnvFilter::try_new(level).unwrap_or_else(|_| EnvFilter::new("info"));
    let logs = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_events(FmtSpan::NONE)
        // A log that cannot be written is no reason to fail: otherwise the failure is printed to the same place, and
        // printing to a closed or full standard error ends the request.
        .log_internal_errors(false);
    // Fails only when a subscriber is set already: in tests, and when called twice.
    let _ = logs.with_env_filter(filter).with_writer(std::io::stderr).try_init();
}
