//! Journeys across steps, black box: actors click through the HTML forms and follow the links in the mails.
//!
//! A folder for each line, one for what all share, and `wiring` for what names must agree.

mod digital;
mod house;
mod participation;
mod wiring;
