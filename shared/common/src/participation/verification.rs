//! What a verification says, in words: on the page of the step `verify`, and in the archive that outlives it.

use domain::participation::edition::{Sheet, ShortLine, Span};
use domain::participation::record::{Link, Printed, Record, Standing, Status};
use domain::value::calendar;
use domain::value::code::VerifyCode;
use schemars::JsonSchema;
use serde::Serialize;

/// What a code verifies, whoever shows it.
#[derive(Serialize, JsonSchema)]
pub struct Found {
    /// `valid`, `revoked`, `replaced` or `unavailable`.
    pub status: &'static str,
    /// The verdict in two words.
    pub title: &'static str,
    /// The verdict in a sentence.
    pub sentence: String,
    /// The public reason of a revocation.
    pub reason: String,
    /// When it was revoked, in Brasília.
    pub revoked_at: String,
    /// Path of the version that counts, when this one does not.
    pub current_path: String,
    /// The code, in groups.
    pub code: String,
    /// What is printed; nothing while it is unavailable.
    pub printed: Option<PrintedFields>,
    /// SHA-256 of the PDF, 64 hexadecimal digits; empty while it is not stored.
    pub sha256: String,
    /// All versions, newest first.
    pub versions: Vec<VersionLine>,
}

/// Every printed field.
#[derive(Serialize, JsonSchema)]
pub struct PrintedFields {
    /// Who received it.
    pub name: String,
    /// Three digits of the CPF, when printed.
    pub cpf: String,
    /// The event.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// The days of the event.
    pub period: String,
    /// Where it was.
    pub place: String,
    /// The workload.
    pub workload: String,
    /// In which role.
    pub role: String,
    /// The words above the name.
    pub opening: String,
    /// The sentence under the name.
    pub sentence: String,
    /// The day it was issued, in words.
    pub issued_on: String,
    /// When it was issued (RFC 3339).
    pub issued_at: String,
    /// Number of the version.
    pub version: u32,
    /// Who signs.
    pub signatures: Vec<Signatory>,
    /// Lines of the programme on the back; headings begin with `#`.
    pub programme: Vec<String>,
}

/// Who signs.
#[derive(Serialize, JsonSchema)]
pub struct Signatory {
    /// The name.
    pub name: String,
    /// The post.
    pub post: String,
}

/// One version in the chain.
#[derive(Serialize, JsonSchema)]
pub struct VersionLine {
    /// 1, 2, …
    pub number: u32,
    /// Its code, in groups.
    pub code: String,
    /// Path of its verification.
    pub path: String,
    /// `valid`, `revoked`, `replaced` or `unavailable`.
    pub status: &'static str,
    /// The same in a word.
    pub label: &'static str,
    /// The day it was issued, in words.
    pub issued_on: String,
    /// Whether it is the one shown.
    pub is_shown: bool,
}

/// Names a status for programs and for the shape of its badge.
fn status(of: &Status) -> &'static str {
    match of {
        Status::Valid => "valid",
        Status::Revoked { .. } => "revoked",
        Status::Substituted { .. } => "replaced",
        Status::Unavailable => "unavailable",
    }
}

fn label(of: &Status) -> &'static str {
    match of {
        Status::Valid => "Válido",
        Status::Revoked { .. } => "Revogado",
        Status::Substituted { .. } => "Substituído",
        Status::Unavailable => "Indisponível",
    }
}

/// The chain, newest first, with what leads to each version.
fn lines(chain: &[Link], shown: &VerifyCode, path: impl Fn(&VerifyCode) -> String) -> Vec<VersionLine> {
    let line = |link: &Link| VersionLine {
        number: link.number,
        code: link.code.grouped(),
        path: path(&link.code),
        status: status(&link.status),
        label: label(&link.status),
        issued_on: calendar::day(calendar::brasilia(link.issued_at).date()),
        is_shown: link.code == *shown,
    };
    chain.iter().rev().map(line).collect()
}

/// The verdict in two words, and in a sentence that begins with who issued: a code is worth what its issuer is.
fn verdict(status: &Status, printed: &Printed) -> (&'static str, String) {
    let on = |at| calendar::day(calendar::brasilia(at).date());
    match status {
        Status::Valid => (
            "Certificado válido",
            format!(
                "Emitido por {} em {}, e continua valendo. Compare cada linha com o que está impresso.",
                printed.issuer_name,
                on(printed.issued_at)
            ),
        ),
        Status::Revoked { at, .. } => (
            "Certificado revogado",
            format!(
                "Emitido por {} em {} e cancelado por quem o emitiu em {}. Não vale mais.",
                printed.issuer_name,
                on(printed.issued_at),
                on(*at)
            ),
        ),
        Status::Substituted { at } => (
            "Certificado substituído",
            format!(
                "Emitido por {} em {} e trocado por uma versão mais nova em {}. Esta não vale mais.",
                printed.issuer_name,
                on(printed.issued_at),
                on(*at)
            ),
        ),
        Status::Unavailable => (
            "Certificado indisponível",
            "Este código existe, mas o certificado não pode ser mostrado agora.".to_owned(),
        ),
    }
}

impl Found {
    /// What `code` verifies by its record; `path` leads from here to the verification of a version.
    pub fn new(code: &VerifyCode, record: Record, path: impl Fn(&VerifyCode) -> String) -> Self {
        let Record { printed, standing: Standing { status: now, chain, pdf, .. }, .. } = record;
        let (title, sentence) = verdict(&now, &printed);
        let (reason, revoked_at) = match &now {
            Status::Revoked { reason, at } => (reason.to_string(), calendar::moment(*at)),
            _ => (String::new(), String::new()),
        };
        let newest = chain.last().filter(|link| link.code != *code);
        let shows_fields = !matches!(now, Status::Unavailable);
        Self {
            status: status(&now),
            title,
            sentence,
            reason,
            revoked_at,
            current_path: newest.map(|link| path(&link.code)).unwrap_or_default(),
            code: code.grouped(),
            versions: lines(&chain, code, path),
            printed: shows_fields.then(|| PrintedFields::of(printed)),
            sha256: pdf.map(|pdf| pdf.sha256).unwrap_or_default(),
        }
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
            opening: printed.opening.unwrap_or_else(Sheet::usual_opening).into(),
            sentence: printed.sentence.iter().map(Span::text).collect(),
            issued_on: calendar::day(calendar::brasilia(printed.issued_at).date()),
            issued_at: printed.issued_at.to_string(),
            version: printed.version,
            signatures: printed.signatures.into_iter().map(signatory).collect(),
            programme: printed.programme.into(),
        }
    }
}
