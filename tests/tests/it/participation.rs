//! Certificates of participation: from a list to a card, a PDF, a verification.

pub mod addresses;
pub mod cards;
pub mod claims;
pub mod contact;
pub mod documents;
pub mod failing_chunk;
pub mod forgotten;
pub mod hostile_text;
pub mod import;
pub mod issued;
pub mod later_lists;
pub mod many_cards;
pub mod names;
pub mod organiser;
pub mod reading;
pub mod recognised;
pub mod revoked;
pub mod same_person;
pub mod spine;
pub mod strangers;
pub mod takeover;
pub mod verify;
pub mod workbooks;
