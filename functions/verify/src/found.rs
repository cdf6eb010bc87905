//! What a code verifies: what the version is worth, every printed field, and the chain of versions.

use crate::ask::digest;
use crate::missing::{missed, unknown_code};
use crate::versions::{VersionLine, lines, path, status};
use askama::Template;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Query};
use common::web::{Answer, Site, Visit};
use domain::calendar;
use domain::code::VerifyCode;
use domain::edition::{ShortLine, Span};
use domain::record::{Printed, Record, Standing, Status};
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

/// Every printed field.
#[derive(Serialize, JsonSchema)]
pub struct PrintedFields {
    /// Who received it.
    name: String,
    /// Three digits of the CPF, when printed.
    cpf: String,
    /// The event.
    title: String,
    /// Who issued it.
    issuer: String,
    /// The days of the event.
    period: String,
    /// Where it was.
    place: String,
    /// The workload.
    workload: String,
    /// In which role.
    role: String,
    /// The sentence under the name.
    sentence: String,
    /// The day it was issued, in words.
    issued_on: String,
    /// When it was issued (RFC 3339).
    issued_at: String,
    /// Number of the version.
    version: u32,
    /// Who signs.
    signatures: Vec<Signatory>,
    /// Lines of the programme on the back; headings begin with `#`.
    programme: Vec<String>,
}

/// Who signs.
#[derive(Serialize, JsonSchema)]
pub struct Signatory {
    name: String,
    post: String,
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
            versions: lines(&standing.chain, code),
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

fn verdict(status: &Status, printed: &Printed) -> (&'static str, String) {
    let on = |at| calendar::day(calendar::brasilia(at).date());
    match status {
        Status::Valid => (
            "Certificado válido",
            "Este certificado foi emitido aqui e continua valendo. Compare cada linha com o que está impresso."
                .to_owned(),
        ),
        Status::Revoked { at, .. } => (
            "Certificado revogado",
            format!("Foi cancelado por quem o emitiu em {} e não vale mais.", on(*at)),
        ),
        Status::Substituted { at } => (
            "Certificado substituído",
            format!(
                "Há uma versão mais nova deste certificado desde {}. Esta, de {}, não vale mais.",
                on(*at),
                on(printed.issued_at)
            ),
        ),
        Status::Unavailable => (
            "Certificado indisponível",
            "Este código existe, mas o certificado não pode ser mostrado agora.".to_owned(),
        ),
    }
}

impl PrintedFields {
    fn of(printed: Printed) -> Self {
        let line = |l: Option<ShortLine>| l.map(String::from).unwrap_or_default();
        let signatory =
            |(name, post): (ShortLine, ShortLine)| Signatory { name: name.into(), post: post.into() };
        Self {
            name: printed.name.to_string(),
            // A screen reader says "bullet", not "asterisk asterisk asterisk"; the digits stay where they are.
            cpf: printed.cpf.map(|cpf| cpf.as_str().replace('*', "•")).unwrap_or_default(),
            title: printed.title.to_string(),
            issuer: printed.issuer_name.to_string(),
            period: printed.period,
            place: line(printed.place),
            workload: printed.workload.unwrap_or_default(),
            role: line(printed.role),
            sentence: printed.sentence.iter().map(Span::text).collect(),
            issued_on: calendar::day(calendar::brasilia(printed.issued_at).date()),
            issued_at: printed.issued_at.to_string(),
            version: printed.version,
            signatures: printed.signatures.into_iter().map(signatory).collect(),
            programme: printed.programme.into(),
        }
    }
}
