//! The structure of a file: which block of a page is what, in reading order (ISO 32000-1, 14.7 and 14.8).
//!
//! Whoever has a certificate read aloud hears what it says in the order in which it says it, and no ornament. A page's
//! blocks are numbered in the order of its content, so that a program that knows nothing of structure reads the same.
//! All of it is the event's: every certificate has the same blocks, and the person adds only where they begin and end.

use super::body::Body;
use super::front::qr_frame;
use super::metadata::string;
use super::page::Mark;
use super::shape::Frame;
use std::fmt::Write;

/// What a text is to whoever has it read aloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The title of the certificate.
    Title,
    /// The title of the back.
    Heading,
    /// A heading in the programme.
    Subheading,
    /// Everything else.
    Paragraph,
}

impl Role {
    /// The standard structure type (ISO 32000-1, 14.8.4).
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "H1",
            Self::Heading => "H2",
            Self::Subheading => "H3",
            Self::Paragraph => "P",
        }
    }
}

/// A block of a page.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// Lines of text.
    Text(Role),
    /// A picture: what it shows, and where it is.
    Figure(String, Frame),
    /// The QR code, which is a link too.
    Code,
}

impl Block {
    /// The blocks of a page's marks.
    pub fn of(marks: &[Mark]) -> Vec<Self> {
        let block = |mark: &Mark| match mark {
            Mark::Text(text) => text.begins.map(Self::Text),
            Mark::Picture { frame, says, .. } => Some(Self::Figure(says.clone(), *frame)),
            _ => None,
        };
        marks.iter().filter_map(block).collect()
    }
}

/// A page as the structure sees it.
pub struct Page {
    /// The number of its object.
    pub number: u32,
    /// Its blocks in the order of their numbers, from 0.
    pub blocks: Vec<Block>,
}

/// The key of the first page in the tree that leads from content to structure; the link over the QR code has the next
/// one, further pages those after it.
pub const FIRST_PAGE: u32 = 0;
/// The key of the link.
pub const LINK: u32 = 1;

/// The key of a page by its place in the file.
pub fn key(page: usize) -> u32 {
    u32::try_from(page).map_or(u32::MAX, |page| if page == 0 { FIRST_PAGE } else { page + LINK })
}

/// Writes the structure of some pages: its root is the object `root`, others follow it. `link` is the annotation over the
/// QR code, where there is a [`Block::Code`]. Gives the number after the last object.
pub fn write(body: &mut Body, root: u32, link: u32, pages: &[Page]) -> u32 {
    let mut tree =
        Tree { body, document: root + 1, next: root + 3, kids: String::new(), link: String::new() };
    let mut keys = Vec::new();
    for (place, page) in pages.iter().enumerate() {
        let blocks = (0..).zip(&page.blocks);
        let elements: Vec<String> =
            blocks.map(|(number, block)| tree.element(page.number, number, block, link)).collect();
        keys.push((key(place), format!("[{}]", elements.join(" "))));
    }
    if !tree.link.is_empty() {
        keys.push((LINK, tree.link));
    }
    keys.sort_unstable();
    let next_key = keys.last().map_or(0, |(key, _)| key + 1);
    let numbers: String = keys.iter().map(|(key, elements)| format!("{key} {elements} ")).collect();
    let (document, parents, next, kids) = (tree.document, root + 2, tree.next, tree.kids);
    body.packed(
        root,
        format!(
            "<</Type/StructTreeRoot/K {document} 0 R/ParentTree {parents} 0 R/ParentTreeNextKey {next_key}>>"
        ),
    );
    body.packed(document, format!("<</Type/StructElem/S/Document/P {root} 0 R/K[{}]>>", kids.trim_end()));
    body.packed(parents, format!("<</Nums[{}]>>", numbers.trim_end()));
    next
}

/// The elements written so far.
struct Tree<'a> {
    body: &'a mut Body,
    document: u32,
    next: u32,
    /// The document's children.
    kids: String,
    /// The element that the link's annotation belongs to.
    link: String,
}

impl Tree<'_> {
    /// Writes one block; gives the reference to the element that its content belongs to.
    fn element(&mut self, page: u32, number: u32, block: &Block, link: u32) -> String {
        let element = self.next;
        self.next += 1;
        let _ = write!(self.kids, "{element} 0 R ");
        match block {
            Block::Text(role) => self.leaf(element, self.document, role.name(), page, number, ""),
            Block::Figure(says, frame) => {
                self.leaf(element, self.document, "Figure", page, number, &alternative(says, *frame));
            }
            Block::Code => {
                let figure = self.next;
                self.next += 1;
                self.link = format!("{element} 0 R");
                let kids = format!("{figure} 0 R<</Type/OBJR/Obj {link} 0 R/Pg {page} 0 R>>");
                let text = format!("<</Type/StructElem/S/Link/P {} 0 R/K[{kids}]>>", self.document);
                self.body.packed(element, text);
                let says = alternative("Código QR que leva à página de verificação", qr_frame());
                self.leaf(figure, element, "Figure", page, number, &says);
                return format!("{figure} 0 R");
            }
        }
        format!("{element} 0 R")
    }

    fn leaf(&mut self, element: u32, parent: u32, role: &str, page: u32, number: u32, more: &str) {
        self.body.packed(
            element,
            format!("<</Type/StructElem/S/{role}/P {parent} 0 R/Pg {page} 0 R/K {number}{more}>>"),
        );
    }
}

/// What stands for a picture where it cannot be seen.
fn alternative(says: &str, frame: Frame) -> String {
    let [left, low, right, high] = [frame.x, frame.y, frame.right(), frame.top()].map(f32::round);
    format!("/Alt{}/A<</O/Layout/BBox[{left} {low} {right} {high}]>>", string(says))
}
