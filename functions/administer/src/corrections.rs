//! Requests for corrections, as the team works on them: it corrects the spelling of names, and hands on what is more than that.

use crate::{AdministerError, Answer};
use common::App;
use common::participation::changes::{self, Change as Changed};
use common::participation::contact::reply_to;
use common::participation::renewal::{self, Renewal};
use domain::participation::certificate::{self, State};
use domain::participation::correction::{Command, Correction, Made, Reach};
use domain::transition::{Actor, Transition};
use domain::value::code::TicketNumber;
use domain::value::id::{IssuerId, MailId};
use domain::value::words::Words;
use domain::work::{CorrectionNews, Task, Work};
use jiff::Timestamp;
use serde::Serialize;
use store::Change;
use store::participation::corrections::Queue;

/// How many requests are listed: the oldest.
const MOST: i32 = 100;

/// A request that waits for the team.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Its number.
    pub number: String,
    /// Who may decide: `rule` or `team` (the team), `issuer`.
    pub decides: &'static str,
    /// When it was opened.
    pub opened_at: Timestamp,
}

/// A request, with all that is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Asked {
    /// Its number.
    pub number: String,
    /// Where it is.
    pub state: &'static str,
    /// Who may decide: `rule` or `team` (the team), `issuer`.
    pub decides: &'static str,
    /// The event.
    pub event: String,
    /// The code of the certificate.
    pub certificate: String,
    /// What it prints now: name, role and hours.
    pub now: [String; 3],
    /// Whether the certificate is as it was when it was asked.
    pub unchanged: bool,
    /// Its issuer.
    pub issuer: IssuerId,
    /// What is to be printed otherwise: what it is, before and after.
    pub changes: Vec<(&'static str, String, String)>,
    /// What else is wrong, in words; empty, nothing.
    pub words: String,
    /// Where the answer goes.
    pub email: String,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When it ends, with all that is in it.
    pub ends_at: Timestamp,
}

/// Lists what waits.
pub(crate) async fn list(app: &App) -> Result<Answer, AdministerError> {
    let found = app.store.list_corrections(Queue::Team, MOST, app.clock.now()).await?;
    let waiting = |request: &Correction| Waiting {
        number: request.number().grouped(),
        decides: request.snapshot().asked.reach().kind(),
        opened_at: request.snapshot().opened_at,
    };
    let more = i32::try_from(found.len()).is_ok_and(|found| found >= MOST);
    Ok(Answer::Corrections { waiting: found.iter().map(waiting).collect(), more })
}

/// Shows a request.
pub(crate) async fn show(app: &App, number: &TicketNumber) -> Result<Answer, AdministerError> {
    let request = find(app, number).await?;
    let snapshot = request.snapshot();
    let certificate = app.store.get_certificate(&snapshot.certificate).await?;
    let sheet = app.store.get_edition(&snapshot.event, certificate.current().edition).await?.sheet;
    let holder = app.store.get_account(&snapshot.account).await?;
    let asked = &snapshot.asked;
    let parts = |Changed { what, before, after }| (what, before, after);
    Ok(Answer::Correction(Box::new(Asked {
        number: number.grouped(),
        state: snapshot.state.kind(),
        decides: asked.reach().kind(),
        event: sheet.title.to_string(),
        certificate: certificate.current().code.grouped(),
        now: changes::texts(&certificate.current().person, &sheet),
        unchanged: is_unchanged(&certificate, &request),
        issuer: snapshot.issuer.clone(),
        changes: changes::between(&asked.before, &asked.after, &sheet).into_iter().map(parts).collect(),
        words: asked.words.clone().map(String::from).unwrap_or_default(),
        email: holder.snapshot().email.as_str().to_owned(),
        opened_at: snapshot.opened_at,
        ends_at: request.ends_at(),
    })))
}

/// Whether a certificate is as it was when a request about it was made.
fn is_unchanged(certificate: &certificate::Certificate, request: &Correction) -> bool {
    let is_available = matches!(certificate.snapshot().state, State::Available { .. });
    is_available && certificate.current().number == request.snapshot().asked.version
}

/// Corrects a certificate as a request asks.
pub(crate) async fn make(app: &App, number: &TicketNumber) -> Result<Answer, AdministerError> {
    let (request, now) = (find(app, number).await?, app.clock.now());
    let snapshot = request.snapshot().clone();
    if matches!(snapshot.asked.reach(), Reach::Issuer) {
        return Err(AdministerError::OnlyTheIssuer);
    }
    let there = app.store.get_certificate(&snapshot.certificate).await?;
    if !is_unchanged(&there, &request) {
        return Err(AdministerError::CertificateChanged);
    }
    let new = renewal::version(app, &there, snapshot.asked.after.clone());
    let corrected = there.apply(certificate::Command::Correct(new), Actor::Administrator, now)?;
    let version = corrected.after().current().number;
    let made = Made { version, lines: snapshot.asked.after.clone(), words: None };
    let made = request.apply(Command::Make(Box::new(made)), Actor::Administrator, now)?;
    let renewal = Renewal::of(app, corrected, &snapshot.issuer, "administer").await?;
    let (change, renamed) = renewal.ok_or(AdministerError::CertificateChanged)?.into_parts();
    app.store.commit(change.and(&made)).await?;
    renamed.carry_out(app).await;
    Ok(Answer::CorrectionMade { number: number.grouped(), version })
}

/// Hands a request to the issuer, whose page has it from then on, and whose mailbox, if it has one.
pub(crate) async fn pass_on(app: &App, number: &TicketNumber) -> Result<Answer, AdministerError> {
    let request = find(app, number).await?;
    let issuer = request.snapshot().issuer.clone();
    let mailed = reply_to(app.store.find_contact(&issuer).await?.contact.as_ref()).is_some();
    change(app, request, Command::PassOn, &[CorrectionNews::Handed, CorrectionNews::PassedOn]).await?;
    Ok(Answer::CorrectionPassedOn { number: number.grouped(), issuer, mailed })
}

/// Ends a request with an answer.
pub(crate) async fn answer(app: &App, number: &TicketNumber, text: Words) -> Result<Answer, AdministerError> {
    change(app, find(app, number).await?, Command::Answer(text), &[CorrectionNews::Answered]).await?;
    Ok(Answer::CorrectionAnswered { number: number.grouped() })
}

async fn find(app: &App, number: &TicketNumber) -> Result<Correction, AdministerError> {
    app.store.find_correction(number, app.clock.now()).await?.ok_or(AdministerError::NoCorrection)
}

/// Commits what the team did, with the mails that tell of it.
async fn change(
    app: &App,
    request: Correction,
    command: Command,
    news: &[CorrectionNews],
) -> Result<(), AdministerError> {
    let changed = request.apply(command, Actor::Administrator, app.clock.now())?;
    let mails: Vec<Transition<Work>> = news.iter().map(|news| mail(app, changed.after(), *news)).collect();
    app.store.commit(mails.iter().fold(Change::of(changed), Change::then)).await?;
    Ok(())
}

fn mail(app: &App, request: &Correction, news: CorrectionNews) -> Transition<Work> {
    let message = request.message(news);
    let mail = MailId::from_bytes(app.chance.bytes());
    Work::new(Task::Mail { mail, message }, None, app.clock.now())
}
