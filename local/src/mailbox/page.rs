//! The mailbox's pages.

use std::fs;
use std::io;
use std::path::Path;
use std::time::SystemTime;

use askama::Template;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::Serialize;

use super::letter::{Letter, Summary};

/// Mails on one page.
const PAGE_LENGTH: usize = 100;

/// The list, newest first.
#[derive(Debug, Template, Serialize)]
#[template(path = "correio.html")]
pub(super) struct ListPage {
    pub(super) mails: Vec<Summary>,
    pub(super) total: usize,
    pub(super) page: usize,
    pub(super) pages: usize,
}

/// One mail.
#[derive(Debug, Template)]
#[template(path = "correio_carta.html")]
pub(super) struct LetterPage {
    pub(super) letter: Letter,
}

#[derive(Template)]
#[template(path = "correio_aviso.html")]
struct Notice<'a> {
    sentence: &'a str,
}

impl ListPage {
    /// Reads one page of the folder; only its mails are opened.
    pub(super) fn read(folder: &Path, page: usize) -> io::Result<Self> {
        let mut files = kept_files(folder)?;
        files.sort_unstable_by(|a, b| b.cmp(a));
        let (total, pages) = (files.len(), files.len().div_ceil(PAGE_LENGTH).max(1));
        let shown = files.into_iter().skip((page - 1).saturating_mul(PAGE_LENGTH)).take(PAGE_LENGTH);
        let mails = shown.map(|(_, id)| Summary::read(folder, &id)).collect::<io::Result<Vec<_>>>()?;
        Ok(Self { mails: mails.into_iter().flatten().collect(), total, page, pages })
    }

    pub(super) fn render_html(&self) -> String {
        rendered(self)
    }
}

impl LetterPage {
    pub(super) fn render_html(&self) -> String {
        rendered(self)
    }
}

/// A page with one sentence.
pub(super) fn notice(sentence: &str) -> String {
    rendered(&Notice { sentence })
}

/// Writing to a string does not fail; were it to, the page would be empty.
fn rendered(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

/// When each mail was kept, and its id.
fn kept_files(folder: &Path) -> io::Result<Vec<(SystemTime, String)>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if let Some(id) = name.to_str().and_then(|name| name.strip_suffix(".eml")) {
            files.push((entry.metadata()?.modified()?, id.to_owned()));
        }
    }
    Ok(files)
}

/// Day and time in Brasília.
fn when(date: &Timestamp) -> String {
    let zone = TimeZone::get("America/Sao_Paulo").unwrap_or(TimeZone::UTC);
    date.to_zoned(zone).strftime("%d/%m/%Y %H:%M:%S").to_string()
}
