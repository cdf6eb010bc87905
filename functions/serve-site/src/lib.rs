//! Step `serve-site`.
