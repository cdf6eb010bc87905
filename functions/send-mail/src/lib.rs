//! Step `send-mail`.
