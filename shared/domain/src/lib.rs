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
//! | [`record`] | what a verification shows of a certificate |
//! | [`transition`] | what all aggregates share |
//! | [`code`], [`cpf`], [`email`], [`id`], [`name`], [`symbols`] | values parsed at the door |
//! | [`life_cycle`] | all of the above as tables, for `docs/life-cycles.md` |
//! | [`calendar`] | dates in words, Brasília's day |

pub mod account;
pub mod calendar;
pub mod certificate;
pub mod code;
pub mod cpf;
pub mod edition;
pub mod email;
pub mod event;
pub mod id;
pub mod import;
pub mod lettering;
pub mod life_cycle;
pub mod line;
pub mod mailbox;
pub mod name;
pub mod record;
pub mod symbols;
pub mod transition;
pub mod work;
