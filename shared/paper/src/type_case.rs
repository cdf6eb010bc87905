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

    /// What the codes are read as: a ToUnicode CMap (ISO 32000-2, 9.10.3) of a few ranges, a third of the bytes that a
    /// line for each code would take.
    pub fn to_unicode(&self) -> String {
        let codes: Vec<(u16, char)> = (0..).zip(self.meanings.iter().copied()).skip(1).collect();
        // A range may not leave its first byte, nor hold more than a hundred characters to be safe with every reader.
        let ranges: Vec<&[(u16, char)]> =
            codes.chunk_by(|(a, _), (b, _)| a >> 8 == b >> 8).flat_map(|run| run.chunks(100)).collect();
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
        out
    }
}
