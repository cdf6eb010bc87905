//! Certificates of participation, from the event and its list to the record that a verification shows.

pub mod cells;
pub mod certificate;
pub mod choices;
pub mod contact;
pub mod correction;
pub mod doubt;
pub mod edition;
pub mod event;
pub mod import;
pub mod line;
pub mod record;
pub mod written;
