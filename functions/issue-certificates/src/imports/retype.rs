//! Cells that an organiser corrects in the preview of a list: the list is read once more with what they typed. The file stays as
//! it came, so what was typed can be taken back, cell by cell.

mod check;
pub(crate) mod form;
mod typing;

pub(crate) use form::{RetypePage, has_answers};
pub(crate) use typing::{Typing, retype};
