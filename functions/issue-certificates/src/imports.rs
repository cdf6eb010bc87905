//! Files of participants: upload, preview, publishing, and what became of each line.

pub(crate) mod asked;
mod counts;
pub(crate) mod discard;
pub(crate) mod doubts;
pub(crate) mod lines;
mod obstacle;
pub(crate) mod problems;
pub(crate) mod publish;
pub(crate) mod reading;
pub(crate) mod retype;
pub(crate) mod rows;
pub(crate) mod show;
pub(crate) mod upload;

pub(crate) use discard::Discarding;
pub(crate) use doubts::Choosing;
pub(crate) use lines::{LinesPage, certificates_of, chunk_with};
pub(crate) use obstacle::{MEANWHILE, TOO_OLD};
pub(crate) use publish::{Publication, edition};
pub(crate) use reading::Said;
pub(crate) use retype::{RetypePage, Typing};
pub(crate) use rows::page::{RowsPage, Sought};
pub(crate) use show::{ATTEMPTS_TOLD, Done, ImportPage};
pub(crate) use upload::{Beside, ListUpload};
