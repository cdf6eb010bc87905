//! The code of the first sign-in of somebody who was granted access: six digits, by mail or as a short message, as they choose.
//!
//! A session that waits for its code opens this page only. A code is of one session, counts for ten minutes and takes five tries; it is
//! derived of the session's row and stored nowhere. Once it is right, the account asks for none any more, and another session begins.

mod page;
mod send;
mod verify;

pub(crate) use page::{CodePage, show};
pub(crate) use send::{Sending, submit as send};
pub(crate) use verify::{Typed, submit as verify};

use crate::begin;
use common::error::Problem;
use common::web::{Answer, Session, Visit, Wants, Who};
use jiff::SignedDuration;

/// For how long a code counts.
const COUNTS_FOR: SignedDuration = SignedDuration::from_mins(10);
/// Where the page is.
pub(crate) const PATH: &str = "/entrar/codigo";

/// The session that waits for a code; where to go instead otherwise.
fn waiting(visit: &Visit) -> Result<Session, Answer> {
    match (&visit.who, visit.wants) {
        (Who::SignedIn(session), _) if session.row.must_confirm => Ok(session.clone()),
        (Who::SignedIn(session), _) => Err(Ok(visit.see(begin::home(&session.row)))),
        (_, Wants::Html) => Err(Ok(visit.see("/entrar"))),
        (_, Wants::Json) => Err(Err(Problem::sign_in())),
    }
}
