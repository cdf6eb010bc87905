//! One mail, read back from its file.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use jiff::Timestamp;
use mail_parser::{Address, Message, MessageParser};
use serde::Serialize;

/// Characters of the longest id.
const LONGEST_ID: usize = 100;

/// What a list shows of a mail.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Summary {
    pub(super) id: String,
    /// When it was written, by its `Date`; when it was kept, without one.
    pub(super) date: Timestamp,
    pub(super) to: Vec<String>,
    pub(super) subject: String,
}

/// A whole mail.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Letter {
    #[serde(flatten)]
    pub(super) summary: Summary,
    pub(super) from: Vec<String>,
    pub(super) headers: Vec<Header>,
    pub(super) text: Option<String>,
    pub(super) html: Option<String>,
}

/// One header as it was written.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) value: String,
}

impl Summary {
    /// Reads a mail's file; nothing when there is none, or when it is not a mail.
    pub(super) fn read(folder: &Path, id: &str) -> io::Result<Option<Self>> {
        with_message(folder, id, |message, kept| summary(id, message, kept))
    }
}

impl Letter {
    /// Reads a mail's file; nothing when there is none, or when it is not a mail.
    pub(super) fn read(folder: &Path, id: &str) -> io::Result<Option<Self>> {
        with_message(folder, id, |message, kept| Self {
            summary: summary(id, message, kept),
            from: message.from().map(mailboxes).unwrap_or_default(),
            headers: message.headers_raw().map(|(name, value)| header(name, value)).collect(),
            text: own_part(message, message.text_body.first(), false),
            html: own_part(message, message.html_body.first(), true),
        })
    }
}

/// Whether an id is a name without a way out of the folder. Ours are; whatever else is asked for has no file.
fn is_plain(id: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    (1..=LONGEST_ID).contains(&id.len()) && id.bytes().all(plain)
}

fn with_message<T>(
    folder: &Path,
    id: &str,
    read: impl Fn(&Message<'_>, SystemTime) -> T,
) -> io::Result<Option<T>> {
    if !is_plain(id) {
        return Ok(None);
    }
    let path = folder.join(format!("{id}.eml"));
    let (bytes, about) = match fs::read(&path).and_then(|bytes| Ok((bytes, fs::metadata(&path)?))) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let kept = about.modified()?;
    Ok(MessageParser::default().parse(&bytes).map(|message| read(&message, kept)))
}

fn summary(id: &str, message: &Message<'_>, kept: SystemTime) -> Summary {
    let written = message.date().and_then(|date| Timestamp::from_second(date.to_timestamp()).ok());
    Summary {
        id: id.to_owned(),
        date: written.or_else(|| Timestamp::try_from(kept).ok()).unwrap_or(Timestamp::UNIX_EPOCH),
        to: message.to().map(mailboxes).unwrap_or_default(),
        subject: message.subject().unwrap_or_default().to_owned(),
    }
}

/// The body part at an index, unless the parser would have to make it out of the other kind.
fn own_part(message: &Message<'_>, index: Option<&u32>, html: bool) -> Option<String> {
    let part = message.parts.get(usize::try_from(*index?).ok()?)?;
    let is_html = matches!(part.body, mail_parser::PartType::Html(_));
    (is_html == html).then(|| part.text_contents().unwrap_or_default().to_owned())
}

/// `Name <address>`, or the address alone.
fn mailboxes(list: &Address<'_>) -> Vec<String> {
    let written = list.iter().map(|entry| match (entry.name(), entry.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (_, address) => address.unwrap_or_default().to_owned(),
    });
    written.collect()
}

fn header(name: &str, value: &str) -> Header {
    Header { name: name.to_owned(), value: value.split_whitespace().collect::<Vec<_>>().join(" ") }
}
