//! What a mailed link opens: the unit that was assigned to whoever has it, the draft of its form, and the case once the request
//! was sent. The link of an assignment that is not the last opens nothing.

use crate::typed::Typed;
use common::digital::holder_link::HolderLink;
use common::error::Problem;
use common::web::Visit;
use domain::digital::calendar::Country;
use domain::digital::enrollment::Enrollment;
use domain::digital::entitlement::{Assignment, Entitlement, State};
use http::HeaderValue;
use http::header::HeaderName;
use jiff::civil::Date;

/// A unit, opened by the link of its last assignment.
pub(crate) struct Opened {
    /// The unit.
    pub(crate) unit: Entitlement,
    /// To whom it is assigned.
    pub(crate) assignment: Assignment,
    /// The case, once the request was sent.
    pub(crate) case: Option<Enrollment>,
    /// Path of the page that the link opens.
    pub(crate) path: String,
    /// What was typed, and its version.
    pub(crate) draft: (Typed, u64),
}

impl Opened {
    /// The day that it is where the holder is.
    pub(crate) fn today(visit: &Visit) -> Date {
        Country::Brazil.day(visit.now)
    }
}

/// What a link opens. One that was not made by us asks the store for nothing but the unit that it names.
///
/// # Errors
/// 404 for what is no link, 410 for one that counts no more.
pub(crate) async fn open(visit: &Visit, typed: &str) -> Result<Opened, Problem> {
    let (id, secret) = HolderLink::parts(typed).ok_or_else(Problem::not_found)?;
    let store = &visit.app.store;
    let unit = store.find_entitlement(&id).await?.ok_or_else(Problem::not_found)?;
    let keys = visit.app.secrets.keys().await?;
    let number = unit.snapshot().assignments;
    if !keys.is_holder_secret(&id, number, &secret) {
        return Err(if (1..number).any(|earlier| keys.is_holder_secret(&id, earlier, &secret)) {
            spent()
        } else {
            Problem::not_found()
        });
    }
    let (assignment, case) = match &unit.snapshot().state {
        State::Assigned { assignment } => (assignment.clone(), None),
        State::Requested { assignment, enrollment } => (
            assignment.clone(),
            Some(store.find_enrollment(enrollment).await?.ok_or_else(Problem::not_found)?),
        ),
        State::Unassigned | State::Void { .. } | State::Spent { .. } => return Err(spent()),
    };
    let draft = store.find_request_draft(&id, number, visit.now).await?;
    let draft = match draft {
        Some(draft) => (Typed::of_draft(draft.fields), draft.version),
        None => (Typed::begun(&assignment.to), 0),
    };
    let path = HolderLink::new(&keys, &id, number).path();
    Ok(Opened { unit, assignment, case, path, draft })
}

/// 410: the link counts no more.
fn spent() -> Problem {
    Problem::gone(
        "Este link já não vale: quem comprou o certificado o atribuiu de novo ou o pegou de volta. Se ele é seu, peça um novo link a quem comprou.",
    )
}

/// No search engine keeps the address of a page that a link opens.
pub(crate) fn unlisted(mut answer: axum::response::Response) -> axum::response::Response {
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    answer
}
