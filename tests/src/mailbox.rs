//! The mails that the mail service keeps, read as a mail program reads them.

use mail_parser::{MessageParser, MimeHeaders};
use std::path::Path;

/// A mail as its reader sees it.
#[derive(Clone)]
pub struct Mail {
    /// Name of its file: our name for the mail.
    pub id: String,
    /// The name that it is from.
    pub from_name: String,
    /// The address that it is from.
    pub from: String,
    /// Where answers go, when that is said.
    pub reply_to: Vec<String>,
    /// The recipients.
    pub to: Vec<String>,
    /// The subject.
    pub subject: String,
    /// The text part.
    pub text: String,
    /// The HTML part.
    pub html: String,
    /// The names of all headers, in order.
    pub headers: Vec<String>,
    /// Media types of all parts.
    pub parts: Vec<String>,
    /// The message as it was sent.
    pub raw: Vec<u8>,
}

impl Mail {
    /// The word that follows a label in the text.
    ///
    /// # Panics
    /// When the label is not there.
    pub fn after(&self, label: &str) -> String {
        let (_, rest) =
            self.text.split_once(label).unwrap_or_else(|| panic!("no {label:?} in:\n{}", self.text));
        rest.split_whitespace().next().unwrap_or_default().to_owned()
    }

    /// The addresses in the text whose path begins so; without scheme and host.
    pub fn links(&self, path: &str) -> Vec<String> {
        let ours = self.text.split_whitespace().filter_map(|word| word.strip_prefix(crate::URL));
        ours.filter(|p| p.starts_with(path)).map(str::to_owned).collect()
    }
}

/// All mails of a folder.
pub(crate) fn read(folder: &Path) -> Vec<Mail> {
    let mut files: Vec<_> =
        std::fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    files.retain(|path| path.extension().is_some_and(|e| e == "eml"));
    files.sort();
    files.iter().map(|path| parse(path)).collect()
}

fn parse(path: &Path) -> Mail {
    let raw = std::fs::read(path).expect("a mail file");
    let message = MessageParser::default().parse(&raw).expect("a well-formed message");
    let address = |a: &mail_parser::Addr<'_>| a.address.as_deref().unwrap_or("").to_owned();
    let sender = message.from().and_then(|from| from.first());
    Mail {
        id: path.file_stem().and_then(|s| s.to_str()).unwrap_or_default().to_owned(),
        from_name: sender.and_then(|from| from.name.as_deref()).unwrap_or_default().to_owned(),
        from: sender.map(address).unwrap_or_default(),
        reply_to: message.reply_to().map(|to| to.iter().map(address).collect()).unwrap_or_default(),
        to: message.to().map(|to| to.iter().map(address).collect()).unwrap_or_default(),
        subject: message.subject().unwrap_or_default().to_owned(),
        text: message.body_text(0).unwrap_or_default().into_owned(),
        html: message.body_html(0).unwrap_or_default().into_owned(),
        headers: message.headers().iter().map(|h| h.name().to_owned()).collect(),
        parts: message
            .parts
            .iter()
            .filter_map(|p| p.content_type())
            .map(|t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or("")))
            .collect(),
        raw: raw.clone(),
    }
}
