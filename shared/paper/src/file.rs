//! The file: what an event's certificates share is written once; a certificate adds a handful of objects and a table.
//!
//! Objects 1 and 2 (catalog, page tree) and 9 and up (fonts, pictures, tiles, shared content, backs, structure) are the
//! event's; 3 to 8 are the certificate's; what only one certificate needs besides comes last.
//!
//! Every file is PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): decision 23.

use super::DrawError;
use super::body::{Body, Effort};
use super::copier::Copier;
use super::font::Cut;
use super::metadata::{Leaf, escaped, info, string, xmp};
use super::press::{Printed, picture_name, tile_name};
use super::profile;
use super::stream::{EXTRA, OWN};
use super::structure::{self, Block, Page};

/// A4 on its long side.
const MEDIA_BOX: &str = "/MediaBox[0 0 841.89 595.28]";
/// The number of the person's content stream that is read before the signatures.
const BODY: u32 = 3;
/// The number of the one after them.
const FOOTER: u32 = 4;
/// The number of the front page.
const PAGE: u32 = 5;
/// The number of the link over the QR code.
const LINK: u32 = 6;
/// The number of the information dictionary.
const INFO: u32 = 7;
/// The number of the XMP metadata.
const METADATA: u32 = 8;
/// The number of the dictionary of pictures and tiles.
const CALLED: u32 = 9;
/// The first number after those.
const SHARED: u32 = 10;

/// What every file of an event has in common.
#[derive(Debug, Clone)]
pub struct Shell {
    /// The file up to the last shared object.
    body: Body,
    /// The number after it.
    next: u32,
    /// Numbers of the front's shared content: before the person's part, and the signatures.
    contents: [u32; 2],
    fonts: String,
}

/// What the pages of an event have in common, as content and as structure.
pub struct Pages {
    /// The front's content before the person's part, and after it.
    pub front: [Vec<u8>; 2],
    /// The front's blocks, the person's among them.
    pub blocks: Vec<Block>,
    /// Content and blocks of each back.
    pub backs: Vec<(Vec<u8>, Vec<Block>)>,
}

impl Shell {
    /// Writes what the event's files share.
    ///
    /// # Errors
    /// When what was printed lacks a picture.
    pub fn new(printed: &Printed, fonts: &[Cut], pictures: usize, pages: Pages) -> Result<Self, DrawError> {
        let mut body = Body::new();
        let mut next = SHARED;
        let fonts = written(fonts, OWN, &mut body, &mut next);
        called(printed, pictures, &mut body, &mut next)?;
        let mut streams = [0; 2];
        for (content, number) in pages.front.iter().zip(&mut streams) {
            *number = next;
            body.stream(next, "", content, Effort::Best);
            next += 1;
        }
        let mut shell = Self { body, next, contents: streams, fonts };
        shell.tree(pages.blocks, pages.backs);
        shell.body.pack(shell.next);
        shell.next += 1;
        Ok(shell)
    }

    /// Backs, page tree, structure and catalog.
    fn tree(&mut self, front: Vec<Block>, backs: Vec<(Vec<u8>, Vec<Block>)>) {
        let mut pages = vec![Page { number: PAGE, blocks: front }];
        for (content, blocks) in backs {
            let number = self.next;
            let more = format!("/StructParents {}", structure::key(pages.len()));
            let page = self.page(&self.fonts, &format!("{} 0 R", number + 1), &more);
            self.body.packed(number, page);
            self.body.stream(number + 1, "", &content, Effort::Best);
            pages.push(Page { number, blocks });
            self.next += 2;
        }
        let kids: Vec<String> = pages.iter().map(|page| format!("{} 0 R", page.number)).collect();
        self.body.packed(2, format!("<</Type/Pages/Count {}/Kids[{}]>>", kids.len(), kids.join(" ")));
        let (colours, root) = (self.next, self.next + 1);
        self.body.stream(colours, "/N 3", &profile::srgb(), Effort::Best);
        self.next = structure::write(&mut self.body, root, LINK, &pages);
        let catalog = format!(
            "<</Type/Catalog/Pages 2 0 R/Lang(pt-BR)/Metadata {METADATA} 0 R/ViewerPreferences<</DisplayDocTitle true>>\
             /MarkInfo<</Marked true>>/StructTreeRoot {root} 0 R/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1\
             /OutputConditionIdentifier(sRGB)/Info(sRGB)/DestOutputProfile {colours} 0 R>>]>>"
        );
        self.body.packed(1, catalog);
    }

    fn page(&self, fonts: &str, contents: &str, more: &str) -> String {
        format!(
            "<</Type/Page/Parent 2 0 R{MEDIA_BOX}/Resources<</Font<<{fonts}>>/XObject {CALLED} 0 R>>\
             /Contents[{contents}]/Tabs/S{more}>>"
        )
    }

    /// The file of one certificate.
    pub fn file(&self, leaf: &Leaf<'_>) -> Vec<u8> {
        let mut body = self.body.continued(8 * 1024);
        let mut next = self.next;
        let extra = written(leaf.extra, EXTRA, &mut body, &mut next);
        for (number, content) in [BODY, FOOTER].into_iter().zip(leaf.contents) {
            body.stream(number, "", content.as_bytes(), Effort::Usual);
        }
        let fonts = format!("{}{extra}", self.fonts);
        let [above, below] = self.contents;
        let contents = format!("{above} 0 R {BODY} 0 R {below} 0 R {FOOTER} 0 R");
        let more = format!("/Annots[{LINK} 0 R]/StructParents {}", structure::FIRST_PAGE);
        body.packed(PAGE, self.page(&fonts, &contents, &more));
        body.packed(LINK, link(leaf));
        body.packed(INFO, info(&leaf.about));
        body.pack(next);
        body.stream(METADATA, "/Type/Metadata/Subtype/XML", xmp(&leaf.about).as_bytes(), Effort::Usual);
        let trailer = format!("/Root 1 0 R/Info {INFO} 0 R/ID[<{0}><{0}>]", leaf.about.id);
        body.end(next + 1, &trailer)
    }
}

/// The link over the QR code.
fn link(leaf: &Leaf<'_>) -> String {
    let (address, [left, low, right, high]) = leaf.link;
    format!(
        "<</Type/Annot/Subtype/Link/Rect[{left:.2} {low:.2} {right:.2} {high:.2}]/Border[0 0 0]/F 4/StructParent {}\
         /Contents{}/A<</S/URI/URI({})>>>>",
        structure::LINK,
        string("Verificar a autenticidade"),
        escaped(address)
    )
}

/// Writes pictures and tiles, and the dictionary by which pages call them.
fn called(printed: &Printed, pictures: usize, body: &mut Body, next: &mut u32) -> Result<(), DrawError> {
    let mut copier = Copier::new(&printed.document, *next);
    let mut called = String::new();
    for number in 0..pictures {
        let picture = copier.number(printed.picture(number)?);
        called.push_str(&format!("/{} {picture} 0 R", picture_name(number)));
    }
    copier.write_all(body)?;
    *next = copier.next;
    for (number, tile) in printed.tiles.iter().enumerate() {
        // Tiles are drawn about the origin; the largest, the frame, fills the sheet.
        let calls = tile.windows(3).any(|part| part == b" Do");
        let resources = if calls { &format!("/Resources<</XObject {CALLED} 0 R>>") } else { "" };
        let form = format!("/Subtype/Form/BBox[-842 -842 842 842]{resources}");
        body.stream(*next, &form, tile, Effort::Best);
        called.push_str(&format!("/{} {next} 0 R", tile_name(number)));
        *next += 1;
    }
    body.packed(CALLED, format!("<<{called}>>"));
    Ok(())
}

/// Writes fonts from `next` on; gives the entries by which a page names them.
pub fn written(fonts: &[Cut], letter: char, body: &mut Body, next: &mut u32) -> String {
    let entry = |font: &Cut| format!("/{letter}{} {} 0 R", font.style.number(), font.write(body, next));
    fonts.iter().map(entry).collect()
}
