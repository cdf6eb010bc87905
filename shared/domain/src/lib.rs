//! The rules of Selo, pure: no async, no AWS, no web, no clock, no chance.
//!
//! | module | owns |
//! |---|---|
//! | [`account`] | a person who signs in, from the initial password to their own |
//! | [`certificate`] | what one person received for one event: versions, revocation |
//! | [`edition`] | what is printed: the organiser's sheet, frozen per edition, and a person's lines |
//! | [`event`] | an event and its editions |
//! | [`import`] | a CSV's lines and the job that issues them |
//! | [`work`] | what must happen because of a change: PDFs and mails |
//! | [`code`], [`cpf`], [`email`], [`id`], [`name`], [`symbols`] | values parsed at the door |
//! | [`calendar`] | dates in words, Brasília's day |

pub mod calendar;
pub mod code;
pub mod cpf;
pub mod edition;
pub mod email;
pub mod id;
pub mod name;
pub mod symbols;
