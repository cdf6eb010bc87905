//! The type case: under which code each character lies in a font that was cut down.

use super::DrawError;
use super::press::Printed;
use super::typeface::{Letter, Style, Typefaces};
use lopdf::Object;
use std::collections::BTreeMap;

/// The codes of one font.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// Of the characters below U+0250; 0 where there is none.
    near: Vec<u16>,
    /// Of all others.
    far: BTreeMap<char, u16>,
    /// Of glyphs: two characters may share one, and ToUnicode can name only one of them.
    glyphs: BTreeMap<u16, u16>,
}

/// How a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// This code means what is meant.
    Exact(u16),
    /// This code draws the right glyph but is read as another character.
    Shape(u16),
}

impl Codes {
    /// How a letter is written with this font, if it can be.
    pub fn spelling(&self, letter: &Letter) -> Option<Spelling> {
        match self.of(letter.drawn) {
            Some(code) if letter.drawn == letter.meant => Some(Spelling::Exact(code)),
            Some(code) => Some(Spelling::Shape(code)),
            None => self.glyphs.get(&letter.glyph).copied().map(Spelling::Shape),
        }
    }

    /// The code of a character.
    pub fn of(&self, c: char) -> Option<u16> {
        let code = match self.near.get(c as usize) {
            Some(&code) => code,
            None => self.far.get(&c).copied().unwrap_or(0),
        };
        (code != 0).then_some(code)
    }

    /// Reads the map out of a font that was printed.
    ///
    /// # Errors
    /// When the font has no ToUnicode map.
    pub fn read(printed: &Printed, faces: &Typefaces, style: Style) -> Result<Self, DrawError> {
        let font = printed.document.get_dictionary(printed.font(style)?).map_err(DrawError::ReadBack)?;
        let map = font.get_deref(b"ToUnicode", &printed.document).and_then(Object::as_stream);
        let stream = map.map_err(DrawError::ReadBack)?;
        let text = stream.get_plain_content().map_err(DrawError::ReadBack)?;
        let mut codes = Self { near: vec![0; 0x250], far: BTreeMap::new(), glyphs: BTreeMap::new() };
        for (code, c) in pairs(&String::from_utf8_lossy(&text)) {
            codes.add(code, c);
            codes.glyphs.extend(faces.of(style).glyph(c).map(|(glyph, _)| (glyph, code)));
        }
        Ok(codes)
    }

    fn add(&mut self, code: u16, c: char) {
        match self.near.get_mut(c as usize) {
            Some(place) => *place = code,
            None => {
                self.far.insert(c, code);
            }
        }
    }
}

/// The pairs of a CMap as printpdf writes it: one line `<code> <character>` for each glyph.
fn pairs(map: &str) -> Vec<(u16, char)> {
    let inside = |line: &&str| !line.contains("bfchar");
    let sections =
        map.split("beginbfchar").skip(1).map(|rest| rest.split("endbfchar").next().unwrap_or_default());
    let pair = |line: &str| {
        let mut hex = line.split(['<', '>', ' ']).filter(|part| !part.is_empty());
        let code = u16::from_str_radix(hex.next()?, 16).ok()?;
        let c = char::from_u32(u32::from_str_radix(hex.next()?, 16).ok()?)?;
        Some((code, c))
    };
    sections.flat_map(str::lines).filter(inside).filter_map(pair).collect()
}

/// The same map as a few ranges instead of a line for each glyph: a third of the bytes.
pub fn compact(map: &[u8]) -> Vec<u8> {
    let mut pairs = pairs(&String::from_utf8_lossy(map));
    pairs.sort_unstable();
    // A range may not leave its first byte, nor hold more than a hundred characters to be safe with every reader.
    let ranges: Vec<&[(u16, char)]> = pairs
        .chunk_by(|(a, _), (b, _)| *b == a.wrapping_add(1) && a >> 8 == b >> 8)
        .flat_map(|run| run.chunks(100))
        .collect();
    let mut out = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n\
         /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    for block in ranges.chunks(100) {
        out.push_str(&format!("{} beginbfrange\n", block.len()));
        for run in block {
            let (Some((first, _)), Some((last, _))) = (run.first(), run.last()) else { continue };
            let hex = |c: &char| {
                c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect::<String>()
            };
            let targets: Vec<String> = run.iter().map(|(_, c)| format!("<{}>", hex(c))).collect();
            out.push_str(&format!("<{first:04X}> <{last:04X}> [{}]\n", targets.join(" ")));
        }
        out.push_str("endbfrange\n");
    }
    out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    out.into_bytes()
}

/// The codes of all three fonts.
pub type TypeCase = [Codes; 3];
