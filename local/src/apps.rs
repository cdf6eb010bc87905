//! The applications that the steps of a house work with.

use common::App;
use std::collections::BTreeMap;

/// The application of every step.
#[derive(Clone)]
pub(crate) struct Apps {
    all: App,
    own: BTreeMap<&'static str, App>,
}

impl Apps {
    /// One for all steps, but for those that have one of their own.
    pub(crate) fn new(all: App, own: BTreeMap<&'static str, App>) -> Self {
        Self { all, own }
    }

    /// The application of one step.
    pub(crate) fn of(&self, step: &str) -> App {
        self.own.get(step).unwrap_or(&self.all).clone()
    }
}
