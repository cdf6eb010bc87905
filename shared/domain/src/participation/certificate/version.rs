//! The versions of a certificate: what is printed, what replaced what, and what a line makes of it.

use super::Certificate;
use crate::participation::correction::SpellingFix;
use crate::participation::edition::{PersonLines, Sheet, ShortLine};
use crate::participation::line::Line;
use crate::value::code::{TicketNumber, VerifyCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One printed version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// 1, 2, …
    pub number: u32,
    /// Which edition of the event's sheet it is printed with.
    pub edition: u32,
    /// Its own verify code.
    pub code: VerifyCode,
    /// When it was issued; the paper shows the day in Brasília.
    pub issued_at: Timestamp,
    /// What is printed of the person.
    pub person: PersonLines,
    /// Which publication of the event says so: of two lists that speak of one person, the one published later counts,
    /// whichever is issued first.
    #[serde(default)]
    pub publication: u64,
    /// Whether somebody corrected the version before: a list that says what that one said changes nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub corrects: bool,
}

/// Evidence that a version's PDF lies in the documents bucket and is on disk: only its drawer makes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredPdf {
    /// Number of the version that was drawn.
    pub version: u32,
    /// SHA-256 of the file, 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// Bytes of the file.
    pub size_bytes: u64,
}

/// A version that another one has replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastVersion {
    /// What it was.
    pub version: Version,
    /// Its PDF, when it had been stored before it was replaced.
    pub pdf: Option<StoredPdf>,
    /// When it was replaced.
    pub replaced_at: Timestamp,
    /// That it was revoked before, and stays so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
}

/// That a version was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// The reason that everybody sees.
    pub reason: ShortLine,
    /// When.
    pub at: Timestamp,
}

/// The lines and the code of a version to come.
#[derive(Debug, Clone)]
pub struct NewVersion {
    /// Which edition it is printed with.
    pub edition: u32,
    /// A fresh code.
    pub code: VerifyCode,
    /// What is printed of the person.
    pub person: PersonLines,
    /// See [`Version::publication`].
    pub publication: u64,
    /// The address of its line, when it is another than the account's own.
    pub apart: Option<OtherAddress>,
}

/// A version by which a holder corrects a small mistake of spelling, with the evidence that it is one.
#[derive(Debug, Clone)]
pub struct Respelling {
    /// The evidence.
    pub fix: SpellingFix,
    /// The version.
    pub new: NewVersion,
    /// The number of the request that records it.
    pub request: TicketNumber,
}

/// An address that is not the account's own, as a keyed hash: no address is kept with a certificate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct OtherAddress(pub String);

/// What a sheet prints of a line's person: the same for the preview of an import and for its issue, so that a line
/// that says what the certificate says changes nothing; nor does one that says what somebody has corrected since.
pub fn person_lines(line: &Line, sheet: &Sheet, before: Option<&Certificate>) -> PersonLines {
    let said = said_lines(line, sheet, before);
    match before {
        Some(there) => there.as_corrected(said),
        None => said,
    }
}

/// What a line itself says of its person. Of somebody whose certificate `before` tells the CPF it goes on to do so when a list without
/// that column corrects it.
pub fn said_lines(line: &Line, sheet: &Sheet, before: Option<&Certificate>) -> PersonLines {
    let known = || before.and_then(|before| before.current().person.cpf.clone());
    let cpf = line.cpf.as_ref().map(crate::value::cpf::Cpf::masked).or_else(known);
    PersonLines {
        name: line.name.clone(),
        cpf: cpf.filter(|_| sheet.prints_cpf),
        role: line.role.clone(),
        workload: line.workload,
    }
}

/// What a changed sheet prints of somebody who has a certificate: what it says of them, and of the CPF what the sheet prints
/// of it, as far as it is known from the certificate or the line of its list.
pub fn lines_again(before: &PersonLines, line: &Line, sheet: &Sheet) -> PersonLines {
    let cpf = before.cpf.clone().or_else(|| line.cpf.as_ref().map(crate::value::cpf::Cpf::masked));
    PersonLines { cpf: cpf.filter(|_| sheet.prints_cpf), ..before.clone() }
}

impl Version {
    /// The version that was made of these lines.
    pub(super) fn of(number: u32, new: NewVersion, at: Timestamp) -> Self {
        let NewVersion { edition, code, person, publication, apart: _ } = new;
        Self { number, edition, code, issued_at: at, person, publication, corrects: false }
    }
}
