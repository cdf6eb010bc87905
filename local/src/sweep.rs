//! The sweep, all the time: what is due is handed to its step. In place of streams, bucket events and schedules.

use crate::engines::ObjectCreated;
use crate::house::Apps;
use common::App;
use common::error::chain;
use common::store::StoreError;
use domain::id::ImportId;
use render_pdf::Templates;
use run_clock::Due;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::task::JoinSet;

/// How many pieces of work are in hand at the same time.
const AT_ONCE: usize = 16;
/// How long the sweep sleeps when nothing is due and nothing is committed.
const POLL: Duration = Duration::from_millis(500);
/// How often a file is handed in again when reading it fails.
const FILE_TRIES: u32 = 5;

/// A piece of work in hand: whether it was carried out.
type Job = Pin<Box<dyn Future<Output = bool> + Send>>;

/// The sweep of a house.
pub struct Sweep {
    apps: Apps,
    templates: Arc<Templates>,
    objects: Option<UnboundedReceiver<ObjectCreated>>,
}

impl Sweep {
    pub(crate) fn new(
        apps: Apps,
        templates: Arc<Templates>,
        objects: UnboundedReceiver<ObjectCreated>,
    ) -> Self {
        Self { apps, templates, objects: Some(objects) }
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
    async fn round(&self) -> Result<usize, StoreError> {
        let app = self.apps.of("run-clock");
        let due = run_clock::due(&app, app.clock.now()).await?;
        Ok(work_off(self.jobs(due)).await)
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

async fn issue(app: App, id: ImportId) -> bool {
    carried_out(issue_batch::handle(app, id).await)
}

fn carried_out<E: std::error::Error + 'static>(result: Result<(), E>) -> bool {
    if let Err(error) = &result {
        tracing::error!(error = %chain(error), "due work failed");
    }
    result.is_ok()
}
