//! The sweep, all the time: what is due is handed to its step. In place of streams, bucket events and schedules.

use crate::apps::Apps;
use crate::engines::{MailEvent, ObjectCreated};
use common::App;
use common::digital::payment;
use domain::value::email::EmailAddress;
use domain::value::id::ImportId;
use domain::work::News;
use jiff::Timestamp;
use platform::chain;
use render_pdf::Templates;
use run_clock::Due;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use store::StoreError;
use store::works::WorkKey;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;
use track_mail::Notice;

/// How many pieces of work are in hand at the same time.
const AT_ONCE: usize = 16;
/// How long the sweep sleeps when nothing is due and nothing is committed.
const POLL: Duration = Duration::from_millis(500);
/// How often a file is handed in again when reading it fails.
const FILE_TRIES: u32 = 5;

/// How many rounds news wait for their mail.
const NEWS_TRIES: u32 = 20;

/// A piece of work in hand: whether it was carried out.
type Job = Pin<Box<dyn Future<Output = bool> + Send>>;

/// The sweep of a house.
pub struct Sweep {
    apps: Apps,
    templates: Arc<Templates>,
    objects: Option<UnboundedReceiver<ObjectCreated>>,
    news: UnboundedReceiver<MailEvent>,
    /// News that came before their mail was recorded as sent, and how often they were tried.
    early: Vec<(Notice, u32)>,
}

impl Sweep {
    pub(crate) fn new(
        apps: Apps,
        templates: Arc<Templates>,
        objects: UnboundedReceiver<ObjectCreated>,
        news: UnboundedReceiver<MailEvent>,
    ) -> Self {
        Self { apps, templates, objects: Some(objects), news, early: Vec::new() }
    }

    /// Runs until the process ends: wakes up after each commit, and looks by itself otherwise. Files are read beside
    /// it, so that a large or broken one delays no mail.
    pub async fn run(mut self) {
        if let Some(objects) = self.objects.take() {
            tokio::spawn(read_files(self.apps.of("import-participants"), objects));
        }
        let committed = self.apps.of("run-clock").store.committed();
        loop {
            match self.round().await {
                Ok(0) => {
                    tokio::select! {
                        () = committed.notified() => {}
                        () = tokio::time::sleep(POLL) => {}
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    tracing::error!(error = %chain(&error), "the sweep could not see what is due");
                    tokio::time::sleep(POLL).await;
                }
            }
        }
    }

    /// Works until nothing is due: for whoever waits for everything to be done.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn settle(&mut self) -> Result<(), StoreError> {
        while self.read_waiting().await + self.round().await? > 0 {}
        Ok(())
    }

    async fn read_waiting(&mut self) -> usize {
        let mut files = 0;
        while let Some(Ok(object)) = self.objects.as_mut().map(UnboundedReceiver::try_recv) {
            files += 1;
            read(self.apps.of("import-participants"), object).await;
        }
        files
    }

    /// Hands over what is due now, and answers how much of it was carried out: work that fails without being put off,
    /// because its row cannot be read, does not keep the sweep spinning.
    async fn round(&mut self) -> Result<usize, StoreError> {
        let app = self.apps.of("run-clock");
        let due = run_clock::due(&app, app.clock.now()).await?;
        let done = work_off(self.jobs(due)).await;
        Ok(done + self.record_news(app.clock.now()).await)
    }

    /// Records what became of mails. News wait for their mail, a few rounds long.
    async fn record_news(&mut self, now: Timestamp) -> usize {
        let mut waiting = std::mem::take(&mut self.early);
        while let Ok(event) = self.news.try_recv() {
            waiting.extend(notice(&event, now).map(|notice| (notice, 0)));
        }
        let mut recorded = 0;
        for (notice, tries) in waiting {
            match track_mail::handle(self.apps.of("track-mail"), notice.clone()).await {
                Ok(()) => recorded += 1,
                Err(_) if tries < NEWS_TRIES => self.early.push((notice, tries + 1)),
                Err(error) => tracing::error!(error = %chain(&error), "news of a mail could not be recorded"),
            }
        }
        recorded
    }

    fn jobs(&self, due: Due) -> Vec<Job> {
        let mut jobs: Vec<Job> = Vec::new();
        for key in due.mails {
            let app = self.apps.of("send-mail");
            jobs.push(Box::pin(async move { carried_out(send_mail::handle(app, key).await) }));
        }
        for key in due.pdfs {
            let (app, templates) = (self.apps.of("render-pdf"), self.templates.clone());
            jobs.push(Box::pin(async move { carried_out(render_pdf::handle(&templates, app, key).await) }));
        }
        for id in due.charges {
            let app = self.apps.of("run-clock");
            jobs.push(Box::pin(async move { carried_out(payment::ask(&app, &id).await) }));
        }
        for id in due.imports {
            jobs.push(Box::pin(issue(self.apps.of("issue-batch"), id)));
        }
        jobs
    }
}

/// Reads files one after another, each in a task of its own, so that a panic ends no more than its reading.
async fn read_files(app: App, mut objects: UnboundedReceiver<ObjectCreated>) {
    while let Some(object) = objects.recv().await {
        let _ = tokio::spawn(read(app.clone(), object)).await;
    }
}

async fn read(app: App, object: ObjectCreated) {
    if object.bucket != app.config.buckets.imports {
        return;
    }
    for attempt in 1..=FILE_TRIES {
        match import_participants::handle(app.clone(), object.key.clone()).await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(error = %chain(&error), attempt, "a file could not be read");
                tokio::time::sleep(POLL * attempt).await;
            }
        }
    }
}

/// Some at a time, each spawned, so that the cores draw and write at the same time.
async fn work_off(jobs: Vec<Job>) -> usize {
    let (mut in_hand, mut done) = (JoinSet::new(), 0);
    for job in jobs {
        if in_hand.len() >= AT_ONCE {
            done += usize::from(matches!(in_hand.join_next().await, Some(Ok(true))));
        }
        in_hand.spawn(job);
    }
    while let Some(ended) = in_hand.join_next().await {
        done += usize::from(matches!(ended, Ok(true)));
    }
    done
}

/// What an event of the local mail service says, as SES would. The engine has no time of its own.
fn notice(event: &MailEvent, at: Timestamp) -> Option<Notice> {
    let (news, told) = match event {
        MailEvent::Delivered(told) => (News::Delivered, told),
        MailEvent::Bounced(told) => (News::ReturnedForGood, told),
        MailEvent::Returned(told) => (News::ReturnedForNow, told),
        MailEvent::Complained(told) => (News::Unwanted, told),
    };
    let tag = |name: &str| told.tags.iter().find(|(tag, _)| tag == name).map(|(_, value)| value.as_str());
    let mail = WorkKey::of_tags(tag("ledger")?, tag("mail")?)
        .inspect_err(|error| tracing::error!(%error, "news of a mail were let be"))
        .ok()?;
    Some(Notice { mail, news, at, to: EmailAddress::parse(&told.recipient).ok() })
}

async fn issue(app: App, id: ImportId) -> bool {
    carried_out(issue_batch::handle(app, id).await)
}

fn carried_out<E: std::error::Error + 'static>(result: Result<(), E>) -> bool {
    if let Err(error) = &result {
        tracing::error!(error = %chain(error), "due work failed");
    }
    result.is_ok()
}
