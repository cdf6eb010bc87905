//! A reissue as its organiser sees it: being counted, to be decided, being issued, issued.

use super::differences::{Difference, between};
use crate::imports::{ATTEMPTS_TOLD, Done, MEANWHILE};
use crate::labels::counted;
use crate::owned::{self, event_path, import_path};
use askama::Template;
use axum::extract::Path;
use common::error::{Errors, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site, Visit};
use domain::participation::event::{self, Event};
use domain::participation::import::{Import, State, Tally, UNSURE};
use domain::value::id::ImportId;
use schemars::JsonSchema;
use serde::Serialize;

/// What is said when the event is another one than the one that was counted.
pub(super) const STALE: &str = "O evento mudou, ou outra planilha dele foi publicada, depois desta contagem. Descarte esta \
    reemissão e comece outra na página do evento.";

/// A reissue.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "reissue.html")]
pub(crate) struct ReissuePage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    errors: Errors,
    #[serde(skip)]
    heading: String,
    /// Address of this page.
    path: String,
    /// Where it is discarded, and its people are.
    #[serde(skip)]
    import: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// Which version of the event its picture is of.
    #[serde(skip)]
    event_version: u64,
    /// `received`, `ready`, `issuing`, `done` or `discarded`.
    state: &'static str,
    /// Whether nothing will change by itself any more.
    finished: bool,
    /// What is printed otherwise than on the last certificates that were issued, until it is published.
    differences: Vec<Difference>,
    /// Certificates that get a new version.
    changed: u32,
    /// Certificates that are printed with these data already.
    unchanged: u32,
    /// Certificates that were revoked.
    revoked: u32,
    /// Why it cannot be published now; empty when it can be, or was.
    obstacle: String,
    /// How often it changed: goes into the field `version` of the decision.
    version: u64,
    /// Whether the issue has failed again and again, and goes on trying.
    failing: bool,
    /// How far the issue is, once it was published.
    progress: Option<Done>,
}

/// The path of a reissue's page.
pub(crate) fn reissue_path(id: &ImportId) -> String {
    format!("/organizador/reemissoes/{}", id.as_str().to_lowercase())
}

/// A reissue of the organiser's issuer, with its event. A list is none.
pub(super) async fn owned_reissue(organiser: &Organiser, id: &str) -> Result<(Import, Event), Problem> {
    let (import, event) = owned::import(organiser, id).await?;
    if import.is_reissue() { Ok((import, event)) } else { Err(Problem::not_found()) }
}

/// GET `/organizador/reemissoes/{import}`
pub(crate) async fn show(organiser: Organiser, Path(id): Path<String>) -> Answer {
    let (import, event) = owned_reissue(&organiser, &id).await?;
    let page = ReissuePage::of(&organiser.visit, &import, &event, Errors::default()).await?;
    Ok(organiser.visit.show(&page))
}

impl ReissuePage {
    /// The page of a reissue, with what is wrong with the form to publish it.
    pub(super) async fn of(
        visit: &Visit,
        import: &Import,
        event: &Event,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let mut page = Self::framed(visit, import, event, errors);
        match &import.snapshot().state {
            State::Received => page.finished = false,
            State::Ready { tally, event_version, .. } => {
                page.count(*tally);
                page.differences = differences(visit, event).await?;
                page.obstacle = obstacle(*tally, *event_version, event).unwrap_or_default().to_owned();
            }
            State::Issuing { tally, attempts, .. } => {
                page.follow(visit, import, *tally, false).await?;
                page.failing = *attempts >= ATTEMPTS_TOLD;
            }
            State::Done { tally, .. } => page.follow(visit, import, *tally, true).await?,
            State::Unreadable { .. } | State::Discarded => {}
        }
        page.heading = page.titled();
        Ok(page)
    }

    fn framed(visit: &Visit, import: &Import, event: &Event, errors: Errors) -> Self {
        let (snapshot, of) = (import.snapshot(), event.snapshot());
        Self {
            site: visit.site(),
            key: fresh_key(&visit.app),
            errors,
            heading: String::new(),
            path: reissue_path(import.id()),
            import: import_path(import.id()),
            event: event_path(event.id()),
            event_title: of.sheet.title.to_string(),
            event_version: of.version,
            state: snapshot.state.kind(),
            finished: true,
            differences: Vec::new(),
            changed: 0,
            unchanged: 0,
            revoked: 0,
            obstacle: String::new(),
            version: snapshot.version,
            failing: false,
            progress: None,
        }
    }

    fn count(&mut self, tally: Tally) {
        (self.changed, self.unchanged, self.revoked) = (tally.changed, tally.unchanged, tally.revoked);
    }

    async fn follow(
        &mut self,
        visit: &Visit,
        import: &Import,
        tally: Tally,
        all: bool,
    ) -> Result<(), Problem> {
        self.count(tally);
        let progress = visit.app.store.progress(import.id()).await?;
        let done = Done::of(tally, progress, all);
        self.finished = all && done.mailed + progress.given_up >= done.issued;
        self.progress = Some(done);
        Ok(())
    }

    fn titled(&self) -> String {
        match self.state {
            "received" => "Contando os certificados".to_owned(),
            "ready" => "Reemitir com os dados novos".to_owned(),
            "discarded" => "Reemissão descartada".to_owned(),
            _ if self.finished => "Certificados reemitidos".to_owned(),
            _ => "Reemitindo certificados".to_owned(),
        }
    }

    /// What the button does.
    fn action(&self) -> String {
        match self.changed {
            0 => "Emitir de novo os revogados".to_owned(),
            1 => "Reemitir 1 com os dados novos".to_owned(),
            n => format!("Reemitir os {} com os dados novos", crate::labels::number(n)),
        }
    }

    /// What publishing does, in a sentence.
    fn consequences(&self) -> String {
        let certificates = counted(self.changed, "certificado ganha", "certificados ganham");
        let (each, before) = match self.changed {
            0 => return "Nenhum certificado válido muda: todos já dizem isto.".to_owned(),
            1 => ("com a sua mensagem", "a versão anterior passa a dizer"),
            _ => ("cada um com uma mensagem", "as versões anteriores passam a dizer"),
        };
        format!(
            "{certificates} uma versão nova, {each} por e-mail, e {before} “substituído”. Isso não se desfaz."
        )
    }
}

/// What an event prints otherwise than its last edition; nothing of an event of which nothing was issued.
pub(crate) async fn differences(visit: &Visit, event: &Event) -> Result<Vec<Difference>, Problem> {
    let event::State::Revised { edition: last } = event.snapshot().state else { return Ok(Vec::new()) };
    let edition = visit.app.store.get_edition(event.id(), last).await?;
    Ok(between(&edition.sheet, &event.snapshot().sheet))
}

/// Why a reissue that was counted cannot be published.
pub(super) fn obstacle(tally: Tally, counted_with: u64, event: &Event) -> Option<&'static str> {
    match counted_with {
        UNSURE => Some(MEANWHILE),
        version if version != event.snapshot().version => Some(STALE),
        _ if tally.changed + tally.revoked == 0 => Some(
            "Não há o que reemitir: todos os certificados deste evento já foram emitidos com estes dados.",
        ),
        _ => None,
    }
}
