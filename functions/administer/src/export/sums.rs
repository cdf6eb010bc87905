//! The sums of the files, as `sha256sum` writes and checks them: collected page by page, sorted symbol by symbol.

use super::place::{ExportName, Part};
use crate::AdministerError;
use common::App;
use domain::value::code::VerifyCode;
use platform::digest::sha256_hex;
use serde::{Deserialize, Serialize};

/// One file and its sum.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Line {
    part: Part,
    /// Path within its part.
    pub(super) path: String,
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

/// The lines of one page about codes that begin with a symbol.
pub(super) async fn read_part(
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
