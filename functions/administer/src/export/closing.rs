//! The last look at the files of a symbol: what was withdrawn while the export went on, and their sums.

use super::pages::Archive;
use super::place::{ExportName, Part};
use super::sums::{self, Line};
use super::{AT_ONCE, files};
use crate::AdministerError;
use common::App;
use futures::stream::{self, StreamExt, TryStreamExt};
use std::collections::BTreeSet;

/// Writes the sums of every file about a code that begins with a symbol, and answers with the sums of those files and how
/// many PDFs were withdrawn. A file without lines is not written: `sha256sum` calls it malformed.
pub(super) async fn of_symbol(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    symbol: char,
    parts: u32,
) -> Result<(Vec<Line>, u64), AdministerError> {
    let lists = stream::iter(0..parts).map(|number| sums::read_part(app, name, number, symbol));
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
        let (text, path) =
            (sums::written(&lines, part), format!("{}somas/{symbol}.sha256", sums::folder(part)));
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
