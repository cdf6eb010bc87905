//! The people of an event: who has a certificate, where each stands, all of them as a table, and their PDFs.

pub(crate) mod archive;
mod roll;
mod search;
pub(crate) mod show;
mod standing;
pub(crate) mod table;

pub(crate) use search::Wanted;
pub(crate) use show::{Asked, PeoplePage};
