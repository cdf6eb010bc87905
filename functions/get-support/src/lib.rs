//! Step `get-support`.
