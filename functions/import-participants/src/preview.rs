//! The reading of one file: rows come out of the reader and go into chunks, a few of which are written at a time.

mod desk;

use crate::ImportError;
use crate::chunks::Gatherer;
use crate::reader::{Findings, Header, Limits, Reader, Row, Summary};
use crate::rows::{Pending, ReadyLine};
use crate::sorting::Sorted;
use crate::workbook::Source;
use common::App;
use desk::{Desk, Job, remarks};
use domain::participation::cells::{CellRow, Verdict};
use domain::participation::choices::Survey;
use domain::participation::event::Event;
use domain::participation::import::{Import, Tally};
use domain::participation::line::{Columns, FileProblem, LineProblem};
use platform::documents::ByteStream;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Lines of a chunk at most.
const MOST_LINES: usize = 250;
/// Problems of a chunk at most: a chunk is a page.
const MOST_PROBLEMS: usize = 100;
/// Chunks that are written at a time: what is held of a file is bounded by them.
const IN_FLIGHT: usize = 4;
/// Bytes that are read before the chunks they completed are handed over.
const AT_A_TIME: usize = 64 * 1024;

/// Reads a file and stores its lines and problems. The outcome says what is in it, or why it cannot be read; then
/// chunks that were stored before the reader found out belong to nothing and are never read.
pub(crate) async fn read(
    app: &App,
    event: &Event,
    import: &Import,
    key: &str,
    body: ByteStream,
) -> Result<Result<(Tally, Columns), FileProblem>, ImportError> {
    let first = read_once(app, event, import, body, (import.series(), Findings::default())).await?;
    let Some(findings) = first.findings else { return Ok(first.outcome) };
    // What came later says how to read what was before: people in several roles, and hours to be added.
    let body = app.documents.get_import(key).await?.body;
    Ok(read_once(app, event, import, body, (import.series() + 1, findings)).await?.outcome)
}

/// What one reading came to.
struct Reading {
    outcome: Result<(Tally, Columns), FileProblem>,
    /// What it found that the next one has to know.
    findings: Option<Findings>,
}

async fn read_once(
    app: &App,
    event: &Event,
    import: &Import,
    body: ByteStream,
    (series, findings): (u32, Findings),
) -> Result<Reading, ImportError> {
    let refused = |problem| Ok(Reading { outcome: Err(problem), findings: None });
    let snapshot = import.snapshot();
    let mut source = match Source::open(body, snapshot.choices.sheet.clone()).await? {
        Ok(source) => source,
        Err(problem) => return refused(problem),
    };
    let typed = app.store.find_retyped(import).await?;
    let sheet = snapshot.choices.sheet.as_deref().unwrap_or_default();
    let reader = Reader::told(Limits::default(), &snapshot.choices, &snapshot.remembered);
    let mut reader = reader.retyping(typed.of_sheet(sheet).cloned()).knowing(findings);
    let outcome = go_through(&mut source, &mut reader, Filing::new(app, event, import, series)).await?;
    let sheets = match source.finish().await? {
        Ok(sheets) => sheets,
        Err(problem) => return refused(problem),
    };
    let findings = reader.findings().filter(|_| outcome.is_ok());
    if findings.is_none() {
        let survey = Survey { sheets: sheets.names, sheet: sheets.read, ..reader.survey() };
        // Of a list that cannot be read it is looked for where its first reading is.
        let at = if outcome.is_ok() { series } else { import.series() };
        app.store.put_survey(import.into(), at, &survey).await?;
    }
    Ok(Reading { outcome, findings })
}

/// Reads to the end, or to where it cannot go on.
async fn go_through(
    source: &mut Source,
    reader: &mut Reader,
    mut filing: Filing,
) -> Result<Result<(Tally, Columns), FileProblem>, ImportError> {
    // The rows of one slice of the file.
    let mut rows = Vec::new();
    while let Some(bytes) = source.next().await? {
        for slice in bytes.chunks(AT_A_TIME) {
            if let Err(problem) = reader.push(slice, &mut |row| rows.push(row)) {
                return Ok(Err(problem));
            }
            filing.take(&mut rows, reader.header());
            filing.hand_over().await?;
        }
    }
    match reader.finish(&mut |row| rows.push(row)) {
        Err(problem) => Ok(Err(problem)),
        Ok(summary) => {
            filing.take(&mut rows, reader.header());
            filing.conclude(summary).await.map(Ok)
        }
    }
}

/// Rows on their way into the store.
struct Filing {
    desk: Arc<Desk>,
    lines: Gatherer<ReadyLine>,
    others: Gatherer<CellRow>,
    /// The row of which it is told next what becomes of it.
    pending: Pending,
    problems: Gatherer<LineProblem>,
    complete: Vec<Job>,
    writing: JoinSet<Result<Sorted, ImportError>>,
    sorted: Sorted,
    /// Remarks about lines that are issued all the same.
    remarks: u32,
    /// Letters of the longest name, and its row.
    longest: (usize, u32),
}

impl Filing {
    fn new(app: &App, event: &Event, import: &Import, series: u32) -> Self {
        Self {
            desk: Arc::new(Desk::of(app, event, import, series)),
            lines: Gatherer::new(MOST_LINES),
            others: Gatherer::new(MOST_LINES),
            pending: Pending::default(),
            problems: Gatherer::new(MOST_PROBLEMS),
            complete: Vec::new(),
            writing: JoinSet::new(),
            sorted: Sorted::default(),
            remarks: 0,
            longest: (0, 0),
        }
    }

    /// Files rows, which come after the titles.
    fn take(&mut self, rows: &mut Vec<Row>, header: Option<&Header>) {
        if let Some(header) = header {
            self.desk.columns.get_or_init(|| header.columns());
            self.desk.cell_columns.get_or_init(|| header.cell_columns());
        }
        rows.drain(..).for_each(|row| self.file(row));
    }

    fn file(&mut self, row: Row) {
        match row {
            Row::Ready(line) => {
                for remark in remarks(&line, &self.desk) {
                    self.tell(remark);
                }
                let letters = line.name.as_str().chars().count();
                if letters > self.longest.0 {
                    self.longest = (letters, line.number);
                }
                let row = std::mem::take(&mut self.pending);
                self.complete.extend(self.lines.add(ReadyLine { line, row }).map(Job::Lines));
            }
            Row::Refused(problems) => {
                self.keep(Verdict::Bad);
                problems.into_iter().for_each(|problem| self.tell(problem));
            }
            Row::LeftOut => self.keep(Verdict::LeftOut),
            Row::Repeated(problem) => {
                self.keep(Verdict::Repeated);
                self.tell(problem);
            }
            Row::Remark(problem) => self.tell(problem),
            Row::Cells(row, cells) => self.pending = Pending::new(row, cells),
        }
    }

    /// Keeps a row that is not issued.
    fn keep(&mut self, verdict: Verdict) {
        let row = std::mem::take(&mut self.pending).becoming(verdict);
        self.complete.extend(self.others.add(row).map(Job::Others));
    }

    fn tell(&mut self, problem: LineProblem) {
        self.pending.hear(&problem);
        self.remarks += u32::from(problem.reason.is_remark());
        self.complete.extend(self.problems.add(problem).map(Job::Problems));
    }

    /// Starts to write the chunks that are complete, and waits while too many are being written.
    async fn hand_over(&mut self) -> Result<(), ImportError> {
        for job in std::mem::take(&mut self.complete) {
            while self.writing.len() >= IN_FLIGHT {
                self.join_one().await?;
            }
            let desk = self.desk.clone();
            self.writing.spawn(async move { desk.write(job).await });
        }
        Ok(())
    }

    async fn join_one(&mut self) -> Result<(), ImportError> {
        if let Some(written) = self.writing.join_next().await {
            self.sorted.add(written??);
        }
        Ok(())
    }

    /// Writes what is left, and says what the file holds.
    async fn conclude(mut self, summary: Summary) -> Result<(Tally, Columns), ImportError> {
        self.complete.extend(self.lines.take().map(Job::Lines));
        self.complete.extend(self.others.take().map(Job::Others));
        self.hand_over().await?;
        while !self.writing.is_empty() {
            self.join_one().await?;
        }
        // Only now is it known who was revoked, or has another address: in the order of the lines, after the problems of
        // the file itself, so that these lie in the same chunks whatever happens meanwhile.
        self.sorted.notices.sort_by_key(|notice| notice.line);
        self.complete.extend(self.problems.take().map(Job::Problems));
        for notice in std::mem::take(&mut self.sorted.notices) {
            self.tell(notice);
        }
        self.complete.extend(self.problems.take().map(Job::Problems));
        self.hand_over().await?;
        while !self.writing.is_empty() {
            self.join_one().await?;
        }
        Ok((self.tally(summary), self.desk.columns.get().cloned().unwrap_or_default()))
    }

    fn tally(&self, summary: Summary) -> Tally {
        let Sorted { new, changed, unchanged, skipped, doubts, other_roles, recognised, .. } = self.sorted;
        Tally {
            ready: summary.ready,
            new,
            changed,
            unchanged,
            revoked: skipped,
            bad: summary.refused,
            repeated: summary.repeated,
            remarks: self.remarks,
            longest: self.longest.1,
            doubts,
            other_roles,
            recognised,
            chunks: self.lines.count(),
            other_chunks: Some(self.others.count()),
            problem_chunks: self.problems.count(),
            left_out: summary.left_out,
            series: self.desk.series,
        }
    }
}
