//! Step `render-pdf`: draws the PDF of a version once, stores it, and records its SHA-256; then the mail may go out.

mod templates;

pub use templates::Templates;

use common::App;
use common::error::Failed;
use domain::participation::certificate::{Certificate, Command, State, StoredPdf};
use domain::transition::Actor;
use domain::value::calendar::brasilia;
use domain::value::email::EmailAddress;
use domain::value::id::MailId;
use domain::work::{self, Message, Task, Work};
use paper::{DrawError, Paper};
use platform::digest::sha256_hex;
use platform::documents::pdf_key;
use store::works::WorkKey;
use store::{Change, Guard};

common::step_error! {
    /// A PDF could not be made. The work is due again, or was put off.
    pub enum RenderError: "could not draw or keep a PDF" {
        /// The drawing failed.
        #[error("could not draw a PDF")]
        Draw(#[from] DrawError),
    }
}

/// Draws what a piece of work asks for. Work that is done, or whose version was replaced, needs nothing.
///
/// # Errors
/// When drawing or keeping it fails: the work was put off, unless that cannot be recorded either.
pub async fn handle(templates: &Templates, app: App, key: WorkKey) -> Result<(), Failed<RenderError>> {
    let Some(work) = app.store.find_work(&key).await.map_err(RenderError::from)? else { return Ok(()) };
    let (work::State::Due { .. }, Task::DrawPdf { certificate, version, notify }) =
        (work.state(), work.task())
    else {
        return Ok(());
    };
    let certificate = match app.store.get_certificate(certificate).await {
        // A row that is gone or damaged: put off, so that it is given up in the end, and an operator hears of it.
        Err(error) if !error.is_retryable() => {
            conclude(&app, &work, work::Command::Retry).await?;
            return Err(Failed::Recorded(error.into()));
        }
        found => found.map_err(RenderError::from)?,
    };
    let wanted = matches!(certificate.snapshot().state, State::Issued { .. })
        && certificate.current().number == *version;
    if !wanted {
        return Ok(conclude(&app, &work, work::Command::Drop).await?);
    }
    let notify = notify.clone();
    match draw(templates, &app, &certificate).await {
        Ok(pdf) => Ok(store(&app, work, certificate, pdf, notify).await?),
        Err(error) => {
            conclude(&app, &work, work::Command::Retry).await?;
            Err(Failed::Recorded(error))
        }
    }
}

/// Draws the current version and keeps the file: once this returns, it is on disk.
async fn draw(templates: &Templates, app: &App, certificate: &Certificate) -> Result<StoredPdf, RenderError> {
    let current = certificate.current();
    let template = templates.get(app, &certificate.snapshot().event, current.edition).await?;
    let paper = Paper {
        person: &current.person,
        code: &current.code,
        url: &app.config.public_url.verify(&current.code),
        version: current.number,
        issued_on: brasilia(current.issued_at).date(),
    };
    let bytes = template.certificate(&paper)?;
    let pdf =
        StoredPdf { version: current.number, sha256: sha256_hex(&bytes), size_bytes: bytes.len() as u64 };
    app.documents.put(&pdf_key(certificate.id(), current.number), "application/pdf", bytes).await?;
    Ok(pdf)
}

/// Records the file, and with it the mail that says it is there. When another worker was faster, its record counts:
/// the same paper gives the same bytes.
async fn store(
    app: &App,
    work: Work,
    certificate: Certificate,
    pdf: StoredPdf,
    to: EmailAddress,
) -> Result<(), RenderError> {
    let now = app.clock.now();
    let (id, version) = (certificate.id().clone(), pdf.version);
    let transition = certificate.apply(Command::Store(pdf), Actor::Step("render-pdf".to_owned()), now)?;
    let mail = Task::Mail {
        mail: MailId::from_bytes(app.chance.bytes()),
        message: Message::Available { certificate: id, version, to },
    };
    let mail = Work::new(mail, work.import().cloned(), now);
    let drawn = work.apply(work::Command::Finish(None), now)?;
    match app.store.commit(Change::of(transition).then(&mail).then(&drawn)).await {
        Err(error) if error.is(Guard::Unchanged) || error.is(Guard::NewVersion) => Ok(()),
        done => Ok(done.map(|_| ())?),
    }
}

async fn conclude(app: &App, work: &Work, command: work::Command) -> Result<(), RenderError> {
    let concluded = work.clone().apply(command, app.clock.now())?;
    Ok(app.store.commit_unless_overtaken(Change::of(concluded)).await.map(drop)?)
}
