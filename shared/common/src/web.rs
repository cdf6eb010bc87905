//! Pages that are also JSON, forms that are also JSON, and the rules that every answer keeps.
//!
//! [`Routes`] records what a step offers, [`Visit`] is one request, [`Input`] its body, [`Page`] its answer;
//! [`finish`] wraps them all: headers, origin check, errors as pages or `application/problem+json`, one log event.

pub mod archive;
pub mod challenge;
mod deadline;
pub mod ended;
mod finish;
pub mod form;
mod input;
mod once;
mod page;
mod routes;
mod schema;
mod session;
mod token;
mod typed;
mod unknown;
mod upload;
mod visit;
mod who;

pub(crate) use deadline::Deadline;
pub use finish::{RequestId, finish, secure};
pub use input::{Input, MAX_FORM_BYTES};
pub use once::Once;
pub use page::{Notice, Page, SignedIn, Site, Wants, areas, home};
pub use routes::{Access, Op, Operation, Routes, Sent};
pub use session::{Agent, Approver, Elsewhere, Holder, Organiser, Requester, SECOND_FACTOR, Supervisor};
pub use token::{COOKIE, cookie};
pub use typed::Typed;
pub use upload::{Upload, UploadedFile};
pub use visit::{Source, Visit};
pub use who::{Session, Who, end_of_session, hash_of_session, new_session, visitor_pass};

/// One answer of a handler.
pub type Answer = Result<axum::response::Response, crate::error::Problem>;
