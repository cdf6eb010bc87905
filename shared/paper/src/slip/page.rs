//! A page of A4 in Helvetica: text, rules and bars where they are put, in millimetres from the lower left.

use super::SlipError;
use lopdf::{Document, Object, Stream, StringFormat, dictionary};
use std::fmt::Write as _;

/// Points of a millimetre.
pub(super) fn mm(length: f32) -> f32 {
    length * 72.0 / 25.4
}

/// Widths of Helvetica's characters from the blank to `~`, in thousandths of the size (Adobe's metrics), and of its bold ones.
const WIDTHS: [[u16; 95]; 2] = [
    [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
        556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778,
        722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278,
        278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
    ],
    [
        278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556,
        556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778,
        722, 278, 556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333,
        278, 333, 584, 556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
        611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
    ],
];

/// A page that is being drawn.
pub(super) struct Page {
    title: String,
    content: String,
}

impl Page {
    pub(super) fn new(title: &str) -> Self {
        Self { title: title.to_owned(), content: String::new() }
    }

    /// A line of text that begins at a point of its baseline.
    pub(super) fn text(&mut self, x: f32, y: f32, size: f32, bold: bool, text: &str) {
        let font = if bold { "B" } else { "R" };
        let _ = write!(self.content, "BT /{font} {size} Tf {:.2} {:.2} Td <", mm(x), mm(y));
        for byte in latin(text) {
            let _ = write!(self.content, "{byte:02X}");
        }
        self.content.push_str("> Tj ET\n");
    }

    /// A line of text that ends at a point of its baseline.
    pub(super) fn right(&mut self, x: f32, y: f32, size: f32, bold: bool, text: &str) {
        let width = latin(text).iter().map(|byte| f32::from(width(*byte, bold))).sum::<f32>() * size / 1000.0;
        self.text(x - width / mm(1.0), y, size, bold, text);
    }

    /// A rule from the left to the right.
    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32, points: f32) {
        let _ = writeln!(
            self.content,
            "{points} w [] 0 d {:.2} {:.2} m {:.2} {:.2} l S",
            mm(from),
            mm(y),
            mm(to),
            mm(y)
        );
    }

    /// Where the paper is cut.
    pub(super) fn dashes(&mut self, from: f32, to: f32, y: f32) {
        let _ = writeln!(
            self.content,
            "0.5 w [3 3] 0 d {:.2} {:.2} m {:.2} {:.2} l S [] 0 d",
            mm(from),
            mm(y),
            mm(to),
            mm(y)
        );
    }

    /// Bars and spaces of these widths in modules, over a length and a height.
    pub(super) fn bars(&mut self, x: f32, y: f32, (length, height): (f32, f32), elements: &[u8]) {
        let modules: f32 = elements.iter().map(|width| f32::from(*width)).sum();
        let module = mm(length) / modules;
        let mut at = mm(x);
        for (place, width) in elements.iter().enumerate() {
            let wide = f32::from(*width) * module;
            if place % 2 == 0 {
                let _ = writeln!(self.content, "{at:.3} {:.2} {wide:.3} {:.2} re f", mm(y), mm(height));
            }
            at += wide;
        }
    }

    /// The file.
    pub(super) fn file(self) -> Result<Vec<u8>, SlipError> {
        let mut document = Document::with_version("1.7");
        let font = |name: &str| {
            dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => name, "Encoding" => "WinAnsiEncoding" }
        };
        let (regular, bold) =
            (document.add_object(font("Helvetica")), document.add_object(font("Helvetica-Bold")));
        let content = document.add_object(Stream::new(dictionary! {}, self.content.into_bytes()));
        let pages = document.new_object_id();
        let page = document.add_object(dictionary! {
            "Type" => "Page",
            "Parent" => pages,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
            "Contents" => content,
            "Resources" => dictionary! { "Font" => dictionary! { "R" => regular, "B" => bold } },
        });
        document.objects.insert(
            pages,
            Object::Dictionary(dictionary! { "Type" => "Pages", "Kids" => vec![page.into()], "Count" => 1 }),
        );
        let catalog = document.add_object(dictionary! {
            "Type" => "Catalog",
            "Pages" => pages,
            "Lang" => Object::string_literal("pt-BR"),
            "ViewerPreferences" => dictionary! { "DisplayDocTitle" => true },
        });
        let utf16: Vec<u8> =
            [0xFE, 0xFF].into_iter().chain(self.title.encode_utf16().flat_map(u16::to_be_bytes)).collect();
        let info =
            document.add_object(dictionary! { "Title" => Object::String(utf16, StringFormat::Hexadecimal) });
        document.trailer.set("Root", catalog);
        document.trailer.set("Info", info);
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).map_err(SlipError::File)?;
        Ok(bytes)
    }
}

fn width(byte: u8, bold: bool) -> u16 {
    let place = usize::from(byte).checked_sub(32);
    place.and_then(|place| WIDTHS[usize::from(bold)].get(place)).copied().unwrap_or(if byte == 0xA0 {
        278
    } else {
        556
    })
}

/// The text in WinAnsi. What that does not have is drawn without its marks, or as a question mark.
fn latin(text: &str) -> Vec<u8> {
    use unicode_normalization::UnicodeNormalization as _;
    let code = |c: char| match c {
        ' '..='~' | '\u{a0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        '–' => Some(0x96),
        '—' => Some(0x97),
        '‘' => Some(0x91),
        '’' => Some(0x92),
        '“' => Some(0x93),
        '”' => Some(0x94),
        '•' => Some(0x95),
        '…' => Some(0x85),
        '€' => Some(0x80),
        _ => None,
    };
    text.nfc()
        .map(|c| code(c).or_else(|| std::iter::once(c).nfd().next().and_then(code)).unwrap_or(b'?'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_helvetica_lacks_are_drawn_without_their_marks() {
        assert_eq!(latin("Não “é” ł ễ"), [b'N', 0xE3, b'o', b' ', 0x93, 0xE9, 0x94, b' ', b'?', b' ', b'e']);
    }

    #[test]
    fn a_page_is_the_same_every_time() {
        let drawn = || {
            let mut page = Page::new("Boleto");
            page.text(20.0, 20.0, 10.0, false, "R$ 1,00");
            page.file().expect("a file")
        };
        assert_eq!(drawn(), drawn());
        assert!(drawn().starts_with(b"%PDF-1.7"));
    }
}
