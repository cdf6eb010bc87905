//! For whoever decides.

pub(crate) mod case;
pub(crate) mod decide;
pub(crate) mod queue;
