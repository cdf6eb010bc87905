//! Step `administer`.
