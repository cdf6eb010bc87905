//! A certificate: its versions, the messages about it, and whether it still counts.

use crate::labels::{self, Badge};
use crate::owned::{self, event_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site};
use domain::participation::certificate::{Certificate, State};
use domain::participation::correction::State as RequestState;
use domain::participation::event::Event;
use domain::participation::record::standings;
use domain::value::calendar;
use domain::work::{Message, Task, Work};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A certificate.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "certificate.html")]
pub(crate) struct CertificatePage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    errors: Errors,
    #[serde(skip)]
    reason: String,
    /// The address that the form offers: the present one, as far as this organiser knows it.
    #[serde(skip)]
    email: String,
    /// Address of this page.
    path: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// Name on the certificate.
    name: String,
    /// Masked CPF, when it is printed.
    cpf: String,
    /// Role, when it is another than participant.
    role: String,
    /// Workload, when it is another than the event's.
    workload: String,
    /// Where it stands.
    state: Badge,
    /// Address of its PDF; empty while there is none.
    pdf: String,
    /// Whether visitors who know CPF or token see it.
    public: bool,
    /// When and why it was revoked.
    revoked: Option<Revoked>,
    /// All versions, newest first.
    versions: Vec<VersionRow>,
    /// The messages about it, oldest first.
    mails: Vec<MailRow>,
    /// Whether it waits, apart from the account of its person, for them to confirm that they read the address it went to.
    is_apart: bool,
    /// Whether its person asks for a correction that waits for the issuer.
    is_asked: bool,
    /// Whether its person's address can be corrected here.
    can_readdress: bool,
}

/// What was typed into a form that is shown again.
#[derive(Default)]
pub(crate) struct Typed {
    /// As the reason of a revocation.
    pub(crate) reason: String,
    /// As an address; none, nothing was typed yet.
    pub(crate) email: Option<String>,
}

/// What the page is to say above.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Saying {
    /// What was done just before: `enviado`, `corrigido` or `dados`.
    #[serde(default)]
    feito: String,
}

/// A revocation.
#[derive(Serialize, JsonSchema)]
struct Revoked {
    /// When.
    at: String,
    /// The public reason.
    reason: String,
}

/// One version.
#[derive(Serialize, JsonSchema)]
struct VersionRow {
    /// 1, 2, …
    number: u32,
    /// What it is worth.
    state: Badge,
    /// Its code.
    code: String,
    /// Address of its verification.
    verify: String,
    /// When it was issued.
    issued_at: String,
    /// Whether somebody corrected the version before by it.
    corrects: bool,
}

/// One message of the ledger.
#[derive(Serialize, JsonSchema)]
struct MailRow {
    /// About which version.
    version: u32,
    /// What it says.
    about: &'static str,
    /// To which address.
    to: String,
    /// What became of it.
    state: Badge,
    /// Since when.
    at: String,
}

/// GET `/organizador/certificados/{certificate}`
pub(crate) async fn show(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(saying): Query<Saying>,
) -> Answer {
    let (certificate, event) = owned::certificate(&organiser, &id).await?;
    let mut page =
        CertificatePage::of(&organiser, &certificate, &event, Typed::default(), Errors::default()).await?;
    let last = page.mails.last().map_or("", |mail| mail.to.as_str());
    if let Some(done) = super::address::done(&saying.feito, last).filter(|_| !last.is_empty()) {
        page.site = organiser.visit.site_saying("ok", done);
    }
    Ok(organiser.visit.show(&page))
}

impl CertificatePage {
    /// The page of a certificate, with what is wrong with the form to revoke it.
    pub(crate) async fn of(
        organiser: &Organiser,
        certificate: &Certificate,
        event: &Event,
        typed: Typed,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let visit = &organiser.visit;
        let account = visit.app.store.get_account(&certificate.snapshot().account).await?;
        let is_apart = !certificate.is_in_account();
        let mut mails = visit.app.store.list_mails(certificate.id()).await?;
        // The store has them in the order of their names, which tell nothing of time.
        mails.sort_by_key(Work::created_at);
        let mails: Vec<MailRow> = mails.iter().filter_map(MailRow::of).collect();
        let can_readdress = is_apart || account.is_only_of(&organiser.issuer);
        let present = || match mails.last() {
            _ if can_readdress && !is_apart => account.snapshot().email.as_str().to_owned(),
            last => last.map(|mail| mail.to.clone()).unwrap_or_default(),
        };
        let is_asked = is_asked(organiser, certificate).await?;
        let person = &certificate.current().person;
        Ok(Self {
            is_asked,
            site: visit.site(),
            key: fresh_key(&visit.app),
            errors,
            reason: typed.reason,
            email: typed.email.unwrap_or_else(present),
            path: owned::certificate_path(certificate.id()),
            event: event_path(event.id()),
            event_title: event.snapshot().sheet.title.to_string(),
            name: person.name.to_string(),
            // Bullets, because a screen reader spells asterisks out.
            cpf: person.cpf.as_ref().map(|cpf| cpf.to_string().replace('*', "•")).unwrap_or_default(),
            role: person.role.as_ref().map(ToString::to_string).unwrap_or_default(),
            workload: person.workload.map(|w| w.to_string()).unwrap_or_default(),
            pdf: certificate
                .pdf()
                .map(|_| format!("{}/pdf", owned::certificate_path(certificate.id())))
                .unwrap_or_default(),
            state: labels::of_certificate(Some(certificate)),
            public: certificate.is_listed(),
            revoked: Revoked::of(certificate),
            versions: versions(certificate),
            mails,
            is_apart,
            can_readdress,
        })
    }

    /// What is said of an account whose address an organiser does not change.
    fn protected(&self) -> &'static str {
        super::address::PROTECTED
    }
}

impl Revoked {
    fn of(certificate: &Certificate) -> Option<Self> {
        match &certificate.snapshot().state {
            State::Revoked { reason, at, .. } => {
                Some(Self { at: calendar::moment(*at), reason: reason.to_string() })
            }
            State::Issued { .. } | State::Available { .. } => None,
        }
    }
}

/// Whether a request for a correction waits for the issuer.
async fn is_asked(organiser: &Organiser, certificate: &Certificate) -> Result<bool, Problem> {
    let Some(number) = &certificate.snapshot().correction else { return Ok(false) };
    let request = organiser.visit.app.store.find_correction(number, organiser.visit.now).await?;
    Ok(request.is_some_and(|request| matches!(request.snapshot().state, RequestState::WithIssuer { .. })))
}

/// All versions, newest first.
fn versions(certificate: &Certificate) -> Vec<VersionRow> {
    let all = standings(certificate);
    let Some((_, newest)) = all.last() else { return Vec::new() };
    let row = |link: &domain::participation::record::Link| VersionRow {
        number: link.number,
        state: labels::of_version(&link.status),
        code: link.code.to_string(),
        verify: format!("/v/{}", link.code.as_str()),
        issued_at: calendar::moment(link.issued_at),
        corrects: corrects(certificate, link.number),
    };
    newest.chain.iter().rev().map(row).collect()
}

/// Whether a version was made to correct the one before.
fn corrects(certificate: &Certificate, number: u32) -> bool {
    let past = certificate.snapshot().past.iter().map(|past| &past.version);
    past.chain([certificate.current()]).any(|version| version.number == number && version.corrects)
}

impl MailRow {
    fn of(work: &Work) -> Option<Self> {
        let Task::Mail { message, .. } = work.task() else { return None };
        let (about, version, to) = match message {
            Message::Available { version, to, .. } => ("Disponível", version, to),
            Message::Revoked { version, to, .. } => ("Revogado", version, to),
            _ => return None,
        };
        let (state, at) = labels::of_mail(work);
        Some(Self { version: *version, about, to: to.as_str().to_owned(), state, at: calendar::moment(at) })
    }
}
