//! What a code verifies: what the version is worth, every printed field, and the chain of versions.

use crate::ask::digest;
use crate::missing::{missed, sample, unknown_code};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query};
use axum::response::Response;
use common::error::Problem;
use common::participation::paper_name::PaperName;
use common::participation::picture;
use common::participation::verification::Found;
use common::web::{Answer, Site, Visit};
use domain::participation::record::{Drawn, Record, Status};
use domain::value::calendar;
use domain::value::code::VerifyCode;
use http::HeaderValue;
use http::header::HeaderName;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a code verifies.
#[derive(Template, Serialize, JsonSchema)]
#[template(path = "verificado.html")]
pub struct FoundPage {
    #[serde(skip)]
    site: Site,
    #[serde(flatten)]
    found: Found,
    /// Whether the file that was asked about is the one issued; nothing when none was.
    file_matches: Option<bool>,
    /// The address that says all this, without its scheme.
    address: String,
    /// When it was looked up, in Brasília.
    verified_at: String,
    /// Path of the picture of what was issued, without what is personal; empty, none.
    preview_path: String,
    /// The name as it is written over the picture.
    #[serde(skip)]
    paper_name: PaperName,
    /// What is written across the picture; empty while it counts.
    #[serde(skip)]
    mark: &'static str,
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
    let (code, record) = sought(&visit, typed).await?;
    let page = FoundPage::new(&visit, &code, record, digest(&asked.sha256));
    Ok(unlisted(visit.show(&page)))
}

/// The picture of the edition that a code's version is printed with, without what is personal: one read of the record, and
/// a miss counts as one. It tells nobody more than the page that shows it.
pub async fn picture(visit: Visit, typed: Result<Path<String>, PathRejection>) -> Answer {
    let (_, record) = sought(&visit, typed).await?;
    let Some(drawn) = pictured(&record) else { return Err(Problem::not_found()) };
    picture::of_edition(&visit, &drawn.event, drawn.edition).await.map(unlisted)
}

/// What the code in an address leads to. What cannot even be read is answered as what is not known.
async fn sought(
    visit: &Visit,
    typed: Result<Path<String>, PathRejection>,
) -> Result<(VerifyCode, Record), Problem> {
    let typed = typed.map(|Path(typed)| typed).unwrap_or_default();
    let found = match VerifyCode::find(&typed) {
        // It is no guess: whoever was shown a sample has it.
        Ok(code) if code.is_of_sample() => return Err(sample()),
        Ok(code) => visit.app.store.find_record(&code).await?.map(|record| (code, record)),
        Err(_) => None,
    };
    match found {
        Some(found) => Ok(found),
        None => Err(missed(visit, unknown_code()).await?),
    }
}

/// Whose picture is shown: nothing is of what cannot be shown.
fn pictured(record: &Record) -> Option<&Drawn> {
    record.drawn.as_ref().filter(|_| !matches!(record.standing.status, Status::Unavailable))
}

/// An answer that no search engine keeps.
fn unlisted(mut answer: Response) -> Response {
    let no_index = HeaderValue::from_static("noindex, nofollow");
    answer.headers_mut().insert(HeaderName::from_static("x-robots-tag"), no_index);
    answer
}

impl FoundPage {
    fn new(visit: &Visit, code: &VerifyCode, record: Record, asked: Option<String>) -> Self {
        let paper_name = PaperName::new(&record.printed.name);
        let preview_path =
            pictured(&record).map(|_| format!("{}/previa.png", path(code))).unwrap_or_default();
        let found = Found::new(code, record, path);
        Self {
            site: visit.site(),
            file_matches: asked.map(|asked| asked == found.sha256),
            mark: mark(found.status),
            found,
            address: format!("{}{}", visit.app.config.public_url.host(), path(code)),
            verified_at: calendar::moment(visit.now),
            preview_path,
            paper_name,
        }
    }
}

/// What is written across the picture of what does not count.
fn mark(status: &str) -> &'static str {
    match status {
        "revoked" => "Revogado",
        "replaced" => "Substituído",
        _ => "",
    }
}

/// Path of a verification.
pub fn path(code: &VerifyCode) -> String {
    format!("/v/{}", code.as_str())
}
