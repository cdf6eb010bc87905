//! The sums of the files, as `sha256sum` writes and checks them: collected page by page, sorted symbol by symbol.

use super::pages::Archive;
use super::place::{ExportName, Part};
use super::{AT_ONCE, files};
use crate::AdministerError;
use common::App;
use domain::value::code::VerifyCode;
use futures::stream::{self, StreamExt, TryStreamExt};
use platform::digest::sha256_hex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// One file and its sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Line {
    part: Part,
    /// Path within its part.
    path: String,
    sha256: String,
    /// First symbol of the code that it is about.
    symbol: char,
}

impl Line {
    /// The line of a file that is about a code.
    pub(super) fn of_code(part: Part, code: &VerifyCode, path: String, bytes: &[u8]) -> Self {
        let symbol = code.as_str().chars().next().unwrap_or('0');
        Self { part, path, sha256: sha256_hex(bytes), symbol }
    }

    /// The code of a PDF of the public part.
    pub(super) fn public_pdf(&self) -> Option<VerifyCode> {
        let code = self.path.strip_prefix("pdf/")?.strip_suffix(".pdf")?;
        VerifyCode::parse(code).ok().filter(|_| self.part == Part::Public)
    }

    /// The line of a file that is about no code.
    pub(super) fn of_file(part: Part, path: &str, bytes: &[u8]) -> Self {
        Self { part, path: path.to_owned(), sha256: sha256_hex(bytes), symbol: '-' }
    }
}

/// The lines of one part, in order, as `sha256sum --check` reads them.
pub(super) fn written<'a>(lines: impl IntoIterator<Item = &'a Line>, part: Part) -> String {
    let of_part = lines.into_iter().filter(|line| line.part == part);
    of_part.map(|line| format!("{}  {}\n", line.sha256, line.path)).collect()
}

/// Writes the list of one page.
pub(super) async fn write_part(
    app: &App,
    name: &ExportName,
    number: u32,
    lines: Vec<Line>,
) -> Result<(), AdministerError> {
    let json = serde_json::to_vec(&lines).map_err(|_| AdministerError::Progress(name.list(number)))?;
    Ok(app.documents.put(&name.list(number), "application/json", json).await?)
}

async fn read_part(
    app: &App,
    name: &ExportName,
    number: u32,
    symbol: char,
) -> Result<Vec<Line>, AdministerError> {
    let bytes = app.documents.get(&name.list(number)).await?;
    let lines: Vec<Line> =
        serde_json::from_slice(&bytes).map_err(|_| AdministerError::Progress(name.list(number)))?;
    Ok(lines.into_iter().filter(|line| line.symbol == symbol).collect())
}

/// Where the sums of a part lie: all of them in the private one, because they name every code.
pub(super) fn folder(of: Part) -> &'static str {
    match of {
        Part::Public => "do-publico/",
        Part::Private => "",
    }
}

/// Writes the sums of every file about a code that begins with a symbol, and answers with the sums of those files and how
/// many PDFs were withdrawn. A file without lines is not written: `sha256sum` calls it malformed.
pub(super) async fn of_symbol(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    symbol: char,
    parts: u32,
) -> Result<(Vec<Line>, u64), AdministerError> {
    let lists = stream::iter(0..parts).map(|number| read_part(app, name, number, symbol));
    // A page that was done twice is in one list, but a table that changed meanwhile may name a file in two.
    let lines: BTreeSet<Line> = lists
        .buffer_unordered(AT_ONCE)
        .try_fold(BTreeSet::new(), |mut all, lines| async {
            all.extend(lines);
            Ok(all)
        })
        .await?;
    let (lines, withdrawn) = without_withdrawn(app, name, archive, lines).await?;
    let mut own = Vec::new();
    for part in [Part::Public, Part::Private] {
        let (text, path) = (written(&lines, part), format!("{}somas/{symbol}.sha256", folder(part)));
        if !text.is_empty() {
            own.push(Line::of_file(Part::Private, &path, text.as_bytes()));
            app.documents.put(&name.file(Part::Private, &path), "text/plain", text.into_bytes()).await?;
        }
    }
    Ok((own, withdrawn))
}

/// The lines after everything was written again whose PDF was public when its page was written and is not any more: its
/// holder hid it while the export went on.
async fn without_withdrawn(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    mut lines: BTreeSet<Line>,
) -> Result<(BTreeSet<Line>, u64), AdministerError> {
    let public: BTreeSet<String> =
        lines.iter().filter_map(Line::public_pdf).map(|code| code.as_str().to_owned()).collect();
    let again: Vec<Vec<Line>> = stream::iter(public)
        .map(|code| files::withdrawn(app, name, archive, code))
        .buffer_unordered(AT_ONCE)
        .try_filter_map(|lines| async { Ok(lines) })
        .try_collect()
        .await?;
    let withdrawn = again.len() as u64;
    let paths: BTreeSet<String> = again.iter().flatten().map(|line| line.path.clone()).collect();
    lines.retain(|line| !paths.contains(&line.path));
    lines.extend(again.into_iter().flatten());
    Ok((lines, withdrawn))
}
