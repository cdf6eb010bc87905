//! Step `issue-batch`.
