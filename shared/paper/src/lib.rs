//! The certificate as a drawing: an event's template, drawn once, and each person's file.
//!
//! [`EventTemplate::new`] lays out what no person changes, lets printpdf draw it, reads the result back, and cuts the
//! fonts down. [`EventTemplate::certificate`] then writes two content streams with the person's lines and the QR code and
//! puts the file together around it: no font is parsed and nothing shared is deflated a second time.
//!
//! What is read stands in the file in the order in which it is read, and each block says what it is.
//! See decision 23.
//!
//! The same input gives the same bytes: the file's identity and dates come from the certificate, never from a clock or
//! a counter.
//!
//! [`document`] is for every other paper: a declaration to sign, a deed, a boleto, a receipt.
//!
//! A character that the event's fonts were not cut for (`ł`, `ễ`, Cyrillic, Greek) makes that one certificate carry
//! another small subset, which is slower. A character that no font has is drawn as its base letter or as an empty square,
//! with the right character in the text layer: nobody's certificate fails for their name.

mod accent;
mod alphabet;
mod back;
mod body;
mod copier;
pub mod document;
mod file;
mod font;
mod front;
mod look;
mod metadata;
mod ornament;
mod page;
mod person;
mod picture;
mod press;
mod preview;
mod profile;
mod qr;
mod setting;
mod shape;
pub mod slip;
mod stream;
mod structure;
mod type_case;
mod typeface;

use alphabet::needed;
use domain::participation::edition::{Edition, PersonLines, Sheet};
use domain::value::code::VerifyCode;
use file::{Pages, Shell};
use font::{Cut, Needed};
use front::{Front, qr_frame};
use jiff::civil::Date;
pub use look::{Flaw, Place, flaws};
use metadata::{About, Leaf};
use page::Mark;
use person::Part;
pub use picture::shrunk;
use qr::Symbol;
use setting::Text;
use stream::{Cases, Stream};
use structure::{Block, Role};
use type_case::TypeCase;
use typeface::Typefaces;

/// Width of the card's image in pixels.
const PREVIEW_WIDTH: u16 = 720;

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

/// How many backs the programme of a sheet takes; none without one.
///
/// # Errors
/// When a font of the program is broken.
pub fn backs(sheet: &Sheet) -> Result<usize, DrawError> {
    Ok(back::pages(Typefaces::get()?, sheet).len())
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
    /// The numbers of the first block of the person's part, and of its footer, in the structure of the front.
    first_blocks: [u16; 2],
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
        let (above, below) = front.marks.split_at(front.above);
        let backs = back::pages(faces, sheet);
        let pages: Vec<&[Mark]> = [above, below].into_iter().chain(backs.iter().map(Vec::as_slice)).collect();
        let printed = press::print(&pages, &pictures)?;
        let (fonts, case) = font::cut(faces, &needed(faces, sheet, &pages))?;
        let (blocks, [body, signatures, footer]) = front_blocks(above, below);
        let contents: Vec<Vec<u8>> = pages
            .iter()
            .zip(&printed.contents)
            .zip([0, signatures].into_iter().chain(std::iter::repeat(0)))
            .map(|((marks, drawn), first)| shared_content(faces, drawn, marks, &case, first))
            .collect();
        let mut contents = contents.into_iter();
        let shared = Pages {
            front: [contents.next().unwrap_or_default(), contents.next().unwrap_or_default()],
            blocks,
            backs: contents.zip(&backs).map(|(content, marks)| (content, Block::of(marks))).collect(),
        };
        let shell = Shell::new(&printed, &fonts, pictures.len(), shared)?;
        let first_blocks = [body, footer];
        Ok(Self { faces, edition: edition.clone(), front, first_blocks, assets: assets.clone(), case, shell })
    }

    /// The PDF of one person. The same paper gives the same bytes.
    ///
    /// # Errors
    /// When the link is too long for a QR code (over two thousand characters), or an extra font cannot be cut.
    pub fn certificate(&self, paper: &Paper<'_>) -> Result<Vec<u8>, DrawError> {
        let sheet = &self.edition.sheet;
        let part = Part::new(self.faces, sheet, self.front.room, paper);
        let (extra, foreign) = self.extra(&part.texts)?;
        let cases = Cases { faces: self.faces, own: &self.case, extra: Some(&foreign) };
        let [mut body, mut footer] = self.first_blocks.map(Stream::from_block);
        footer.text.reserve(8_000);
        let (above, below) = part.texts.split_at(part.footer);
        above.iter().for_each(|text| body.show(text, cases));
        body.end_block();
        below.iter().for_each(|text| footer.show(text, cases));
        footer.modules(qr_frame(), &Symbol::of(paper.url)?);
        let frame = qr_frame();
        let name = paper.person.name.as_str();
        let what = if paper.code.is_of_sample() { "Amostra do certificado" } else { "Certificado" };
        let title = format!("{what} de {name} · {}", sheet.title);
        Ok(self.shell.file(&Leaf {
            contents: [&body.text, &footer.text],
            link: (paper.url, [frame.x, frame.y, frame.right(), frame.top()]),
            about: About {
                titles: [&title, sheet.issuer_name.as_str(), sheet.title.as_str(), &paper.code.grouped()],
                day: paper.issued_on.strftime("%Y%m%d").to_string(),
                id: self.identity(paper),
                language: "pt-BR",
            },
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
        let backs = back::pages(self.faces, &self.edition.sheet);
        backs.iter().map(|marks| self.painted(marks, across)).collect()
    }

    fn painted(&self, marks: &[Mark], across: u16) -> Result<Vec<u8>, DrawError> {
        let (pictures, _) = picture::decode(&self.assets)?;
        let pixmap = preview::paint(self.faces, marks, &pictures, across)?;
        pixmap.encode_png().map_err(|_| DrawError::Preview)
    }

    /// What identifies the paper: never a clock, never a counter.
    fn identity(&self, paper: &Paper<'_>) -> String {
        let seed = format!("{} {} {} {}", self.edition.event, self.edition.number, paper.code, paper.version);
        metadata::identity(&seed)
    }

    /// Fonts for the characters that the event's own were not cut for.
    fn extra(&self, texts: &[Text]) -> Result<(Vec<Cut>, TypeCase), DrawError> {
        let own = Cases { faces: self.faces, own: &self.case, extra: None };
        let mut missing = Needed::default();
        for line in texts.iter().map(|text| &text.line) {
            let foreign = own.foreign(line);
            for letter in
                line.letters.iter().chain(&line.blank).filter(|letter| foreign[letter.style.number()])
            {
                missing[letter.style.number()].insert(letter.drawn);
            }
        }
        font::cut(self.faces, &missing)
    }
}

/// The blocks of the front in reading order, and the numbers at which the person's part, the signatures and the footer
/// begin among them.
fn front_blocks(above: &[Mark], below: &[Mark]) -> (Vec<Block>, [u16; 3]) {
    let paragraphs = |count: u16| (0..count).map(|_| Block::Text(Role::Paragraph));
    let mut blocks = Block::of(above);
    let mut first = [0; 3];
    let count = |blocks: &[Block]| u16::try_from(blocks.len()).unwrap_or(u16::MAX);
    first[0] = count(&blocks);
    blocks.extend(paragraphs(Part::BODY));
    first[1] = count(&blocks);
    blocks.extend(Block::of(below));
    first[2] = count(&blocks);
    blocks.extend(paragraphs(Part::FOOTER));
    blocks.push(Block::Code);
    (blocks, first)
}

/// What was drawn, which is ornament to whoever has the page read aloud, then what is read, its first block numbered
/// `first`.
fn shared_content(faces: &Typefaces, drawn: &[u8], marks: &[Mark], case: &TypeCase, first: u16) -> Vec<u8> {
    let mut stream = Stream::from_block(first);
    for mark in marks {
        match mark {
            Mark::Text(text) => stream.show(text, Cases { faces, own: case, extra: None }),
            Mark::Picture { number, frame, .. } => stream.picture(*number, *frame),
            Mark::Stroke { .. } | Mark::Fill { .. } | Mark::Placed { .. } => {}
        }
    }
    stream.end_block();
    [b"/Artifact BMC\nq\n", drawn, b"\nQ\nEMC\nq\n", stream.text.as_bytes(), b"Q\n"].concat()
}

#[cfg(test)]
mod tests;
