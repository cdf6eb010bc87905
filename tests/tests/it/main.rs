//! Journeys across steps, black box: actors click through the HTML forms and follow the links in the mails.

mod administer;
mod cards;
mod failing_chunk;
mod faults;
mod hostile_text;
mod import;
mod issued;
mod login;
mod mail;
mod many_cards;
mod old_hash;
mod organiser;
mod passwords;
mod people;
mod resend;
mod roles;
mod site;
mod spine;
mod store;
mod strangers;
mod support;
mod timing;
mod tokens;
mod verify;
mod visitor;
mod wiring;
