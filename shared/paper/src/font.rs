//! A font as the file embeds it: cut down to the characters needed, and described by the dictionaries that a PDF wants.

use super::DrawError;
use super::body::{Body, Effort};
use super::type_case::{Codes, TypeCase};
use super::typeface::{Style, Typeface, Typefaces};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use ttf_parser::name_id::POST_SCRIPT_NAME;

/// The characters that each font must have, in the order of [`Style::ALL`].
pub type Needed = [BTreeSet<char>; 3];

/// A composite font that shows glyphs by their numbers (ISO 32000-2, 9.7), ready to be written.
pub struct Cut {
    /// Which font it was cut from.
    pub style: Style,
    /// The font program: only the tables that draw glyphs.
    program: Vec<u8>,
    to_unicode: String,
    /// `/BaseFont` or `/FontName`: the tag of the subset, then the font's own name.
    name: String,
    /// What the font descriptor says besides its name and the program.
    descriptor: String,
    /// The widths of the codes, from 0 on.
    widths: String,
}

/// Cuts each font down to the characters needed of it; a font of which none is needed is left out.
///
/// # Errors
/// When a font of the program is broken.
pub fn cut(faces: &Typefaces, needed: &Needed) -> Result<(Vec<Cut>, TypeCase), DrawError> {
    let (mut cuts, mut case) = (Vec::new(), TypeCase::default());
    for style in Style::ALL.into_iter().filter(|style| !needed[style.number()].is_empty()) {
        let codes = Codes::new(faces.of(style), &needed[style.number()]);
        cuts.push(Cut::new(faces.of(style), style, &codes)?);
        case[style.number()] = codes;
    }
    Ok((cuts, case))
}

impl Cut {
    fn new(face: &Typeface, style: Style, codes: &Codes) -> Result<Self, DrawError> {
        let whole = nameless(style.bytes()).ok_or(DrawError::Font)?;
        let program = subsetter::subset(&whole, 0, codes.glyphs()).map_err(DrawError::Cut)?;
        let name = own_name(face).ok_or(DrawError::Font)?;
        let widths: Vec<String> =
            codes.glyphs().remapped_gids().map(|glyph| face.width(glyph).to_string()).collect();
        Ok(Self {
            style,
            program,
            to_unicode: codes.to_unicode(),
            name: format!("{}+{name}", tag(codes)),
            descriptor: descriptor(face, style),
            widths: widths.join(" "),
        })
    }

    /// Writes the font's four objects from `next` on, which then is the number after them; gives the font's own.
    pub fn write(&self, body: &mut Body, next: &mut u32) -> u32 {
        let Self { name, descriptor, widths, .. } = self;
        let font = *next;
        let (to_unicode, described, program) = (font + 1, font + 2, font + 3);
        *next += 4;
        // The glyphs lie in the order of their codes, which is what Identity says twice.
        let descendant = format!(
            "<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo\
             <</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity\
             /FontDescriptor {described} 0 R/W[0[{widths}]]>>"
        );
        let composite = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H/DescendantFonts[{descendant}]\
             /ToUnicode {to_unicode} 0 R>>"
        );
        body.packed(font, composite);
        let described_by =
            format!("<</Type/FontDescriptor/FontName/{name}{descriptor}/FontFile2 {program} 0 R>>");
        body.packed(described, described_by);
        body.stream(to_unicode, "", self.to_unicode.as_bytes(), Effort::Best);
        body.stream(program, &format!("/Length1 {}", self.program.len()), &self.program, Effort::Best);
        font
    }
}

/// Six capitals that follow from which glyphs there are: different subsets of one font must have different ones
/// (ISO 32000-2, 9.9.2), even when a printer gets the files of several events as one job.
fn tag(codes: &Codes) -> String {
    let glyphs: Vec<u8> = codes.glyphs().remapped_gids().flat_map(u16::to_be_bytes).collect();
    Sha256::digest(&glyphs).iter().take(6).map(|byte| char::from(b'A' + byte % 26)).collect()
}

fn own_name(face: &Typeface) -> Option<String> {
    let names = face.face.names().into_iter();
    names.filter(|name| name.name_id == POST_SCRIPT_NAME).find_map(|name| name.to_string())
}

/// The metrics of a font descriptor (ISO 32000-2, 9.8.1) in thousandths of the type size, in which the fonts are drawn.
fn descriptor(face: &Typeface, style: Style) -> String {
    let face = &face.face;
    let bounds = face.global_bounding_box();
    // Table 121: serif is the second bit; the third says that there may be other characters than Latin ones.
    let flags = if style == Style::Serif { 6 } else { 4 };
    // No table has the thickness of stems: it is estimated from the weight, as producers of PDF usually do.
    let stem = 50.0 + (f32::from(face.weight().to_number()) / 65.0).powi(2).round();
    format!(
        "/Flags {flags}/FontBBox[{} {} {} {}]/ItalicAngle 0/Ascent {}/Descent {}/CapHeight {}/StemV {stem}",
        bounds.x_min,
        bounds.y_min,
        bounds.x_max,
        bounds.y_max,
        face.ascender(),
        face.descender(),
        face.capital_height().unwrap_or(face.ascender()),
    )
}

/// The font without its names and those of its glyphs, which ISO 32000-2, 9.9.1 does not ask of a TrueType font that is
/// reached by glyph numbers, and which `subsetter` would keep: 2 kB of each certificate. Tables stay where they are; only
/// the table of tables gets shorter.
fn nameless(font: &[u8]) -> Option<Vec<u8>> {
    let count = usize::from(u16::from_be_bytes(font.get(4..6)?.try_into().ok()?));
    let records = font.get(12..12 + 16 * count)?.chunks_exact(16);
    let kept: Vec<&[u8]> =
        records.filter(|record| !record.starts_with(b"name") && !record.starts_with(b"post")).collect();
    let (number, records) = (u16::try_from(kept.len()).ok()?, kept.concat());
    let mut out = font.to_vec();
    out.get_mut(4..6)?.copy_from_slice(&number.to_be_bytes());
    out.get_mut(12..12 + records.len())?.copy_from_slice(&records);
    Some(out)
}
