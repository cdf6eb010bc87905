//! The chain of versions of a certificate, and the words for what each is worth.

use domain::calendar;
use domain::code::VerifyCode;
use domain::record::{Link, Status};
use schemars::JsonSchema;
use serde::Serialize;

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
pub fn status(of: &Status) -> &'static str {
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

/// Path of a verification.
pub fn path(code: &VerifyCode) -> String {
    format!("/v/{}", code.as_str())
}

/// The chain, newest first.
pub fn lines(chain: &[Link], shown: &VerifyCode) -> Vec<VersionLine> {
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
