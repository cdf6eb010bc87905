//! What a verification shows: every printed field of one version, and where its certificate stands.

use crate::participation::certificate::{Certificate, PastVersion, Revocation, State, StoredPdf, Version};
use crate::participation::edition::{Opening, Programme, Sheet, ShortLine, Span, Title};
use crate::value::code::VerifyCode;
use crate::value::cpf::MaskedCpf;
use crate::value::id::{CertificateId, EventId};
use crate::value::name::PersonName;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Everything that is printed on one version, so that an edited PDF is caught.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Printed {
    /// Who issues.
    pub issuer_name: ShortLine,
    /// The event.
    pub title: Title,
    /// The days of the event in words: `de 12 a 14 de março de 2026`.
    pub period: String,
    /// Where it was.
    pub place: Option<ShortLine>,
    /// The workload in words.
    pub workload: Option<String>,
    /// In which role.
    pub role: Option<ShortLine>,
    /// Who received it.
    pub name: PersonName,
    /// Three digits of the CPF, when printed.
    pub cpf: Option<MaskedCpf>,
    /// The words above the name; none, the usual ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Opening>,
    /// The sentence under the name.
    pub sentence: Vec<Span>,
    /// The programme on the back.
    pub programme: Programme,
    /// Who signs: name and post.
    pub signatures: Vec<(ShortLine, ShortLine)>,
    /// Number of the version.
    pub version: u32,
    /// When it was issued.
    pub issued_at: Timestamp,
}

impl Printed {
    /// What a version prints with a sheet.
    pub fn of(sheet: &Sheet, version: &Version) -> Self {
        let person = &version.person;
        Self {
            issuer_name: sheet.issuer_name.clone(),
            title: sheet.title.clone(),
            period: crate::value::calendar::period(sheet.period),
            place: sheet.place.clone(),
            workload: person.workload.or(sheet.workload).map(|w| w.to_string()),
            role: person.role.clone(),
            name: person.name.clone(),
            cpf: person.cpf.clone(),
            opening: Some(sheet.opening.clone()).filter(|opening| *opening != Sheet::usual_opening()),
            sentence: sheet.wording.fill(sheet, person),
            programme: sheet.programme.clone(),
            signatures: sheet.signatures.iter().map(|s| (s.name.clone(), s.post.clone())).collect(),
            version: version.number,
            issued_at: version.issued_at,
        }
    }
}

/// What a version is worth now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Status {
    /// Genuine and current.
    Valid,
    /// Withdrawn.
    Revoked {
        /// The public reason.
        reason: ShortLine,
        /// When.
        at: Timestamp,
    },
    /// Another version counts.
    Substituted {
        /// Since when.
        at: Timestamp,
    },
    /// Its PDF is not stored yet.
    Unavailable,
}

/// A version in the chain of its certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Number of the version.
    pub number: u32,
    /// Its code.
    pub code: VerifyCode,
    /// When it was issued.
    pub issued_at: Timestamp,
    /// What it is worth.
    pub status: Status,
}

/// Where a version and its certificate stand: the part of a record that changes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// What this version is worth.
    pub status: Status,
    /// Its PDF, once stored.
    pub pdf: Option<StoredPdf>,
    /// All versions, oldest first.
    pub chain: Vec<Link>,
}

/// The edition that a version is printed with: its picture, without personal data, stands beside what is verified.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Drawn {
    /// Of which event.
    pub event: EventId,
    /// Number of the edition.
    pub edition: u32,
}

/// The row under a verify code: a hit is one read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Which certificate.
    pub certificate: CertificateId,
    /// With which edition; nothing in records from before it was kept. Never changes.
    pub drawn: Option<Drawn>,
    /// What is printed; never changes.
    pub printed: Printed,
    /// What changes.
    pub standing: Standing,
}

/// The standings of all versions of a certificate, by their codes.
pub fn standings(certificate: &Certificate) -> Vec<(VerifyCode, Standing)> {
    let snapshot = certificate.snapshot();
    let current = certificate.current();
    let status = match &snapshot.state {
        State::Issued { .. } => Status::Unavailable,
        State::Available { .. } => Status::Valid,
        State::Revoked { reason, at, .. } => Status::Revoked { reason: reason.clone(), at: *at },
    };
    // When the certificate is revoked, so is every version of it. What was revoked before it was issued again stays so.
    let past_status = |past: &PastVersion| match (&status, &past.revoked) {
        (_, Some(Revocation { reason, at })) => Status::Revoked { reason: reason.clone(), at: *at },
        (Status::Revoked { .. }, None) => status.clone(),
        _ => Status::Substituted { at: past.replaced_at },
    };
    let past = snapshot.past.iter().map(|p| (&p.version, past_status(p), p.pdf.clone()));
    let all: Vec<_> = past.chain([(current, status.clone(), certificate.pdf().cloned())]).collect();
    let link = |(v, status, _): &(&Version, Status, Option<StoredPdf>)| Link {
        number: v.number,
        code: v.code.clone(),
        issued_at: v.issued_at,
        status: status.clone(),
    };
    let chain: Vec<Link> = all.iter().map(link).collect();
    let standing = |(v, status, pdf): (&Version, Status, Option<StoredPdf>)| {
        (v.code.clone(), Standing { status, pdf, chain: chain.clone() })
    };
    all.into_iter().map(standing).collect()
}
