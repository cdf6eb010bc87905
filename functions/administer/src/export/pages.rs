//! The pages of an archive, which link to one another by relative paths, so that any folder of any host will do.

use askama::Template;
use common::participation::verification::Found;
use domain::participation::certificate::StoredPdf;
use domain::participation::record::{Record, Status};
use domain::value::calendar;
use domain::value::code::VerifyCode;
use jiff::civil::Date;
use platform::config::Config;
use serde::Serialize;

/// From the page of a code to the start.
const UP_TWO: &str = "../../";

/// What every page says of its archive.
pub(super) struct Archive {
    brand: String,
    url: String,
    host: String,
    /// In words.
    day: String,
    pub(super) date: Date,
}

/// What a code verified on the day of the archive. Its JSON has the members of the step `verify`.
#[derive(Template, Serialize)]
#[template(path = "arquivo_certificado.html")]
pub(super) struct CertificatePage<'a> {
    #[serde(skip)]
    archive: &'a Archive,
    #[serde(skip)]
    root: &'static str,
    #[serde(flatten)]
    found: Found,
    /// Where its PDF is, when it is in the public part.
    pdf_path: String,
    /// The day that this was so.
    as_of: Date,
}

/// Which code a PDF was issued with.
#[derive(Template)]
#[template(path = "arquivo_pdf.html")]
pub(super) struct FilePage<'a> {
    archive: &'a Archive,
    root: &'static str,
    code: String,
    sha256: &'a str,
    record_path: String,
}

/// Where somebody with a code or a PDF begins.
#[derive(Template)]
#[template(path = "arquivo_inicio.html")]
pub(super) struct StartPage<'a> {
    pub(super) archive: &'a Archive,
    pub(super) root: &'static str,
}

/// For whoever hosts the public part.
#[derive(Template)]
#[template(path = "arquivo_leia-me.txt")]
pub(super) struct Readme<'a> {
    pub(super) archive: &'a Archive,
}

/// For whoever keeps the private part.
#[derive(Template)]
#[template(path = "arquivo_reservado.txt")]
pub(super) struct PrivateReadme<'a> {
    pub(super) archive: &'a Archive,
}

impl Archive {
    pub(super) fn new(config: &Config, date: Date) -> Self {
        Self {
            brand: config.brand.clone(),
            url: config.public_url.as_str().to_owned(),
            host: config.public_url.host().to_owned(),
            day: calendar::day(date),
            date,
        }
    }
}

impl<'a> CertificatePage<'a> {
    pub(super) fn new(
        archive: &'a Archive,
        code: &VerifyCode,
        record: &Record,
        has_public_pdf: bool,
    ) -> Self {
        let mut found = Found::new(code, record.clone(), beside);
        if matches!(record.standing.status, Status::Valid) {
            found.sentence = format!(
                "Emitido em {} por {}, e valia em {}. Compare cada linha com o que está impresso.",
                archive.host, record.printed.issuer_name, archive.day
            );
        }
        Self {
            archive,
            root: UP_TWO,
            found,
            pdf_path: if has_public_pdf {
                format!("{UP_TWO}pdf/{}.pdf", code.as_str())
            } else {
                String::new()
            },
            as_of: archive.date,
        }
    }
}

/// From the page of one code to that of another.
fn beside(code: &VerifyCode) -> String {
    format!("../{}/index.html", code.as_str())
}

impl<'a> FilePage<'a> {
    pub(super) fn new(archive: &'a Archive, code: &VerifyCode, pdf: &'a StoredPdf) -> Self {
        Self {
            archive,
            root: UP_TWO,
            code: code.grouped(),
            sha256: &pdf.sha256,
            record_path: format!("{UP_TWO}v/{}/index.html", code.as_str()),
        }
    }
}
