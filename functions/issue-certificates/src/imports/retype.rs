//! Cells that an organiser corrects in the preview of a list: the list is read once more with what they typed. The file stays as
//! it came, so what was typed can be taken back, cell by cell.

mod check;
mod fields;
pub(crate) mod form;
mod meanwhile;
mod row;
mod typing;

pub(crate) use fields::Typing;
pub(crate) use form::{RetypePage, has_answers};
pub(crate) use typing::retype;
