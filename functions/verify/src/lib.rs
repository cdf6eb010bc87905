//! Step `verify`.
