//! The certificate as a drawing: an event's template, drawn once, and each person's file.
//!
//! [`EventTemplate::new`] lays out what no person changes, lets printpdf draw it, reads the result back, and cuts the
//! fonts down. [`EventTemplate::certificate`] then writes one content stream with the person's lines and the QR code and
//! puts the file together around it: no font is parsed and nothing shared is deflated a second time.
//!
//! The same input gives the same bytes: the file's identity and dates come from the certificate, never from a clock or
//! a counter.
//!
//! A character that the event's fonts were not cut for (`ł`, `ễ`, Cyrillic, Greek) makes that one certificate carry
//! another small subset, which is slower. A character that no font has is drawn as its base letter or as an empty square,
//! with the right character in the text layer: nobody's certificate fails for their name.

mod back;
mod body;
mod copier;
mod file;
mod font;
mod front;
mod metadata;
mod ornament;
mod page;
mod person;
mod picture;
mod press;
mod preview;
mod qr;
mod setting;
mod shape;
mod stream;
mod type_case;
mod typeface;

use domain::participation::edition::{Edition, PersonLines, Sheet};
use domain::value::code::VerifyCode;
use file::Shell;
use font::{Cut, Needed};
use front::{Front, qr_frame};
use jiff::civil::Date;
use metadata::Leaf;
use page::Mark;
use person::Part;
use qr::Symbol;
use setting::Text;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fmt::Write;
use stream::{Cases, Stream};
use type_case::TypeCase;
use typeface::{Style, Typefaces};

/// Width of the card's image in pixels.
const PREVIEW_WIDTH: u16 = 720;

/// What the serif always has: the letters of Portuguese names, and of some neighbours.
const NAMES: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz \
                     ÁÂÃÀÇÉÊÍÓÔÕÚÜÑáâãàçéêíóôõúüñèòëöä'’-.,";
/// What the sans always has: the labels, months and digits that stand on every certificate.
const LABELS: &str = "Certificamos que CPF *.- Emitido por em de janeiro fevereiro março abril maio junho julho agosto \
                      setembro outubro novembro dezembro 0123456789º Código de verificação · Verifique a autenticidade ª versão";
/// What the semibold always has: codes, addresses, roles and workloads.
const VALUES: &str =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 ÁÉÍÓÚáâãàçéêíóôõúºª-–.:,/()";

/// Why a certificate could not be drawn.
#[derive(Debug, thiserror::Error)]
pub enum DrawError {
    /// A logo or signature is no PNG, or one beyond all bounds.
    #[error("a picture could not be decoded")]
    Image(#[source] image::ImageError),
    /// A font of the program is broken.
    #[error("a font of the program could not be read")]
    Font,
    /// A font of the program could not be cut down.
    #[error("a font of the program could not be cut down")]
    Cut(#[source] subsetter::Error),
    /// What was printed is no PDF that can be read.
    #[error("the page that was printed could not be read back")]
    ReadBack(#[source] lopdf::Error),
    /// What was printed lacks a part.
    #[error("the page that was printed lacks {0}")]
    Missing(&'static str),
    /// The link is too long for a QR code.
    #[error("the link does not fit into a QR code")]
    Qr(#[source] qrcode::types::QrError),
    /// The preview could not be painted.
    #[error("the preview could not be painted")]
    Preview,
}

/// The organiser's pictures as PNG, re-encoded by us and bounded.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    /// The issuer's logo.
    pub logo: Option<Vec<u8>>,
    /// One for each signature of the sheet, in its order.
    pub signatures: Vec<Option<Vec<u8>>>,
}

/// What one certificate says.
#[derive(Clone, Copy)]
pub struct Paper<'a> {
    /// Name, CPF, role and workload.
    pub person: &'a PersonLines,
    /// The code that verifies it.
    pub code: &'a VerifyCode,
    /// The link in the QR code: `https://…/v/{code}`.
    pub url: &'a str,
    /// 1 for the first version; later ones say so.
    pub version: u32,
    /// The day it is dated.
    pub issued_on: Date,
}

/// Everything that no person changes on the certificates of an edition, drawn once in some 4 ms. It takes about 150 kB,
/// and twice the size of its pictures' PNG: keep the last few.
pub struct EventTemplate {
    faces: &'static Typefaces,
    edition: Edition,
    front: Front,
    assets: Assets,
    case: TypeCase,
    shell: Shell,
}

impl EventTemplate {
    /// Draws what the certificates of an edition share.
    ///
    /// # Errors
    /// When a picture is unreadable, or the program's own fonts or the printed page are.
    pub fn new(edition: &Edition, assets: &Assets) -> Result<Self, DrawError> {
        let faces = Typefaces::get()?;
        let sheet = &edition.sheet;
        let (pictures, places) = picture::decode(assets)?;
        let front = Front::new(faces, sheet, &places);
        let back = back::marks(faces, sheet);
        let pages: Vec<&[Mark]> = std::iter::once(front.marks.as_slice()).chain(back.as_deref()).collect();
        let printed = press::print(&pages, &pictures)?;
        let (fonts, case) = font::cut(faces, &needed(faces, sheet, &pages))?;
        let contents: Vec<Vec<u8>> = pages
            .iter()
            .zip(&printed.contents)
            .map(|(marks, drawn)| shared_content(drawn, marks, &case))
            .collect();
        let shell = Shell::new(&printed, &fonts, pictures.len(), &contents)?;
        Ok(Self { faces, edition: edition.clone(), front, assets: assets.clone(), case, shell })
    }

    /// The PDF of one person. The same paper gives the same bytes.
    ///
    /// # Errors
    /// When the link is too long for a QR code (over two thousand characters), or an extra font cannot be cut.
    pub fn certificate(&self, paper: &Paper<'_>) -> Result<Vec<u8>, DrawError> {
        let sheet = &self.edition.sheet;
        let part = Part::new(self.faces, sheet, self.front.room, paper);
        let (extra, foreign) = self.extra(&part.texts)?;
        let cases = Cases { own: &self.case, extra: Some(&foreign) };
        let mut stream = Stream::default();
        stream.text.reserve(12_000);
        part.texts.iter().for_each(|text| stream.show(text, cases));
        stream.modules(qr_frame(), &Symbol::of(paper.url)?);
        let frame = qr_frame();
        let name = paper.person.name.as_str();
        let what = if paper.code.is_of_sample() { "Amostra do certificado" } else { "Certificado" };
        let title = format!("{what} de {name} · {}", sheet.title);
        Ok(self.shell.file(&Leaf {
            content: &stream.text,
            link: (paper.url, [frame.x, frame.y, frame.right(), frame.top()]),
            titles: [&title, sheet.issuer_name.as_str(), sheet.title.as_str(), &paper.code.grouped()],
            day: paper.issued_on.strftime("%Y%m%d").to_string(),
            id: self.identity(paper),
            extra: &extra,
        }))
    }

    /// The front without the person's part as a PNG, 720 pixels wide: the card writes the name over it.
    ///
    /// # Errors
    /// When it cannot be painted or encoded.
    pub fn preview_png(&self) -> Result<Vec<u8>, DrawError> {
        self.painted(&self.front.marks, PREVIEW_WIDTH)
    }

    /// The front with one person's part as a PNG, `across` pixels wide: what [`EventTemplate::certificate`] prints.
    ///
    /// # Errors
    /// When it cannot be painted or encoded, or the link is too long for a QR code.
    pub fn front_png(&self, paper: &Paper<'_>, across: u16) -> Result<Vec<u8>, DrawError> {
        let part = Part::new(self.faces, &self.edition.sheet, self.front.room, paper);
        let texts = part.texts.into_iter().map(Mark::Text);
        let code = Symbol::of(paper.url)?.marks(qr_frame());
        let marks: Vec<Mark> = self.front.marks.iter().cloned().chain(texts).chain(code).collect();
        self.painted(&marks, across)
    }

    /// The backs as PNGs, `across` pixels wide; none when the sheet has no programme.
    ///
    /// # Errors
    /// When one cannot be painted or encoded.
    pub fn back_pngs(&self, across: u16) -> Result<Vec<Vec<u8>>, DrawError> {
        let backs = back::marks(self.faces, &self.edition.sheet);
        backs.iter().map(|marks| self.painted(marks, across)).collect()
    }

    fn painted(&self, marks: &[Mark], across: u16) -> Result<Vec<u8>, DrawError> {
        let (pictures, _) = picture::decode(&self.assets)?;
        let pixmap = preview::paint(self.faces, marks, &pictures, across)?;
        pixmap.encode_png().map_err(|_| DrawError::Preview)
    }

    /// Half of a SHA-256 over what identifies the paper: never a clock, never a counter.
    fn identity(&self, paper: &Paper<'_>) -> String {
        let seed = format!("{} {} {} {}", self.edition.event, self.edition.number, paper.code, paper.version);
        Sha256::digest(seed.as_bytes()).iter().take(16).fold(String::with_capacity(32), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Fonts for the characters that the event's own were not cut for.
    fn extra(&self, texts: &[Text]) -> Result<(Vec<Cut>, TypeCase), DrawError> {
        let own = Cases { own: &self.case, extra: None };
        let mut missing = Needed::default();
        for line in texts.iter().map(|text| &text.line) {
            let foreign = own.foreign(line);
            for letter in line.letters.iter().filter(|letter| foreign[letter.style.number()]) {
                missing[letter.style.number()].insert(letter.drawn);
            }
        }
        font::cut(self.faces, &missing)
    }
}

/// What was drawn, then the texts.
fn shared_content(drawn: &[u8], marks: &[Mark], case: &TypeCase) -> Vec<u8> {
    let mut stream = Stream::default();
    let texts = marks.iter().filter_map(|mark| if let Mark::Text(text) = mark { Some(text) } else { None });
    texts.for_each(|text| stream.show(text, Cases { own: case, extra: None }));
    [b"q\n", drawn, b"\nQ\nq\n", stream.text.as_bytes(), b"Q\n"].concat()
}

/// The characters that the fonts of an event must have.
fn needed(faces: &Typefaces, sheet: &Sheet, pages: &[&[Mark]]) -> Needed {
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

#[cfg(test)]
mod tests;
