//! The rules of Selo, pure: no async, no AWS, no web, no clock, no chance.
//!
//! | module | owns |
//! |---|---|
//! | [`value`] | values parsed at the door: CPF, CNPJ, codes, addresses, names, identifiers, dates, amounts |
//! | [`people`] | who signs in, and what is known of their mailboxes |
//! | [`participation`] | certificates of participation: events, editions, imports, lines, certificates, records |
//! | [`digital`] | digital certificates: requests for access, orders, cases |
//! | [`work`] | what must happen because of a change: PDFs and mails |
//! | [`role`] | what somebody may be, and what each role may do |
//! | [`transition`] | what all aggregates share |
//! | [`life_cycle`] | all of the above as tables, for `docs/life-cycles.md` |

pub mod digital;
pub mod life_cycle;
pub mod participation;
pub mod people;
pub mod role;
pub mod transition;
pub mod value;
pub mod work;
