//! What a code verifies: what the version is worth, every printed field, and the chain of versions.

use crate::ask::digest;
use crate::missing::{missed, unknown_code};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query};
use common::participation::verification::Found;
use common::web::{Answer, Site, Visit};
use domain::participation::record::Record;
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
        let found = Found::new(code, record, path);
        Self {
            site: visit.site(),
            file_matches: asked.map(|asked| asked == found.sha256),
            found,
            address: format!("{}{}", visit.app.config.public_url.host(), path(code)),
            verified_at: calendar::moment(visit.now),
        }
    }
}

/// Path of a verification.
fn path(code: &VerifyCode) -> String {
    format!("/v/{}", code.as_str())
}
