//! Step `issue-certificates`.
