//! All rows of a list that is being checked, as its file says them.

mod find;
mod listed;
pub(crate) mod page;
mod place;
mod search;
mod walk;

pub(super) use find::find;
pub(super) use listed::{ListedCell, badge};
pub(super) use place::Place;
pub(super) use walk::list_of;
