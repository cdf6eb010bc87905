//! Requests for help: asking, and seeing what came of it.

pub(crate) mod form;
pub(crate) mod limits;
pub(crate) mod read;
pub(crate) mod status;

pub(crate) use form::{AskPage, Asking};
pub(crate) use status::TicketPage;
