//! An import as its organiser sees it: being read, to be checked, being issued, issued.

mod changes;
mod done;
mod retyped;
mod rows;
mod words;

pub(crate) use done::Done;

use super::asked::Asked;
use super::counts::Counts;
use super::doubts::Doubts;
use super::obstacle;
use crate::labels::{self, Badge};
use crate::owned::{self, event_path, import_path};
use crate::reissues::reissue_path;
use askama::Template;
use axum::extract::{Path, Query};
use changes::Change;
use common::error::{Errors, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site, Visit};
use domain::participation::choices::Survey;
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally};
use domain::participation::line::{Columns, LineProblem, Reason};
use domain::value::calendar;
use retyped::RetypedRow;
use rows::{PageOf, ProblemRow, SampleRow};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use words::heading;

/// Lines that are shown as a sample.
const SAMPLE: usize = 5;
/// Chunks of problems that are shown on one page.
const FEW: u32 = 2;
/// After how many failures of one chunk the organiser is told.
pub(crate) const ATTEMPTS_TOLD: u32 = 3;

#[derive(Deserialize, Default, JsonSchema)]
pub(crate) struct Paging {
    /// Which page of problems, from 1.
    #[serde(default)]
    problemas: String,
}

/// An import.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "import.html")]
pub(crate) struct ImportPage {
    #[serde(skip)]
    site: Site,
    #[serde(skip)]
    key: String,
    #[serde(skip)]
    errors: Errors,
    #[serde(skip)]
    heading: &'static str,
    /// Address of this page.
    path: String,
    /// Address of the event's page.
    event: String,
    /// Title of the event.
    event_title: String,
    /// Name of the file as given.
    file_name: String,
    /// When it came.
    received_at: String,
    /// `received`, `unreadable`, `ready`, `issuing`, `done` or `discarded`.
    state: &'static str,
    /// The state in words.
    badge: Badge,
    /// Whether nothing will change by itself any more.
    finished: bool,
    /// Why the file could not be read.
    unreadable: String,
    /// What is in the file, once it was read.
    tally: Option<Counts>,
    /// What certificates would say otherwise, until it is published.
    changes: Vec<Change>,
    /// Whether more would change than is shown.
    more_changes: bool,
    /// Problems of this page.
    problems: Vec<ProblemRow>,
    /// Whether the problems are kept no more.
    forgotten: bool,
    /// Which page of problems this is, and of how many.
    problems_page: PageOf,
    /// What was made of the file's columns, until it is published.
    columns: Option<Columns>,
    /// How it is read, and may be read otherwise, until it is published.
    #[serde(rename = "reading")]
    asked: Option<Asked>,
    /// The first lines of the file.
    sample: Vec<SampleRow>,
    /// Whether all its lines can be looked through, and their cells corrected.
    can_be_looked_through: bool,
    /// Whether a correction has the answers about doubts asked again.
    #[serde(skip)]
    forgets_answers: bool,
    /// Cells that were corrected here, until it is published.
    retyped: Vec<RetypedRow>,
    /// Lines that may correct a certificate, until it is published.
    doubts: Option<Doubts>,
    /// Which reading of the list is shown: goes into the field `reading` of what is decided on it.
    #[serde(rename = "reading_number")]
    reading: u32,
    /// How often it changed: goes into the field `version` of what is decided on all that is shown.
    version: u64,
    /// Why it cannot be published now; empty when it can be, or was.
    obstacle: String,
    /// Whether what it was compared with has changed: the same list can be read again as it is.
    stale: bool,
    /// Whether the issue has failed again and again, and goes on trying.
    failing: bool,
    /// How far the issue is, once it was published.
    progress: Option<Done>,
    /// Which lines nothing was issued for, and why, once it was published; empty when there was none.
    stayed_out: String,
}

/// GET `/organizador/importacoes/{import}`
pub(crate) async fn show(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
    if import.is_reissue() {
        return Ok(organiser.visit.see(&reissue_path(import.id())));
    }
    let page = ImportPage::of(&organiser.visit, &import, &event, &paging, Errors::default()).await?;
    Ok(organiser.visit.show(&page))
}

impl ImportPage {
    /// The page of an import, with what is wrong with the form to publish it.
    pub(crate) async fn of(
        visit: &Visit,
        import: &Import,
        event: &Event,
        paging: &Paging,
        errors: Errors,
    ) -> Result<Self, Problem> {
        let mut page = Self::framed(visit, import, event, errors);
        match &import.snapshot().state {
            State::Received => page.finished = false,
            State::Discarded => {}
            State::Ready { tally, .. } if import.is_too_old(visit.now) => {
                page.tally = Some(Counts::of(*tally));
                page.obstacle = obstacle::TOO_OLD.to_owned();
            }
            State::Unreadable { problem } => {
                page.unreadable = problem.sentence();
                page.ask(visit, import, import.series()).await?;
                page.asked = page.asked.map(|asked| asked.of_unreadable(problem.is_of_columns()));
                page.ask_sheet();
            }
            State::Ready { tally, event_version, columns, choices } => {
                page.read(visit, import, *tally, paging).await?;
                let survey = page.ask(visit, import, tally.series).await?;
                page.can_be_looked_through = tally.other_chunks.is_some();
                page.offer_corrections(visit, import, survey.as_ref()).await?;
                page.doubts = Doubts::of(visit, import).await?;
                page.obstacle = obstacle::unanswered(*tally, choices).unwrap_or(page.obstacle);
                page.tally = page.tally.map(|counts| counts.following(choices, tally.doubts));
                page.columns = Some(columns.clone()).filter(|columns| !columns.read.is_empty());
                if let Some(why) = obstacle::issuing(visit, event).await? {
                    page.obstacle = why.to_owned();
                } else if let Some(stale) = obstacle::stale(*event_version, event) {
                    page.obstacle = stale.to_owned();
                    page.stale = page.asked.is_some();
                }
            }
            State::Issuing { tally, attempts, .. } => {
                page.published(visit, import, *tally, false, paging).await?;
                page.failing = *attempts >= ATTEMPTS_TOLD;
            }
            State::Done { tally, .. } => page.published(visit, import, *tally, true, paging).await?,
        }
        Ok(page)
    }

    fn framed(visit: &Visit, import: &Import, event: &Event, errors: Errors) -> Self {
        let snapshot = import.snapshot();
        Self {
            site: visit.site(),
            key: fresh_key(&visit.app),
            errors,
            heading: heading(&snapshot.state),
            path: import_path(import.id()),
            event: event_path(event.id()),
            event_title: event.snapshot().sheet.title.to_string(),
            file_name: snapshot.file_name.clone(),
            received_at: calendar::moment(snapshot.created_at),
            state: snapshot.state.kind(),
            badge: labels::of_import(&snapshot.state),
            finished: true,
            unreadable: String::new(),
            tally: None,
            changes: Vec::new(),
            more_changes: false,
            problems: Vec::new(),
            forgotten: false,
            problems_page: PageOf::default(),
            columns: None,
            asked: None,
            sample: Vec::new(),
            can_be_looked_through: false,
            forgets_answers: false,
            retyped: Vec::new(),
            doubts: None,
            reading: import.snapshot().reading,
            version: import.snapshot().version,
            obstacle: String::new(),
            stale: false,
            failing: false,
            progress: None,
            stayed_out: String::new(),
        }
    }

    /// Adds how the list is read. Of a list that an earlier version read it is not known.
    async fn ask(&mut self, visit: &Visit, import: &Import, series: u32) -> Result<Option<Survey>, Problem> {
        let survey = visit.app.store.find_survey(import.id(), series).await?;
        self.asked = survey.as_ref().map(|survey| Asked::of(survey, import.snapshot().reading));
        Ok(survey)
    }

    /// The same page with what was chosen of the columns, though it cannot be.
    pub(crate) fn keeping(self, chosen: &BTreeMap<String, String>, untitled: bool) -> Self {
        let asked = self.asked.map(|asked| asked.keeping(chosen, untitled));
        Self { asked, ..self }
    }

    /// Adds what a file holds that can be published.
    async fn read(
        &mut self,
        visit: &Visit,
        import: &Import,
        tally: Tally,
        paging: &Paging,
    ) -> Result<(), Problem> {
        let changes = changes::of(visit, import, tally).await?;
        (self.changes, self.more_changes) = (changes.shown, changes.is_cut);
        let others = Tally { problem_chunks: tally.problem_chunks - changes.chunks, ..tally };
        self.add_problems(visit, import, others, paging).await?;
        if tally.chunks > 0 {
            let lines = visit.app.store.get_lines(import.id(), tally.stored(0)).await?;
            self.sample = lines.iter().take(SAMPLE).map(SampleRow::of).collect();
        }
        self.obstacle = obstacle::of(visit, tally).await?.unwrap_or_default();
        self.tally = Some(Counts::of(tally));
        Ok(())
    }

    /// Adds how far the issue is.
    async fn published(
        &mut self,
        visit: &Visit,
        import: &Import,
        tally: Tally,
        issued_all: bool,
        paging: &Paging,
    ) -> Result<(), Problem> {
        self.add_problems(visit, import, tally, paging).await?;
        let progress = visit.app.store.progress(import.id()).await?;
        let done = Done::of(tally, progress, issued_all);
        // Each certificate ends with a mail, or with work that was given up and waits for the administrator.
        self.finished = issued_all && done.mailed + progress.given_up >= done.issued;
        if self.finished {
            self.heading = "Certificados emitidos";
        }
        let counts = Counts::of(tally);
        self.stayed_out = counts.stayed_out(import.snapshot().choices.revives);
        (self.tally, self.progress) = (Some(counts), Some(done));
        Ok(())
    }

    /// Adds a page of what is wrong. Few of them are all on one.
    async fn add_problems(
        &mut self,
        visit: &Visit,
        import: &Import,
        tally: Tally,
        paging: &Paging,
    ) -> Result<(), Problem> {
        let stored = tally.problem_chunks;
        if stored == 0 {
            return Ok(());
        }
        let pages = if stored <= FEW { 1 } else { stored };
        let page = paging.problemas.parse().unwrap_or(1).clamp(1, pages);
        let chunks = if pages == 1 { 0..stored } else { page - 1..page };
        // Once it was chosen that what was revoked is issued again, nothing is to be done about it.
        let revived = import.snapshot().choices.revives;
        // What changes is told apart, before and after.
        let is_ready = matches!(import.snapshot().state, State::Ready { .. });
        let is_open = |problem: &&LineProblem| match problem.reason {
            Reason::Revoked => !revived,
            Reason::Changed { .. } => !is_ready,
            _ => true,
        };
        for chunk in chunks {
            let problems = visit.app.store.find_problems(import.id(), tally.stored(chunk)).await?;
            self.forgotten |= problems.is_none();
            let problems = problems.unwrap_or_default();
            self.problems.extend(problems.iter().filter(is_open).map(ProblemRow::of));
        }
        self.problems_page = PageOf { page, pages };
        Ok(())
    }
}
