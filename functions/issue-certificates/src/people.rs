//! The people of an event: who has a certificate, where each stands, and all of them as a table.

mod roll;
mod search;
pub(crate) mod show;
mod standing;
pub(crate) mod table;

pub(crate) use show::{Asked, PeoplePage};
