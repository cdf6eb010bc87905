//! The characters that an event's fonts are cut down to: what names have, what the labels say, and the event's own.

use super::font::Needed;
use super::page::Mark;
use super::typeface::{Style, Typefaces};
use domain::participation::edition::Sheet;
use std::collections::BTreeSet;

/// What the serif always has: the letters of Portuguese names, and of some neighbours.
pub const NAMES: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \
                     ÁÂÃÀÇÉÊÍÓÔÕÚÜÑáâãàçéêíóôõúüñèòëöä'’-.,";
/// What the sans always has: the labels, months and digits that stand on every certificate.
pub const LABELS: &str = "Certificamos que CPF *.- Emitido por em de janeiro fevereiro março abril maio junho julho agosto \
                      setembro outubro novembro dezembro 0123456789º Código de verificação · Verifique a autenticidade ª versão";
/// What the semibold always has: codes, addresses, roles and workloads.
pub const VALUES: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ÁÉÍÓÚáâãàçéêíóôõúºª-–.:,/()";

/// The characters that the fonts of an event must have.
pub fn needed(faces: &Typefaces, sheet: &Sheet, pages: &[&[Mark]]) -> Needed {
    let mut needed: Needed = [NAMES, LABELS, VALUES].map(|text| text.chars().collect::<BTreeSet<char>>());
    for mark in pages.iter().copied().flatten() {
        if let Mark::Text(text) = mark {
            text.line.letters.iter().for_each(|l| {
                needed[l.style.number()].insert(l.drawn);
            });
        }
    }
    // The sentence is set per person, but most of its characters are the event's.
    let mut letters = Vec::new();
    for text in [sheet.wording.as_str(), sheet.issuer_name.as_str(), sheet.opening.as_str()] {
        faces.set(Style::Sans, text, &mut letters);
    }
    let place = sheet.place.as_ref().map_or("", |place| place.as_str());
    for text in [sheet.title.as_str(), sheet.issuer_name.as_str(), place] {
        faces.set(Style::Strong, text, &mut letters);
    }
    letters.iter().for_each(|l| {
        needed[l.style.number()].insert(l.drawn);
    });
    needed
}
