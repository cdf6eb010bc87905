//! Step `run-clock`.
