//! Step `login`.
