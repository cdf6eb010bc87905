//! An import as its organiser sees it: being read, to be checked, being issued, issued.

use super::asked::Asked;
use super::counts::Counts;
use super::doubts::Doubts;
use crate::labels::{self, Badge, counted, number};
use crate::owned::{self, event_path, import_path};
use askama::Template;
use axum::extract::{Path, Query};
use common::error::{Errors, FieldError, Problem};
use common::web::form::fresh_key;
use common::web::{Answer, Organiser, Site, Visit};
use domain::participation::event::Event;
use domain::participation::import::{Import, State, Tally};
use domain::participation::line::{Column, Columns, FileProblem, Line, LineProblem, Outcome, Reason};
use domain::value::calendar;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::participation::progress::Progress;

/// Lines that are shown as a sample.
const SAMPLE: usize = 5;
/// After how many failures of one chunk the organiser is told.
const ATTEMPTS_TOLD: u32 = 3;

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
    /// Lines that look like somebody who has a certificate, until it is published.
    doubts: Option<Doubts>,
    /// Which reading of the list is shown: goes into the field `reading` of what is decided on it.
    #[serde(rename = "reading_number")]
    reading: u32,
    /// Why it cannot be published now; empty when it can be, or was.
    obstacle: String,
    /// Whether the issue has failed again and again, and goes on trying.
    failing: bool,
    /// How far the issue is, once it was published.
    progress: Option<Done>,
    /// Which lines nothing was issued for, and why, once it was published; empty when there was none.
    stayed_out: String,
}

/// One problem.
#[derive(Serialize, JsonSchema)]
struct ProblemRow {
    /// Row in the file.
    line: u32,
    /// Title of the column.
    column: String,
    /// The cell as typed.
    value: String,
    /// What is wrong and what to do.
    reason: String,
    /// What becomes of the line.
    outcome: Outcome,
}

/// Where in a list of pages one is.
#[derive(Serialize, JsonSchema, Clone, Copy, Default)]
struct PageOf {
    /// From 1; 0 when there is none.
    page: u32,
    /// How many there are.
    pages: u32,
}

/// One line of the file.
#[derive(Serialize, JsonSchema)]
struct SampleRow {
    /// Row in the file.
    line: u32,
    name: String,
    email: String,
    cpf: String,
    role: String,
    workload: String,
}

/// How far an issue is.
#[derive(Serialize, JsonSchema)]
struct Done {
    /// Certificates and versions to issue.
    total: u32,
    /// Certificates and versions issued.
    issued: u32,
    /// PDFs stored.
    drawn: u32,
    /// Messages accepted for delivery.
    mailed: u32,
    /// Messages that came back, or were not sent because the address refuses them.
    returned: u32,
    /// Certificates without a message, because a PDF or a message was given up: the administrator has to look.
    stuck: u32,
}

/// GET `/organizador/importacoes/{import}`
pub(crate) async fn show(
    organiser: Organiser,
    Path(id): Path<String>,
    Query(paging): Query<Paging>,
) -> Answer {
    let (import, event) = owned::import(&organiser, &id).await?;
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
                page.obstacle = super::publish::TOO_OLD.to_owned();
            }
            State::Unreadable { problem } => {
                page.unreadable = problem.sentence();
                page.ask(visit, import, import.series()).await?;
                page.asked = page.asked.map(|asked| asked.of_unreadable(problem.is_of_columns()));
                page.ask_sheet();
            }
            State::Ready { tally, event_version, columns, choices } => {
                page.read(visit, import, *tally, paging).await?;
                page.ask(visit, import, tally.series).await?;
                page.doubts = Doubts::of(visit, import).await?;
                page.obstacle = super::doubts::obstacle(*tally, choices).unwrap_or(page.obstacle);
                page.tally = page.tally.map(|counts| counts.following(choices, tally.doubts));
                page.columns = Some(columns.clone()).filter(|columns| !columns.read.is_empty());
                if *event_version != event.snapshot().version {
                    page.obstacle = super::publish::STALE.to_owned();
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
            problems: Vec::new(),
            forgotten: false,
            problems_page: PageOf::default(),
            columns: None,
            asked: None,
            sample: Vec::new(),
            doubts: None,
            reading: import.snapshot().reading,
            obstacle: String::new(),
            failing: false,
            progress: None,
            stayed_out: String::new(),
        }
    }

    /// Adds how the list is read. Of a list that an earlier version read it is not known.
    async fn ask(&mut self, visit: &Visit, import: &Import, series: u32) -> Result<(), Problem> {
        let survey = visit.app.store.find_survey(import.id(), series).await?;
        self.asked = survey.map(|survey| Asked::of(&survey, import.snapshot().reading));
        Ok(())
    }

    /// Of a workbook with several sheets it is asked first which one has the list: the one that was read may be instructions.
    fn ask_sheet(&mut self) {
        let Some(asked) = self.asked.as_ref().filter(|asked| !asked.sheets.is_empty()) else { return };
        self.heading = "Qual folha tem a lista?";
        self.unreadable = format!(
            "A planilha tem {} folhas, e a folha “{}” não pôde ser lida como lista. Escolha abaixo a folha com as pessoas. O que \
             há com esta: {}",
            asked.sheets.len(),
            asked.sheet,
            self.unreadable
        );
    }

    /// Whether a sheet is to be chosen before anything else.
    fn asks_sheet(&self) -> bool {
        self.state == "unreadable" && self.asked.as_ref().is_some_and(|asked| !asked.sheets.is_empty())
    }

    /// The sheet that the form offers: the one that is read, and another one where that is no list.
    fn sheet_offered(&self) -> &str {
        let Some(asked) = &self.asked else { return "" };
        let another = asked.sheets.iter().find(|name| **name != asked.sheet && self.asks_sheet());
        another.unwrap_or(&asked.sheet)
    }

    /// Which sheet is read of several, in a sentence; empty otherwise.
    fn sheet_read(&self) -> String {
        let several = self.asked.as_ref().filter(|asked| !asked.sheets.is_empty());
        several.map_or_else(String::new, |asked| {
            format!("A planilha tem {} folhas. Foi lida a folha “{}”.", asked.sheets.len(), asked.sheet)
        })
    }

    /// Whether the columns are to be looked at before anything else.
    fn asks_columns(&self) -> bool {
        let asked = self.asked.as_ref().is_some_and(|asked| asked.is_asked);
        asked || self.state == "unreadable" && !self.asks_sheet() || self.errors.iter().any(is_of_columns)
    }

    /// What is wrong with the form of the columns.
    fn column_errors(&self) -> Vec<FieldError> {
        self.errors.iter().filter(|error| is_of_columns(error)).cloned().collect()
    }

    /// What is wrong with the form to publish.
    fn publishing_errors(&self) -> Vec<FieldError> {
        let others = self.errors.iter().filter(|error| !is_of_columns(error) && error.field != "sheet");
        others.cloned().collect()
    }

    /// The same page with what was chosen of the columns, though it cannot be.
    pub(crate) fn keeping(self, chosen: &BTreeMap<String, String>, untitled: bool) -> Self {
        let asked = self.asked.map(|asked| asked.keeping(chosen, untitled));
        Self { asked, ..self }
    }

    /// Whether a list that was not understood can be read once its columns are assigned.
    fn can_be_assigned(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| !asked.columns.is_empty())
    }

    /// Whether the columns are read as was said of an earlier list.
    fn is_remembered(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| asked.remembered)
    }

    /// Adds what a file holds that can be published.
    async fn read(
        &mut self,
        visit: &Visit,
        import: &Import,
        tally: Tally,
        paging: &Paging,
    ) -> Result<(), Problem> {
        self.add_problems(visit, import, tally, paging).await?;
        if tally.chunks > 0 {
            let lines = visit.app.store.get_lines(import.id(), tally.stored(0)).await?;
            self.sample = lines.iter().take(SAMPLE).map(SampleRow::of).collect();
        }
        self.obstacle = super::publish::obstacle(visit, tally).await?.unwrap_or_default();
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

    async fn add_problems(
        &mut self,
        visit: &Visit,
        import: &Import,
        tally: Tally,
        paging: &Paging,
    ) -> Result<(), Problem> {
        let pages = tally.problem_chunks;
        if pages > 0 {
            let page = paging.problemas.parse().unwrap_or(1).clamp(1, pages);
            let problems = visit.app.store.find_problems(import.id(), tally.stored(page - 1)).await?;
            self.forgotten = problems.is_none();
            // Once it was chosen that what was revoked is issued again, nothing is to be done about it.
            let revived = import.snapshot().choices.revives;
            let is_open = |problem: &&LineProblem| !revived || problem.reason != Reason::Revoked;
            self.problems = problems.unwrap_or_default().iter().filter(is_open).map(ProblemRow::of).collect();
            self.problems_page = PageOf { page, pages };
        }
        Ok(())
    }

    /// Whether there is a form above whose choices may not be sent yet.
    fn is_asked_of(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| {
            !asked.presence.is_empty() || !asked.columns.is_empty() || !asked.sheets.is_empty()
        })
    }

    /// Which columns were read, in a sentence.
    fn columns_read(&self) -> String {
        let read = self.columns.iter().flat_map(|columns| &columns.read);
        let name = |(column, title): &(Column, String)| {
            let label = column.label();
            if label == title { label.to_owned() } else { format!("{label} (“{title}”)") }
        };
        read.map(name).collect::<Vec<_>>().join(", ")
    }

    /// Which were not.
    fn columns_ignored(&self) -> String {
        let ignored = self.columns.iter().flat_map(|columns| &columns.ignored);
        ignored.map(|title| format!("“{title}”")).collect::<Vec<_>>().join(", ")
    }

    /// Whether every certificate has its message.
    fn is_complete(&self) -> bool {
        self.progress.as_ref().is_none_or(|done| done.stuck == 0)
    }

    fn previous_problems(&self) -> String {
        let PageOf { page, .. } = self.problems_page;
        if page > 1 { format!("{}?problemas={}", self.path, page - 1) } else { String::new() }
    }

    fn next_problems(&self) -> String {
        let PageOf { page, pages } = self.problems_page;
        if page < pages { format!("{}?problemas={}", self.path, page + 1) } else { String::new() }
    }
}

/// Whether an error is of the form that says what each column is.
fn is_of_columns(error: &FieldError) -> bool {
    error.field.starts_with("column")
}

fn heading(state: &State) -> &'static str {
    match state {
        State::Received => "Lendo a planilha",
        State::Unreadable { problem: FileProblem::Empty | FileProblem::NoLines } => {
            "A planilha não tem ninguém"
        }
        State::Unreadable { .. } => "A planilha não pôde ser lida",
        State::Ready { .. } => "Conferir a planilha",
        State::Issuing { .. } | State::Done { .. } => "Emitindo certificados",
        State::Discarded => "Planilha descartada",
    }
}

impl ProblemRow {
    fn of(problem: &LineProblem) -> Self {
        Self {
            line: problem.line,
            column: problem.column.clone(),
            value: problem.value.clone(),
            reason: problem.reason.sentence(),
            outcome: problem.reason.outcome(),
        }
    }
}

impl PageOf {
    fn label(&self) -> String {
        format!("Página {} de {}", number(self.page), number(self.pages))
    }
}

impl SampleRow {
    fn of(line: &Line) -> Self {
        Self {
            line: line.number,
            name: line.name.to_string(),
            email: line.email.as_str().to_owned(),
            cpf: document(line),
            role: line.role.as_ref().map(ToString::to_string).unwrap_or_default(),
            workload: line.workload.map(|w| w.to_string()).unwrap_or_default(),
        }
    }
}

/// By which number a line names its person.
fn document(line: &Line) -> String {
    let other = || line.document.as_ref().map(domain::value::document::Document::shown).unwrap_or_default();
    line.cpf.as_ref().map_or_else(other, domain::value::cpf::Cpf::formatted)
}

impl Done {
    /// What came back, in a sentence.
    fn returned_sentence(&self) -> String {
        format!(
            "{}: o endereço não existe ou recusa mensagens. Abra o certificado de cada pessoa para ver qual, corrija ali o \
             endereço, e a mensagem vai de novo.",
            counted(self.returned, "mensagem não chegou", "mensagens não chegaram")
        )
    }

    /// What is stuck, in a sentence.
    fn stuck_sentence(&self) -> String {
        format!(
            "{} sem mensagem: o PDF ou o e-mail falhou durante um dia inteiro, ou o endereço foi recusado. Veja quais na \
             lista de pessoas e avise o administrador, que pode tentar de novo.",
            counted(self.stuck, "certificado ficou", "certificados ficaram")
        )
    }

    /// While lines are being issued the preview says how many there will be; afterwards the count itself does, because
    /// a line may have been issued by another import in between.
    fn of(tally: Tally, progress: Progress, issued_all: bool) -> Self {
        let Progress { issued, drawn, mailed, returned, given_up } = progress;
        let expected = tally.new + tally.changed;
        let total = if issued_all { issued } else { expected.max(issued) };
        let stuck = given_up.min(issued.saturating_sub(mailed));
        // In an outbox that was restored work is due that was done, and counts twice.
        Self { total, issued, drawn: drawn.min(issued), mailed: mailed.min(issued), returned, stuck }
    }
}
