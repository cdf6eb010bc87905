//! What an organiser does: sees what is asked, corrects what is printed of one person, or answers in words.

pub(crate) mod answer;
pub(crate) mod correct;
pub(crate) mod form;
pub(crate) mod queue;
pub(crate) mod review;

pub(crate) use answer::Answering;
pub(crate) use form::{CorrectPage, Correcting};
pub(crate) use queue::QueuePage;
pub(crate) use review::CorrectionReview;
