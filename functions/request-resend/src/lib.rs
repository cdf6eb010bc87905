//! Step `request-resend`.
