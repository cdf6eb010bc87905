//! What a code verifies: what the version is worth, every printed field, and the chain of versions.

use crate::ask::digest;
use crate::missing::{missed, unknown_code};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query};
use common::verification::{PrintedFields, VersionLine, lines, status, verdict};
use common::web::{Answer, Site, Visit};
use domain::calendar;
use domain::code::VerifyCode;
use domain::record::{Record, Standing, Status};
use http::HeaderValue;
use http::header::HeaderName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a code verifies.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "verificado.html")]
pub struct FoundPage {
    #[serde(skip)]
    #[schemars(skip)]
    site: Site,
    /// `valid`, `revoked`, `replaced` or `unavailable`.
    status: &'static str,
    /// The verdict in two words.
    title: &'static str,
    /// The verdict in a sentence.
    sentence: String,
    /// The public reason of a revocation.
    reason: String,
    /// When it was revoked, in Brasília.
    revoked_at: String,
    /// Path of the version that counts, when this one does not.
    current_path: String,
    /// The code, in groups.
    code: String,
    /// What is printed; nothing while it is unavailable.
    printed: Option<PrintedFields>,
    /// SHA-256 of the PDF, 64 hexadecimal digits; empty while it is not stored.
    sha256: String,
    /// Whether the file that was asked about is the one issued; nothing when none was.
    file_matches: Option<bool>,
    /// All versions, newest first.
    versions: Vec<VersionLine>,
    /// The address that says all this, without its scheme.
    address: String,
    /// When it was looked up, in Brasília.
    verified_at: String,
}

/// What may stand behind the code in the address.
#[derive(Deserialize, JsonSchema)]
pub struct Asked {
    /// SHA-256 of a file to be compared.
    #[serde(default)]
    sha256: String,
}

/// Shows what a code verifies: one read.
pub async fn show(
    visit: Visit,
    typed: Result<Path<String>, PathRejection>,
    Query(asked): Query<Asked>,
) -> Answer {
    // What cannot even be read is answered as what is not known.
    let typed = typed.map(|Path(typed)| typed).unwrap_or_default();
    let found = match VerifyCode::parse(&typed) {
        Ok(code) => visit.app.store.find_record(&code).await?.map(|record| (code, record)),
        Err(_) => None,
    };
    let Some((code, record)) = found else { return Err(missed(&visit, unknown_code()).await?) };
    let page = FoundPage::new(&visit, &code, record, digest(&asked.sha256));
    let mut answer = visit.show(&page);
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    Ok(answer)
}

impl FoundPage {
    fn new(visit: &Visit, code: &VerifyCode, record: Record, asked: Option<String>) -> Self {
        let Record { printed, standing, .. } = record;
        let (title, sentence) = verdict(&standing.status, &printed);
        let (reason, revoked_at) = match &standing.status {
            Status::Revoked { reason, at } => (reason.to_string(), calendar::moment(*at)),
            _ => (String::new(), String::new()),
        };
        let sha256 = standing.pdf.as_ref().map(|pdf| pdf.sha256.clone()).unwrap_or_default();
        let file_matches = asked.map(|asked| asked == sha256);
        let shows_fields = !matches!(standing.status, Status::Unavailable);
        Self {
            site: visit.site(),
            status: status(&standing.status),
            title,
            sentence,
            reason,
            revoked_at,
            current_path: current_path(&standing, code),
            code: code.grouped(),
            printed: shows_fields.then(|| PrintedFields::of(printed)),
            sha256,
            file_matches,
            versions: lines(&standing.chain, code, path),
            address: format!("{}{}", visit.app.config.public_url.host(), path(code)),
            verified_at: calendar::moment(visit.now),
        }
    }
}

/// Path of the newest version, when the one shown was replaced by it.
fn current_path(standing: &Standing, shown: &VerifyCode) -> String {
    let newest = standing.chain.last().filter(|link| link.code != *shown);
    newest.map(|link| path(&link.code)).unwrap_or_default()
}

/// Path of a verification.
fn path(code: &VerifyCode) -> String {
    format!("/v/{}", code.as_str())
}
