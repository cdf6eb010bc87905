//! SES in this process: the query protocol of `SendRawEmail`, every accepted mail kept as one `.eml` file.
//!
//! A mail that names itself (`X-Selo-Mail`) is kept under that name, so a mail that is sent again replaces its own file:
//! the folder holds exactly one file per mail of the ledger.

mod answer;
mod message;
mod relay;
mod request;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::Response;
use axum::routing::post;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use super::EngineError;
use super::durable::DurableFolder;
use answer::SesError;
use message::Prepared;
use relay::Relay;
use request::SendRawEmail;

/// A message of 10 MB, in base64 and percent-encoded, with room for the other parameters.
const MAX_REQUEST_BYTES: usize = 32 * 1024 * 1024;

/// What became of a mail, as the notifications of SES tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailEvent {
    /// The recipient's server took it.
    Delivered(MailNotice),
    /// The recipient's server refused it for good.
    Bounced(MailNotice),
    /// The recipient's server refused it for now.
    Returned(MailNotice),
    /// The recipient called it unwanted.
    Complained(MailNotice),
}

/// Which mail an event is about.
#[derive(Clone, PartialEq, Eq)]
pub struct MailNotice {
    /// The mail's own name (`X-Selo-Mail`), or its message id when it has none.
    pub mail_id: String,
    /// The id that `SendRawEmail` answered.
    pub message_id: String,
    /// The address.
    pub recipient: String,
    /// The tags that it was sent with.
    pub tags: Vec<(String, String)>,
}

impl std::fmt::Debug for MailNotice {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("MailNotice");
        shown
            .field("mail_id", &self.mail_id)
            .field("message_id", &self.message_id)
            .field("recipient", &"•••")
            .finish()
    }
}

/// The mail service.
pub(super) struct MailService {
    desk: Arc<Desk>,
}

/// What the handler works with.
struct Desk {
    folder: DurableFolder,
    refusing: AtomicBool,
    relay: Option<Relay>,
    events: UnboundedSender<MailEvent>,
}

impl MailService {
    pub(super) fn open(
        root: PathBuf,
        smtp: Option<&str>,
    ) -> Result<(Self, UnboundedReceiver<MailEvent>), EngineError> {
        let (events, receiver) = unbounded_channel();
        let desk = Arc::new(Desk {
            folder: DurableFolder::open(root).map_err(EngineError::Folder)?,
            refusing: AtomicBool::new(false),
            relay: smtp.map(Relay::to).transpose()?,
            events,
        });
        Ok((Self { desk }, receiver))
    }

    /// The service of HTTP, for the SDK's client in this process.
    pub(super) fn router(&self) -> Router {
        let router = Router::new().route("/", post(take)).layer(DefaultBodyLimit::max(MAX_REQUEST_BYTES));
        router.with_state(Arc::clone(&self.desk))
    }

    /// Where every mail is kept, for whatever else is kept beside them.
    pub(super) fn keeper(&self) -> impl Fn(&str, &[u8]) -> io::Result<()> + Clone + Send + Sync + 'static {
        let desk = Arc::clone(&self.desk);
        move |id: &str, bytes: &[u8]| write(&desk.folder, id, bytes)
    }

    pub(super) fn folder(&self) -> &Path {
        self.desk.folder.root()
    }

    pub(super) fn refuse(&self, refuse: bool) {
        self.desk.refusing.store(refuse, Ordering::SeqCst);
    }
}

async fn take(State(desk): State<Arc<Desk>>, form: String) -> Response {
    match send(&desk, &form).await {
        Ok(message_id) => answer::accepted(&message_id),
        Err(error) => answer::refused(&error),
    }
}

/// One mail: read, relay, keep, tell. The relay comes before the file: a mail that it did not take is not accepted.
async fn send(desk: &Arc<Desk>, form: &str) -> Result<String, SesError> {
    let request = SendRawEmail::parse(form)?;
    if desk.refusing.load(Ordering::SeqCst) {
        return Err(SesError::Throttled);
    }
    let mail = Prepared::from(&request)?;
    if let Some(relay) = &desk.relay {
        relay.pass(&mail).await?;
    }
    let mail = Arc::new(mail);
    let kept = tokio::task::spawn_blocking({
        let (desk, mail) = (Arc::clone(desk), Arc::clone(&mail));
        move || keep(&desk.folder, &mail)
    });
    kept.await.map_err(io::Error::other).flatten().map_err(SesError::NotKept)?;
    for recipient in &mail.recipients {
        // Without a listener nobody waits for news.
        let _ = desk.events.send(fate(&mail, recipient));
    }
    Ok(mail.message_id.clone())
}

/// Writes the mail's file, durably, over the one of an earlier sending.
fn keep(folder: &DurableFolder, mail: &Prepared) -> io::Result<()> {
    write(folder, &mail.mail_id, &mail.bytes)
}

fn write(folder: &DurableFolder, id: &str, bytes: &[u8]) -> io::Result<()> {
    let mut file = folder.begin()?;
    file.write_all(bytes)?;
    file.publish(Path::new(&format!("{id}.eml")))
}

/// The addresses of the SES mailbox simulator meet their fate; every other one is delivered.
fn fate(mail: &Prepared, recipient: &str) -> MailEvent {
    let notice = MailNotice {
        mail_id: mail.mail_id.clone(),
        message_id: mail.message_id.clone(),
        recipient: recipient.to_owned(),
        tags: mail.tags.clone(),
    };
    let simulated = recipient.strip_suffix("@simulator.amazonses.com").unwrap_or_default();
    match simulated.split('+').next() {
        Some("bounce" | "suppressionlist") => MailEvent::Bounced(notice),
        // Ours: the simulator of SES has no such address.
        Some("full") => MailEvent::Returned(notice),
        Some("complaint") => MailEvent::Complained(notice),
        _ => MailEvent::Delivered(notice),
    }
}
