//! The catalogue: what a supervisor has sold, on which terms.

pub(crate) mod form;
pub(crate) mod list;
pub(crate) mod save;
