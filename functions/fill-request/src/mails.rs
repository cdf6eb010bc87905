//! The mails of a case: written with what causes them.

use common::web::Visit;
use domain::transition::Transition;
use domain::value::id::{EnrollmentId, MailId};
use domain::work::{CaseNews, Message, Task, Work};

/// A mail about a case, to be sent.
pub(crate) fn mail(visit: &Visit, case: &EnrollmentId, news: CaseNews) -> Transition<Work> {
    let mail = MailId::from_bytes(visit.app.chance.bytes());
    Work::new(Task::Mail { mail, message: Message::Case { case: case.clone(), news } }, None, visit.now)
}
