//! The file: what an event's certificates share is written once; a certificate adds five objects and a table.
//!
//! Objects 1 and 2 (catalog, page tree) and 8 and up (fonts, pictures, tiles, shared content, back) are the event's; 3 to
//! 7 are the certificate's; what only one certificate needs besides comes last.

use super::DrawError;
use super::body::{Body, Effort};
use super::copier::Copier;
use super::font::Cut;
use super::metadata::{Leaf, escaped, info, string, xmp};
use super::press::{Printed, picture_name, tile_name};
use super::stream::{EXTRA, OWN};

/// A4 on its long side.
const MEDIA_BOX: &str = "/MediaBox[0 0 841.89 595.28]";
/// The number of the person's content stream.
const CONTENT: u32 = 3;
/// The number of the front page.
const PAGE: u32 = 4;
/// The number of the link over the QR code.
const LINK: u32 = 5;
/// The number of the information dictionary.
const INFO: u32 = 6;
/// The number of the XMP metadata.
const METADATA: u32 = 7;
/// The number of the dictionary of pictures and tiles.
const CALLED: u32 = 8;
/// The first number after those.
const SHARED: u32 = 9;

/// What every file of an event has in common.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The file up to the last shared object.
    body: Body,
    /// The number after it.
    next: u32,
    /// Number of the shared content stream.
    content: u32,
    fonts: String,
}

impl Shell {
    /// Writes what the event's files share. `contents` are the pages' shared content streams, front and perhaps back.
    ///
    /// # Errors
    /// When what was printed lacks a picture.
    pub fn new(
        printed: &Printed,
        fonts: &[Cut],
        pictures: usize,
        contents: &[Vec<u8>],
    ) -> Result<Self, DrawError> {
        let mut body = Body::new();
        let mut next = SHARED;
        let fonts = written(fonts, OWN, &mut body, &mut next);
        let mut copier = Copier::new(&printed.document, next);
        let mut called = String::new();
        for number in 0..pictures {
            let picture = copier.number(printed.picture(number)?);
            called.push_str(&format!("/{} {picture} 0 R", picture_name(number)));
        }
        copier.write_all(&mut body)?;
        next = copier.next;
        for (number, tile) in printed.tiles.iter().enumerate() {
            // Tiles are drawn about the origin; the largest, the frame, fills the sheet.
            let calls = tile.windows(3).any(|part| part == b" Do");
            let resources = if calls { &format!("/Resources<</XObject {CALLED} 0 R>>") } else { "" };
            let form = format!("/Subtype/Form/BBox[-842 -842 842 842]{resources}");
            body.stream(next, &form, tile, Effort::Best);
            called.push_str(&format!("/{} {next} 0 R", tile_name(number)));
            next += 1;
        }
        body.packed(CALLED, format!("<<{called}>>"));
        let content = next;
        for content in contents {
            body.stream(next, "", content, Effort::Best);
            next += 1;
        }
        let mut shell = Self { body, next, content, fonts };
        shell.tree(contents.len());
        shell.body.pack(shell.next);
        shell.next += 1;
        Ok(shell)
    }

    /// Catalog, page tree and back.
    fn tree(&mut self, pages: usize) {
        let mut kids = format!("{PAGE} 0 R");
        if pages > 1 {
            let page = self.page(&self.fonts, &format!("{} 0 R", self.content + 1), "");
            self.body.packed(self.next, page);
            kids.push_str(&format!(" {} 0 R", self.next));
            self.next += 1;
        }
        let catalog = format!(
            "<</Type/Catalog/Pages 2 0 R/Lang(pt-BR)/Metadata {METADATA} 0 R/ViewerPreferences<</DisplayDocTitle true>>>>"
        );
        self.body.packed(1, catalog);
        self.body.packed(2, format!("<</Type/Pages/Count {pages}/Kids[{kids}]>>"));
    }

    fn page(&self, fonts: &str, contents: &str, more: &str) -> String {
        format!(
            "<</Type/Page/Parent 2 0 R{MEDIA_BOX}/Resources<</Font<<{fonts}>>/XObject {CALLED} 0 R>>\
             /Contents[{contents}]{more}>>"
        )
    }

    /// The file of one certificate.
    pub fn file(&self, leaf: &Leaf<'_>) -> Vec<u8> {
        let mut body = self.body.continued(6 * 1024);
        let mut next = self.next;
        let extra = written(leaf.extra, EXTRA, &mut body, &mut next);
        if !leaf.extra.is_empty() {
            body.pack(next);
            next += 1;
        }
        body.stream(CONTENT, "", leaf.content.as_bytes(), Effort::Usual);
        let fonts = format!("{}{extra}", self.fonts);
        let contents = format!("{} 0 R {CONTENT} 0 R", self.content);
        body.object(PAGE, &self.page(&fonts, &contents, &format!("/Annots[{LINK} 0 R]")));
        let [left, low, right, high] = leaf.link.1;
        let link = format!(
            "<</Type/Annot/Subtype/Link/Rect[{left:.2} {low:.2} {right:.2} {high:.2}]/Border[0 0 0]/F 4\
             /Contents{}/A<</S/URI/URI({})>>>>",
            string("Verificar a autenticidade"),
            escaped(leaf.link.0)
        );
        body.object(LINK, &link);
        body.object(INFO, &info(leaf));
        body.stream(METADATA, "/Type/Metadata/Subtype/XML", xmp(leaf).as_bytes(), Effort::Usual);
        let trailer = format!("/Root 1 0 R/Info {INFO} 0 R/ID[<{0}><{0}>]", leaf.id);
        body.end(next, &trailer)
    }
}

/// Writes fonts from `next` on; gives the entries by which a page names them.
fn written(fonts: &[Cut], letter: char, body: &mut Body, next: &mut u32) -> String {
    let entry = |font: &Cut| format!("/{letter}{} {} 0 R", font.style.number(), font.write(body, next));
    fonts.iter().map(entry).collect()
}
