//! Mending what was issued: everybody who has a certificate of an event gets a version with the event's new data, once its
//! organiser has seen what that changes.

pub(crate) mod begin;
mod differences;
pub(crate) mod publish;
pub(crate) mod show;

pub(crate) use begin::Beginning;
pub(crate) use differences::Difference;
pub(crate) use publish::Reissuing;
pub(crate) use show::{ReissuePage, differences, reissue_path};
