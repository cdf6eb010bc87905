//! Certificates as they will be, before anything is issued: drawn by what draws the real ones, with words in place of a code.

mod drawing;
pub(crate) mod event;
pub(crate) mod person;
pub(crate) mod remarks;
pub(crate) mod unsaved;

pub(crate) use event::Asked;
pub(crate) use person::{SamplePage, Whose};
