//! All rows of a list that is being checked, as its file says them.

mod listed;
pub(crate) mod page;
mod search;
mod walk;

pub(super) use listed::badge;
pub(super) use walk::{find, list_of};
