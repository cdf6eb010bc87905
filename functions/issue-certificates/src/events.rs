//! Events: their list, their form, their page.

pub(crate) mod change;
pub(crate) mod create;
mod days;
mod draft;
mod form;
pub(crate) mod list;
pub(crate) mod picture;
mod pictures;
mod sheet;
pub(crate) mod show;

pub(crate) use draft::Draft;
pub(crate) use form::{EventForm, EventFormPage, EventUpload};
pub(crate) use list::EventsPage;
pub(crate) use show::EventPage;

/// Bytes of a form with its pictures: four of one megabyte each, and the texts. The request still fits where a function
/// is invoked with at most 6 MB of base64.
pub(crate) const MOST_BYTES: usize = 4 * crate::images::MOST_BYTES + 128 * 1024;
