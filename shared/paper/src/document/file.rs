//! The file of a document: its objects from the first to the last.

use super::super::DrawError;
use super::super::body::{Body, Effort};
use super::super::file::written;
use super::super::font::{Needed, cut};
use super::super::metadata::{About, identity, info, xmp};
use super::super::profile;
use super::super::setting::{Line, Text};
use super::super::shape::at;
use super::super::stream::{Cases, OWN, Stream};
use super::super::structure::{self, Page};
use super::super::typeface::Typefaces;
use super::Document;
use super::parts::{HEIGHT, LEFT, LINE, NOTE, Part, RIGHT, Setting, WIDTH};

/// The number of the information dictionary.
const INFO: u32 = 3;
/// The number of the XMP metadata.
const METADATA: u32 = 4;
/// The first number after those.
const FREE: u32 = 5;

/// Writes a document.
///
/// # Errors
/// When a font of the program cannot be cut down.
pub fn write(faces: &Typefaces, document: &Document, sheets: &[Vec<Part>]) -> Result<Vec<u8>, DrawError> {
    let marginals: Vec<[Text; 3]> =
        (1..=sheets.len()).map(|number| marginals(faces, document, number, sheets.len())).collect();
    let (fonts, case) = cut(faces, &needed(sheets, &marginals))?;
    let mut body = Body::new();
    let mut next = FREE;
    let fonts = written(&fonts, OWN, &mut body, &mut next);
    let mut pages = Vec::new();
    for (sheet, marginals) in sheets.iter().zip(&marginals) {
        let number = next;
        next += 2;
        let key = structure::key(pages.len());
        body.packed(number, page(&fonts, number + 1, key));
        let cases = Cases { faces, own: &case, extra: None };
        body.stream(number + 1, "", content(sheet, marginals, cases).as_bytes(), Effort::Usual);
        pages.push(Page { number, blocks: sheet.iter().filter_map(Part::block).collect() });
    }
    let kids: Vec<String> = pages.iter().map(|page| format!("{} 0 R", page.number)).collect();
    body.packed(2, format!("<</Type/Pages/Count {}/Kids[{}]>>", kids.len(), kids.join(" ")));
    let (colours, root) = (next, next + 1);
    body.stream(colours, "/N 3", &profile::srgb(), Effort::Best);
    // There is no link: nothing refers to its number.
    next = structure::write(&mut body, root, 0, &pages);
    body.packed(1, catalog(document.language, root, colours));
    Ok(ended(document, body, next))
}

/// Adds what the file says about itself, and ends it.
fn ended(document: &Document, mut body: Body, next: u32) -> Vec<u8> {
    let about = About {
        titles: [&document.title, &document.issuer, &document.subject, ""],
        day: document.day.strftime("%Y%m%d").to_string(),
        id: identity(&document.seed),
        language: document.language,
    };
    body.packed(INFO, info(&about));
    body.pack(next);
    body.stream(METADATA, "/Type/Metadata/Subtype/XML", xmp(&about).as_bytes(), Effort::Usual);
    body.end(next + 1, &format!("/Root 1 0 R/Info {INFO} 0 R/ID[<{0}><{0}>]", about.id))
}

fn catalog(language: &str, root: u32, colours: u32) -> String {
    format!(
        "<</Type/Catalog/Pages 2 0 R/Lang({language})/Metadata {METADATA} 0 R/ViewerPreferences<</DisplayDocTitle true>>\
         /MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1\
         /OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile {colours} 0 R>>]>>"
    )
}

fn page(fonts: &str, content: u32, key: u32) -> String {
    format!(
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<<{fonts}>>>>/Contents {content} 0 R\
         /Tabs/S/StructParents {key}>>"
    )
}

/// What stands on every sheet: who issues it, the foot, and its number.
fn marginals(faces: &Typefaces, document: &Document, number: usize, of: usize) -> [Text; 3] {
    let line = |setting: Setting, text: &str, measure: f32| {
        Line::new(faces, setting.style, setting.size, text).within(measure)
    };
    let head = Setting { style: super::super::typeface::Style::Strong, size: 9.5, ..NOTE };
    let issuer = line(head, &document.issuer, RIGHT - LEFT).left(LEFT, HEIGHT - 52.0, head.ink);
    let count = line(NOTE, &format!("Página {number} de {of}"), 90.0);
    let width = count.width();
    let foot = line(NOTE, &document.footer, RIGHT - LEFT - width - 20.0).left(LEFT, 44.0, NOTE.ink);
    let count = count.left(RIGHT - width, 44.0, NOTE.ink);
    [issuer, foot, count].map(Text::going_on)
}

fn content(sheet: &[Part], marginals: &[Text; 3], cases: Cases<'_>) -> String {
    let mut stream = Stream::default();
    stream.artifact(|stream| {
        stream.rule(at(LEFT, HEIGHT - 60.0), at(RIGHT, HEIGHT - 60.0), 0.8, LINE);
        stream.rule(at(LEFT, 57.0), at(RIGHT, 57.0), 0.5, LINE);
        for part in sheet {
            if let Part::Rule { from, to, width } = part {
                stream.rule(*from, *to, *width, LINE);
            }
        }
    });
    for part in sheet {
        match part {
            Part::Text(text) => stream.show(text, cases),
            Part::Qr(frame, symbol, _) => stream.modules(*frame, symbol),
            Part::Bars(frame, modules, _) => stream.bars(*frame, modules),
            Part::Rule { .. } => {}
        }
    }
    stream.artifact(|stream| marginals.iter().for_each(|text| stream.show(text, cases)));
    stream.text
}

/// The characters that the fonts must have.
fn needed(sheets: &[Vec<Part>], marginals: &[[Text; 3]]) -> Needed {
    let texts = sheets.iter().flatten().filter_map(|part| match part {
        Part::Text(text) => Some(text),
        _ => None,
    });
    let mut needed = Needed::default();
    for text in texts.chain(marginals.iter().flatten()) {
        for letter in text.line.letters.iter().chain(&text.line.blank) {
            needed[letter.style.number()].insert(letter.drawn);
        }
    }
    needed
}
