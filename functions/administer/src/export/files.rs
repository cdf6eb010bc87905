//! The files of an archive: those of one version, and those around them.

use super::Counted;
use super::pages::{Archive, CertificatePage, FilePage, PrivateReadme, Readme, StartPage};
use super::place::{ExportName, Part};
use super::sums::{self, Line};
use crate::AdministerError;
use askama::Template;
use common::App;
use domain::participation::certificate::{Certificate, State, StoredPdf};
use domain::participation::record::Record;
use domain::value::code::VerifyCode;
use jiff::civil::Date;
use platform::digest::sha256_hex;
use platform::documents::{DocumentError, pdf_key};

const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The look of the site, with its fonts and their licences.
const STYLE: [&str; 13] = [
    "eb-garamond-500-italic-latin.woff2",
    "eb-garamond-500-latin-ext.woff2",
    "eb-garamond-500-latin.woff2",
    "eb-garamond-OFL.txt",
    "favicon.svg",
    "ornament.svg",
    "rosette.svg",
    "selo-mark.svg",
    "selo.css",
    "sha256.js",
    "source-sans-3-OFL.txt",
    "source-sans-3-latin-ext.woff2",
    "source-sans-3-latin.woff2",
];

/// The bytes of a file of the site; a test reads each of [`STYLE`].
fn look(name: &str) -> &'static [u8] {
    site::find(name).map_or(&[], |asset| asset.bytes)
}

const SCRIPT: &[u8] = include_bytes!("../../assets/arquivo.js");

/// Folders of the public part that a host might list: their lists would name every code.
const FOLDERS: [&str; 4] = ["v", "sha256", "pdf", "estilo"];
/// Searchers may know that there is an archive, and nothing of what is in it.
const ROBOTS: &[u8] = b"User-agent: *\nDisallow: /v/\nDisallow: /pdf/\nDisallow: /sha256/\n";
const NOTHING: &[u8] = b"<!doctype html>\n<meta name=\"robots\" content=\"noindex\">\n<title></title>\n";

/// One version on its way into the archive.
pub(super) struct Kept {
    code: VerifyCode,
    record: Record,
    /// In which part its PDF is.
    pdf_part: Part,
}

impl Kept {
    /// A PDF is public when a stranger could download it: of the version that counts, while its holder shows it.
    pub(super) fn new(code: VerifyCode, record: Record, of: Option<&Certificate>, day: Date) -> Self {
        let downloadable = |certificate: &&Certificate| {
            certificate.is_listed()
                && certificate.is_within_term(day)
                && certificate.current().code == code
                && matches!(certificate.snapshot().state, State::Available { .. })
        };
        let pdf_part = of.filter(downloadable).map_or(Part::Private, |_| Part::Public);
        Self { code, record, pdf_part }
    }

    /// Writes its page, its record, its PDF and the page under the PDF's sum.
    pub(super) async fn write(
        self,
        app: &App,
        name: &ExportName,
        archive: &Archive,
    ) -> Result<(Vec<Line>, Counted), AdministerError> {
        let mut counted = Counted { versions: 1, ..Counted::default() };
        let pdf = match &self.record.standing.pdf {
            Some(stored) => self.read_pdf(app, stored).await?,
            None => None,
        };
        match (&self.record.standing.pdf, &pdf, self.pdf_part) {
            (None, _, _) => counted.in_preparation = 1,
            (Some(_), None, _) => counted.damaged_pdfs = 1,
            (_, Some(_), Part::Public) => counted.public_pdfs = 1,
            (_, Some(_), Part::Private) => counted.private_pdfs = 1,
        }
        let has_public_pdf = counted.public_pdfs == 1;
        if !has_public_pdf {
            // An earlier attempt at this page may have found it public.
            app.documents.delete(&name.file(Part::Public, &self.pdf_path())).await?;
        }
        let mut lines = Vec::new();
        for (part, path, kind, bytes) in self.files(archive, pdf, has_public_pdf)? {
            lines.push(Line::of_code(part, &self.code, path.clone(), &bytes));
            app.documents.put(&name.file(part, &path), kind, bytes).await?;
        }
        Ok((lines, counted))
    }

    fn files(
        &self,
        archive: &Archive,
        pdf: Option<Vec<u8>>,
        has_public_pdf: bool,
    ) -> Result<Vec<File>, AdministerError> {
        let code = self.code.as_str();
        let page = CertificatePage::new(archive, &self.code, &self.record, has_public_pdf);
        let json = serde_json::to_vec_pretty(&page).map_err(AdministerError::json)?;
        let html = page.render().map_err(AdministerError::page)?;
        let mut files = vec![
            (Part::Public, format!("v/{code}/index.html"), HTML, html.into_bytes()),
            (Part::Public, format!("v/{code}/registro.json"), "application/json", json),
        ];
        if let Some(stored) = &self.record.standing.pdf {
            let html = FilePage::new(archive, &self.code, stored).render().map_err(AdministerError::page)?;
            files.push((
                Part::Public,
                format!("sha256/{}/index.html", stored.sha256),
                HTML,
                html.into_bytes(),
            ));
        }
        files.extend(pdf.map(|pdf| (self.pdf_part, self.pdf_path(), "application/pdf", pdf)));
        Ok(files)
    }

    fn pdf_path(&self) -> String {
        format!("pdf/{}.pdf", self.code.as_str())
    }

    /// The bytes that were issued; nothing when they are gone or differ by a single bit.
    async fn read_pdf(&self, app: &App, stored: &StoredPdf) -> Result<Option<Vec<u8>>, AdministerError> {
        match app.documents.get(&pdf_key(&self.record.certificate, stored.version)).await {
            Ok(bytes) => Ok(Some(bytes).filter(|bytes| sha256_hex(bytes) == stored.sha256)),
            Err(DocumentError::Missing { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

/// Part, path, media type and bytes.
type File = (Part, String, &'static str, Vec<u8>);

/// Writes the files of a code again whose PDF is public in the archive, when it must not be any more; their lines.
pub(super) async fn withdrawn(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    code: String,
) -> Result<Option<Vec<Line>>, AdministerError> {
    let Ok(code) = VerifyCode::parse(&code) else { return Ok(None) };
    let found = app.store.find_records(std::slice::from_ref(&code)).await?;
    let Some(record) = found.into_iter().next() else { return Ok(None) };
    let certificates = app.store.find_certificates(std::slice::from_ref(&record.certificate)).await?;
    let kept = Kept::new(code, record, certificates.first(), archive.date);
    match kept.pdf_part {
        Part::Public => Ok(None),
        Part::Private => Ok(Some(kept.write(app, name, archive).await?.0)),
    }
}

/// Writes what is not about a code, and the sums of everything.
pub(super) async fn around(
    app: &App,
    name: &ExportName,
    archive: &Archive,
    mut lines: Vec<Line>,
) -> Result<(), AdministerError> {
    for (part, path, kind, bytes) in fixed(archive)? {
        lines.push(Line::of_file(part, &path, &bytes));
        app.documents.put(&name.file(part, &path), kind, bytes).await?;
    }
    for part in [Part::Public, Part::Private] {
        lines.sort();
        let (text, path) =
            (sums::written(&lines, part).into_bytes(), format!("{}SHA256SUMS", sums::folder(part)));
        // The last one has the sums of all others.
        lines.push(Line::of_file(Part::Private, &path, &text));
        app.documents.put(&name.file(Part::Private, &path), TEXT, text).await?;
    }
    Ok(())
}

fn fixed(archive: &Archive) -> Result<Vec<File>, AdministerError> {
    let page = |rendered: Result<String, askama::Error>| {
        rendered.map(String::into_bytes).map_err(AdministerError::page)
    };
    let mut files = vec![
        (Part::Public, "index.html".to_owned(), HTML, page(StartPage { archive, root: "" }.render())?),
        (Part::Public, "robots.txt".to_owned(), TEXT, ROBOTS.to_vec()),
        (Part::Public, "LEIA-ME.txt".to_owned(), TEXT, page(Readme { archive }.render())?),
        (Part::Private, "LEIA-ME.txt".to_owned(), TEXT, page(PrivateReadme { archive }.render())?),
        (Part::Public, "estilo/arquivo.js".to_owned(), kind("arquivo.js"), SCRIPT.to_vec()),
    ];
    files
        .extend(FOLDERS.map(|folder| (Part::Public, format!("{folder}/index.html"), HTML, NOTHING.to_vec())));
    files.extend(STYLE.map(|name| (Part::Public, format!("estilo/{name}"), kind(name), look(name).to_vec())));
    Ok(files)
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => TEXT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_stylesheet_names_is_in_the_archive() {
        let css = look("selo.css");
        let css = std::str::from_utf8(css).expect("text");
        for (at, _) in css.match_indices("url(") {
            let name = css[at + 4..].split(')').next().unwrap_or("").trim_matches('"');
            assert!(name.starts_with("data:") || STYLE.contains(&name), "{name}");
        }
    }
}
