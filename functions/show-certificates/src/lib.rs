//! Step `show-certificates`.
