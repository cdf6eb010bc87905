//! For whoever asks.

pub(crate) mod again;
pub(crate) mod begin;
pub(crate) mod confirm;
pub(crate) mod declaration;
pub(crate) mod document;
pub(crate) mod give_up;
pub(crate) mod limits;
pub(crate) mod protocol;
pub(crate) mod request;
pub(crate) mod save;
pub(crate) mod submit;
