//! Accents of letters that no precomposed character has: `g̃` of Guarani, `m̃`, `r̈`. A mark's glyph has no width and is drawn
//! for a small letter whose middle is its origin; here it is moved over, or under, the letter that it belongs to.
//!
//! OpenType has anchors for this. One of our fonts was cut down without them, and a small letter's middle and a
//! letter's height are all that they say for the letters of names.

use super::typeface::{Letter, Typeface};
use ttf_parser::{Face, GlyphId};

/// White between two marks on one letter, in thousandths of the size.
const BETWEEN: i32 = 20;
/// Heights that differ by less are the same: round letters are drawn a little taller.
const SAME: i32 = 25;

/// A letter that marks may follow: what it and its marks cover so far, in thousandths of the size.
#[derive(Debug, Clone, Copy)]
pub struct Base {
    /// From the letter's end back to its middle.
    middle: i32,
    top: i32,
    bottom: i32,
    /// Whether a mark is above it already.
    marked: bool,
}

impl Base {
    /// A letter that was just set.
    pub fn new(face: &Typeface, letter: &Letter) -> Self {
        let [left, bottom, right, top] = extent(&face.face, letter.glyph);
        let middle = (left + right) / 2 - letter.advance;
        Self { middle, top, bottom, marked: false }
    }

    /// Moves a mark to its place on the letter.
    pub fn place(&mut self, face: &Typeface, mark: &mut Letter) {
        let [_, low, _, high] = extent(&face.face, mark.glyph);
        mark.across = self.middle;
        if high + low < face.heights.small {
            mark.rise = if self.bottom < -SAME { self.bottom } else { 0 };
            self.bottom = low + mark.rise;
            return;
        }
        mark.rise = if self.marked { self.top + BETWEEN - low } else { face.heights.lift(self.top) };
        (self.top, self.marked) = (high + mark.rise, true);
    }
}

/// The heights that say where marks go.
#[derive(Debug, Clone, Copy)]
pub struct Heights {
    /// Of small letters.
    small: i32,
    /// Of capitals above small letters.
    capital: i32,
    /// How far the tilde of `Ñ` is above that of `ñ`.
    tilde: i32,
}

impl Heights {
    /// Those of a font.
    pub fn new(face: &Face<'_>) -> Self {
        let top = |c| face.glyph_index(c).map_or(0, |glyph| extent(face, glyph.0)[3]);
        let small = top('x');
        Self { small, capital: (top('N') - small).max(1), tilde: top('Ñ') - top('ñ') }
    }

    /// How far the first mark above a letter is raised: as far as the tilde of a capital, in proportion to its height.
    fn lift(&self, top: i32) -> i32 {
        let above = top - self.small;
        if above < SAME { 0 } else { above * self.tilde / self.capital }
    }
}

/// What a glyph covers: left, lower, right, upper edge.
fn extent(face: &Face<'_>, glyph: u16) -> [i32; 4] {
    let bounds = face.glyph_bounding_box(GlyphId(glyph));
    bounds.map_or([0; 4], |b| [b.x_min, b.y_min, b.x_max, b.y_max].map(i32::from))
}
