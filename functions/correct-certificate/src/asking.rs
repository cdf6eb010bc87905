//! What a holder does: says what is wrong, sees what would come of it, sends it, takes it back.

pub(crate) mod form;
pub(crate) mod review;
pub(crate) mod send;
pub(crate) mod withdraw;

pub(crate) use form::{AskPage, Asking};
pub(crate) use review::ReviewPage;
pub(crate) use withdraw::Withdrawing;
