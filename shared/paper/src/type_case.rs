//! The type case: under which code each letter lies in a font that was cut down, and as what it is read.

use super::typeface::{Letter, Typeface};
use std::collections::{BTreeMap, BTreeSet};
use subsetter::GlyphRemapper;

/// The codes of one font: the numbers that its glyphs have once it is cut down (Identity-H, ISO 32000-2, 9.7.5.2).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Codes {
    /// From the numbers of glyphs in the whole font.
    glyphs: GlyphRemapper,
    /// The character that each code is read as, in the order of the codes: 0 is the glyph for what a font lacks.
    meanings: Vec<char>,
}

/// How a letter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// This code means what is meant.
    Exact(u16),
    /// This code draws the right glyph but is read as another character.
    Shape(u16),
}

/// The codes of all three fonts.
pub type TypeCase = [Codes; 3];

impl Codes {
    /// Codes for characters. Of two that share a glyph the first can be read from its code; the other is a
    /// [`Spelling::Shape`].
    pub fn new(face: &Typeface, characters: &BTreeSet<char>) -> Self {
        let mut meanings = BTreeMap::from([(0, char::REPLACEMENT_CHARACTER)]);
        for &c in characters {
            if let Some((glyph, _)) = face.glyph(c) {
                meanings.entry(glyph).or_insert(c);
            }
        }
        let (glyphs, meanings): (Vec<u16>, Vec<char>) = meanings.into_iter().unzip();
        Self { glyphs: GlyphRemapper::new_from_glyphs(&glyphs), meanings }
    }

    /// How a letter is written with this font, if it can be.
    pub fn spelling(&self, letter: &Letter) -> Option<Spelling> {
        let code = self.glyphs.get(letter.glyph)?;
        let meaning = self.meanings.get(usize::from(code));
        Some(if meaning == Some(&letter.meant) { Spelling::Exact(code) } else { Spelling::Shape(code) })
    }

    /// The glyphs of the whole font in the order of their codes.
    pub fn glyphs(&self) -> &GlyphRemapper {
        &self.glyphs
    }

    /// What the codes are read as: a ToUnicode CMap (ISO 32000-2, 9.10.3) with a line for each code. Ranges take a third
    /// of the bytes, but Ghostscript 10 reads a range with a list of characters wrongly.
    pub fn to_unicode(&self) -> String {
        let codes: Vec<(u16, char)> = (0..).zip(self.meanings.iter().copied()).skip(1).collect();
        let mut out = String::from(
            "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n/CMapName /Adobe-Identity-UCS def\n\
             /CMapType 2 def\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
        );
        // A hundred is the most that a block may hold.
        for block in codes.chunks(100) {
            out.push_str(&format!("{} beginbfchar\n", block.len()));
            for (code, c) in block {
                let units =
                    c.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect::<String>();
                out.push_str(&format!("<{code:04X}> <{units}>\n"));
            }
            out.push_str("endbfchar\n");
        }
        out.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
        out
    }
}
