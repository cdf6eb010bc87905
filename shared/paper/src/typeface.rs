//! The three fonts: which glyph stands for a character, how wide it is, how close two of them stand.

use super::DrawError;
use super::accent::{Base, Heights};
use super::shape::{Path, Step, at};
use std::sync::OnceLock;
use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::{Face, GlyphId, OutlineBuilder, Tag};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Which font a letter is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Style {
    /// EB Garamond, medium: titles and names.
    Serif,
    /// Source Sans 3: everything else.
    Sans,
    /// Source Sans 3, semibold: what was filled in.
    Strong,
}

impl Style {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 3] = [Self::Serif, Self::Sans, Self::Strong];

    /// 0, 1 or 2.
    pub fn number(self) -> usize {
        match self {
            Self::Serif => 0,
            Self::Sans => 1,
            Self::Strong => 2,
        }
    }

    /// The font file.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            Self::Serif => include_bytes!("../fonts/EBGaramond-Medium.ttf"),
            Self::Sans => include_bytes!("../fonts/SourceSans3-Regular.ttf"),
            Self::Strong => include_bytes!("../fonts/SourceSans3-SemiBold.ttf"),
        }
    }
}

/// A letter ready to be placed. Lengths are thousandths of the type size, which is what both families are drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Letter {
    /// The font.
    pub style: Style,
    /// The character whose glyph is drawn.
    pub drawn: char,
    /// The character that was meant: another one when no font has a glyph for it.
    pub meant: char,
    /// The glyph's number in the whole font.
    pub glyph: u16,
    /// How far the pen moves.
    pub advance: i32,
    /// How much closer (negative) or farther the next letter stands.
    pub kern: i32,
    /// How far to the right of the pen it is drawn: for a mark, the way back to the letter's middle.
    pub across: i32,
    /// How far above the line it is drawn.
    pub rise: i32,
}

impl Letter {
    /// Whether it is drawn elsewhere than where the pen is.
    pub fn moved(&self) -> bool {
        (self.across, self.rise) != (0, 0)
    }
}

/// One font, parsed once per process.
pub struct Typeface {
    /// The font's tables.
    pub face: Face<'static>,
    /// Where accents go.
    pub heights: Heights,
    kerning: Vec<Vec<PairAdjustment<'static>>>,
    /// Glyph and advance of the characters below U+0250, without a search.
    near: Vec<Option<(u16, i32)>>,
}

/// The three fonts.
pub struct Typefaces([Typeface; 3]);

impl Typefaces {
    /// The fonts of this process.
    ///
    /// # Errors
    /// When a font file is no font: a broken build.
    pub fn get() -> Result<&'static Self, DrawError> {
        static FACES: OnceLock<Option<Typefaces>> = OnceLock::new();
        FACES.get_or_init(Self::parse).as_ref().ok_or(DrawError::Font)
    }

    fn parse() -> Option<Self> {
        let [serif, sans, strong] = Style::ALL.map(|style| Typeface::parse(style.bytes()));
        Some(Self([serif?, sans?, strong?]))
    }

    /// One of them.
    pub fn of(&self, style: Style) -> &Typeface {
        &self.0[style.number()]
    }

    /// Sets a text in one style, kerned, at the end of `letters`.
    pub fn set(&self, style: Style, text: &str, letters: &mut Vec<Letter>) {
        let face = self.of(style);
        // The letter that marks belong to, and what it covers once it has one.
        let mut base = letters.len().checked_sub(1).filter(|&last| letters[last].style == style);
        let mut stack: Option<Base> = None;
        for meant in text.chars().flat_map(|c| face.composed(c)) {
            let (drawn, glyph, advance) = face.stand_in(meant);
            let mut letter = Letter { style, drawn, meant, glyph, advance, kern: 0, across: 0, rise: 0 };
            match base {
                Some(base) if advance == 0 && is_combining_mark(meant) => {
                    stack.get_or_insert_with(|| Base::new(face, &letters[base])).place(face, &mut letter);
                }
                _ => {
                    if let (Some(base), Some(last)) = (base, letters.len().checked_sub(1)) {
                        letters[last].kern = face.kern(letters[base].glyph, glyph);
                    }
                    (base, stack) = (Some(letters.len()), None);
                }
            }
            letters.push(letter);
        }
    }
}

impl Typeface {
    fn parse(bytes: &'static [u8]) -> Option<Self> {
        let face = Face::parse(bytes, 0).ok().filter(|face| face.units_per_em() == 1000)?;
        let kerning = kerning(&face);
        let glyph = |c: char| {
            let glyph = face.glyph_index(c)?;
            Some((glyph.0, i32::from(face.glyph_hor_advance(glyph)?)))
        };
        let near = (0..0x250).map(|c| char::from_u32(c).and_then(glyph)).collect();
        Some(Self { heights: Heights::new(&face), face, kerning, near })
    }

    /// The glyph of a character and its advance.
    pub fn glyph(&self, c: char) -> Option<(u16, i32)> {
        match self.near.get(c as usize) {
            Some(&known) => known,
            None => {
                let glyph = self.face.glyph_index(c)?;
                Some((glyph.0, i32::from(self.face.glyph_hor_advance(glyph)?)))
            }
        }
    }

    /// The advance of a glyph.
    pub fn width(&self, glyph: u16) -> u16 {
        self.face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0)
    }

    /// A character as this font has it: itself, or its letter and marks if the font has only those.
    fn composed(&self, c: char) -> impl Iterator<Item = char> {
        let parts = (self.glyph(c).is_none()
            && std::iter::once(c).nfd().all(|part| self.glyph(part).is_some()))
        .then(|| std::iter::once(c).nfd());
        let whole = parts.is_none().then_some(c);
        parts.into_iter().flatten().chain(whole)
    }

    /// What is drawn for a character: itself; else the letter without its marks; else an empty square,
    /// so that a name in a script that no font has still has its length and its place. The text layer of the PDF keeps
    /// what was meant either way.
    fn stand_in(&self, meant: char) -> (char, u16, i32) {
        let own = self.glyph(meant).map(|(glyph, advance)| (meant, glyph, advance));
        let bare = || {
            let base = std::iter::once(meant).nfd().next().filter(|&base| base != meant)?;
            self.glyph(base).map(|(glyph, advance)| (base, glyph, advance))
        };
        let square = || self.glyph('\u{25a1}').map(|(glyph, advance)| ('\u{25a1}', glyph, advance));
        own.or_else(bare).or_else(square).unwrap_or((' ', 0, 500))
    }

    /// The kerning of two glyphs, after the rules of OpenType's GPOS: in each lookup the first table that covers the
    /// pair decides; lookups add up.
    pub fn kern(&self, left: u16, right: u16) -> i32 {
        let (left, right) = (GlyphId(left), GlyphId(right));
        self.kerning.iter().map(|tables| tables.iter().find_map(|t| pair(t, left, right)).unwrap_or(0)).sum()
    }

    /// The outline of a glyph in thousandths of the type size.
    pub fn outline(&self, glyph: u16) -> Path {
        let mut pen = Pen::default();
        self.face.outline_glyph(GlyphId(glyph), &mut pen);
        pen.path
    }
}

/// The pair tables behind the feature `kern`, one list for each lookup.
fn kerning(face: &Face<'static>) -> Vec<Vec<PairAdjustment<'static>>> {
    let Some(gpos) = face.tables().gpos else { return Vec::new() };
    let kern = gpos.features.into_iter().filter(|feature| feature.tag == Tag::from_bytes(b"kern"));
    let mut numbers: Vec<u16> = kern.flat_map(|feature| feature.lookup_indices).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let tables = |number| {
        gpos.lookups.get(number).map(|lookup| lookup.subtables.into_iter::<PositioningSubtable<'_>>())
    };
    let pairs = |table| if let PositioningSubtable::Pair(pair) = table { Some(pair) } else { None };
    numbers.into_iter().filter_map(tables).map(|tables| tables.filter_map(pairs).collect()).collect()
}

fn pair(table: &PairAdjustment<'_>, left: GlyphId, right: GlyphId) -> Option<i32> {
    let row = table.coverage().get(left)?;
    let (first, _) = match table {
        PairAdjustment::Format1 { sets, .. } => sets.get(row)?.get(right)?,
        PairAdjustment::Format2 { classes, matrix, .. } => {
            matrix.get((classes.0.get(left), classes.1.get(right)))?
        }
    };
    Some(i32::from(first.x_advance))
}

/// Follows a glyph's outline; TrueType's quadratic curves become cubic ones.
#[derive(Default)]
struct Pen {
    path: Path,
    x: f32,
    y: f32,
}

impl Pen {
    fn to(&mut self, x: f32, y: f32) {
        (self.x, self.y) = (x, y);
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.0.push(Step::Move(at(x, y)));
        self.to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.0.push(Step::Line(at(x, y)));
        self.to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let near = |a: f32, b: f32| a + (b - a) * 2.0 / 3.0;
        let (first, second) = (at(near(self.x, x1), near(self.y, y1)), at(near(x, x1), near(y, y1)));
        self.path.0.push(Step::Curve(first, second, at(x, y)));
        self.to(x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.path.0.push(Step::Curve(at(x1, y1), at(x2, y2), at(x, y)));
        self.to(x, y);
    }

    fn close(&mut self) {
        self.path.0.push(Step::Close);
    }
}
