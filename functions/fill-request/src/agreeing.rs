//! The deed: what is asked for once more, who comes with which papers, the PDF, and the agreement that sends the request.

use crate::deed::{self, Deed, WORDING};
use crate::mails::mail;
use crate::opened::{Opened, open, unlisted};
use crate::reading::{Read, read};
use askama::Template;
use axum::extract::Path;
use common::error::{FieldError, Problem};
use common::web::form::{flag, fresh_key, whole};
use common::web::{Answer, Input, Site, Visit};
use domain::digital::enrollment::{Agreement, Command, Enrollment, Open, Request};
use domain::digital::entitlement;
use domain::digital::protocol::Protocol;
use domain::digital::representation::{Attendee, Paper};
use domain::transition::Actor;
use domain::value::id::EnrollmentId;
use domain::work::CaseNews;
use platform::digest::sha256_hex;
use platform::documents::deed_key;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Change;

const ROUTE: &str = "send-request";
const OVERTAKEN: &str = "A solicitação já foi enviada, ou o certificado foi atribuído a outra pessoa. Abra o link de novo para ver.";

/// The deed, to be agreed to.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "deed.html")]
pub(crate) struct DeedPage {
    #[serde(skip)]
    site: Site,
    /// Path of the form.
    path: String,
    /// What is asked for.
    product: String,
    /// The name that the certificate gets.
    common_name: String,
    /// Who has to be in the video conference.
    attendees: Vec<&'static str>,
    /// Which papers have to be sent, and why.
    papers: Vec<PaperShown>,
    /// SHA-256 of the PDF: the agreement names it.
    sha256: String,
    /// The version of the form that it was made of.
    version: u64,
    /// Whether a request was sent before.
    is_correction: bool,
    /// Goes into the field `idempotency_key`, so that sending the form twice sends one request.
    idempotency_key: String,
    /// What is wrong.
    errors: common::error::Errors,
}

/// A paper that is asked for.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PaperShown {
    /// What it is.
    pub(crate) label: String,
    /// Why it is asked for.
    pub(crate) reason: &'static str,
}

/// The agreement.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Agreeing {
    /// The version of the form that was shown.
    #[serde(default, deserialize_with = "whole")]
    #[schemars(with = "Option<u64>")]
    version: Option<u64>,
    /// SHA-256 of the PDF that was shown.
    #[serde(default)]
    sha256: String,
    /// Whether the holder agrees to it.
    #[serde(default, deserialize_with = "flag")]
    agree: bool,
}

/// A deed that can be agreed to.
struct Drawn {
    read: Read,
    bytes: Vec<u8>,
    sha256: String,
}

/// GET `/certificado-digital/{link}/termo`
pub(crate) async fn show(visit: Visit, Path(link): Path<String>) -> Answer {
    let opened = open(&visit, &link).await?;
    match drawn(&visit, &opened)? {
        Some(drawn) => Ok(unlisted(visit.show(&DeedPage::of(&visit, &opened, &drawn)))),
        None => Ok(visit.see(&opened.path)),
    }
}

/// GET `/certificado-digital/{link}/termo.pdf`
pub(crate) async fn pdf(visit: Visit, Path(link): Path<String>) -> Answer {
    let opened = open(&visit, &link).await?;
    let drawn = drawn(&visit, &opened)?.ok_or_else(Problem::not_found)?;
    Ok(unlisted(visit.file(drawn.bytes, "application/pdf", "termo-de-titularidade.pdf", true)))
}

/// POST `/certificado-digital/{link}/enviar`
pub(crate) async fn submit(visit: Visit, Path(link): Path<String>, sent: Input<Agreeing>) -> Answer {
    let opened = open(&visit, &link).await?;
    let once = sent.once(&visit, opened.unit.id().as_str(), ROUTE).await?;
    if let Some(answer) = once.replay(&visit) {
        return Ok(answer);
    }
    let Some(drawn) = drawn(&visit, &opened)? else { return Ok(visit.see(&opened.path)) };
    if let Some(problem) = refused(&opened, &drawn, &sent.body) {
        let errors = problem.errors.clone();
        let site = if errors.is_empty() {
            visit.site_saying("warning", problem.detail.clone())
        } else {
            visit.site()
        };
        let page = DeedPage { site, errors, ..DeedPage::of(&visit, &opened, &drawn) };
        return Ok(unlisted(visit.again(&page, problem)));
    }
    // Stored under what it is made of, before anything names it: what nobody comes to name harms nobody.
    visit.app.documents.put(&deed_key(&drawn.sha256), "application/pdf", drawn.bytes.clone()).await?;
    let agreement = Agreement { wording: WORDING, sha256: drawn.sha256, at: visit.now };
    let request = Request { form: drawn.read.form, agreement };
    let done = format!("{}/solicitacao?feito=enviado", opened.path);
    match opened.case.clone() {
        None => once.commit(&visit, &done, begun(&visit, &opened, request)?, OVERTAKEN).await,
        Some(case) => once.commit(&visit, &done, corrected(&visit, case, request)?, OVERTAKEN).await,
    }
}

/// What speaks against an agreement.
fn refused(opened: &Opened, drawn: &Drawn, sent: &Agreeing) -> Option<Problem> {
    if sent.version.is_some_and(|seen| seen != opened.draft.1) || sent.sha256 != drawn.sha256 {
        let sentence = "O formulário ou a data do termo mudou desde que esta página foi aberta. Leia o termo como ele é agora e concorde de novo.";
        return Some(Problem::conflict(sentence));
    }
    let missing =
        FieldError::new("agree", "Para enviar a solicitação é preciso ler o termo e concordar com ele.");
    (!sent.agree).then(|| Problem::fields(missing))
}

/// A case begins: its unit says so in the same transaction, so that whoever it was assigned to meanwhile has it.
fn begun(visit: &Visit, opened: &Opened, request: Request) -> Result<Change<Enrollment>, Problem> {
    let chance = &visit.app.chance;
    let unit = opened.unit.snapshot();
    let id = EnrollmentId::from_bytes(chance.bytes());
    let open = Open {
        id: id.clone(),
        protocol: Protocol::from_chance(chance.bytes()),
        entitlement: unit.id.clone(),
        order: unit.order.clone(),
        buyer: unit.buyer.clone(),
        of: unit.of.clone(),
        assignment: opened.assignment.number,
        assignee: opened.assignment.to.clone(),
        request,
    };
    let case = Enrollment::open(open, Actor::Bearer, visit.now).map_err(Problem::internal)?;
    let requested =
        entitlement::Command::Request { assignment: opened.assignment.number, enrollment: id.clone() };
    let requested = opened.unit.clone().apply(requested, Actor::Bearer, visit.now)?;
    let mail = mail(visit, &id, CaseNews::Opened);
    Ok(Change::of(case).numbered().and(&requested).then(&mail))
}

/// The form of a case is another one, and its deed.
fn corrected(visit: &Visit, case: Enrollment, request: Request) -> Result<Change<Enrollment>, Problem> {
    let id = case.id().clone();
    let corrected = case.apply(Command::Correct(Box::new(request)), Actor::Bearer, visit.now)?;
    Ok(Change::of(corrected).then(&mail(visit, &id, CaseNews::Corrected)))
}

/// The deed of what is typed; none while the form is not complete.
fn drawn(visit: &Visit, opened: &Opened) -> Result<Option<Drawn>, Problem> {
    let of = &opened.unit.snapshot().of;
    let Ok(read) = read(&opened.draft.0, of.holder, &opened.assignment.to, Opened::today(visit)) else {
        return Ok(None);
    };
    let seed = format!("deed {} {} {}", opened.unit.id(), opened.assignment.number, opened.draft.1);
    let deed = Deed { brand: &visit.app.config.brand, of, form: &read.form, seed, at: visit.now };
    let bytes = paper::document::draw(&deed::document(&deed)).map_err(Problem::internal)?;
    let sha256 = sha256_hex(&bytes);
    Ok(Some(Drawn { read, bytes, sha256 }))
}

/// What pages call a paper: whose document it is too, where several people come.
pub(crate) fn paper_shown(paper: Paper) -> PaperShown {
    let label = match paper {
        Paper::Identity(Attendee::Holder) => paper.label().to_owned(),
        Paper::Identity(attendee) => format!("{}: {}", paper.label(), attendee.label().to_lowercase()),
        other => other.label().to_owned(),
    };
    PaperShown { label, reason: paper.reason() }
}

impl DeedPage {
    fn of(visit: &Visit, opened: &Opened, drawn: &Drawn) -> Self {
        let ruling = &drawn.read.ruling;
        Self {
            site: visit.site(),
            path: opened.path.clone(),
            product: opened.unit.snapshot().of.title.to_string(),
            common_name: drawn.read.form.common_name(),
            attendees: ruling.attendees.iter().map(|attendee| attendee.label()).collect(),
            papers: ruling.papers.iter().copied().map(paper_shown).collect(),
            sha256: drawn.sha256.clone(),
            version: opened.draft.1,
            is_correction: opened.case.is_some(),
            idempotency_key: fresh_key(&visit.app),
            errors: common::error::Errors::default(),
        }
    }
}
