//! What a sheet is made of, once it is known where everything stands.

use super::super::qr::Symbol;
use super::super::setting::{Fit, Line, Text, letters};
use super::super::shape::{Frame, Ink, Point};
use super::super::structure::{Block, Role};
use super::super::typeface::{Style, Typefaces};

/// Width of a sheet: 210 mm.
pub const WIDTH: f32 = 595.28;
/// Height of a sheet: 297 mm.
pub const HEIGHT: f32 = 841.89;
/// Margins at the left and right.
pub const LEFT: f32 = 62.0;
/// Where lines end.
pub const RIGHT: f32 = WIDTH - LEFT;
/// The ink of titles and headings: the deep blue of the house.
pub const BLUE: Ink = Ink(0x14, 0x2b, 0x52);
/// The ink of rules and boxes.
pub const LINE: Ink = Ink(0x8a, 0x90, 0x98);

/// Something in its place.
pub enum Part {
    /// A line of text.
    Text(Text),
    /// An ornament that is read by nobody.
    Rule {
        /// One end.
        from: Point,
        /// The other.
        to: Point,
        /// Width of the pen.
        width: f32,
    },
    /// A QR code.
    Qr(Frame, Symbol, String),
    /// A bar code.
    Bars(Frame, Vec<bool>, String),
}

impl Part {
    /// The block of the structure that it begins, if it begins one.
    pub fn block(&self) -> Option<Block> {
        match self {
            Self::Text(text) => text.begins.map(Block::Text),
            Self::Rule { .. } => None,
            Self::Qr(frame, _, says) | Self::Bars(frame, _, says) => {
                Some(Block::Figure(says.clone(), *frame))
            }
        }
    }
}

/// How a text is set.
#[derive(Clone, Copy)]
pub struct Setting {
    /// In which font.
    pub style: Style,
    /// In which size.
    pub size: f32,
    /// In which ink.
    pub ink: Ink,
}

/// Running text.
pub const BODY: Setting = Setting { style: Style::Sans, size: 10.5, ink: Ink::BLACK };
/// Small print.
pub const NOTE: Setting = Setting { style: Style::Sans, size: 8.5, ink: Ink::GREY };
/// Labels of fields.
pub const LABEL: Setting = Setting { style: Style::Sans, size: 8.0, ink: Ink::GREY };
/// Values of fields.
pub const VALUE: Setting = Setting { style: Style::Strong, size: 10.5, ink: Ink::BLACK };
/// Headings.
pub const HEADING: Setting = Setting { style: Style::Strong, size: 12.5, ink: BLUE };
/// Titles.
pub const TITLE: Setting = Setting { style: Style::Serif, size: 23.0, ink: BLUE };

impl Setting {
    /// From baseline to baseline, in points.
    pub fn leading(self) -> f32 {
        self.size * 1.38
    }

    /// A text as lines of a column.
    pub fn lines(self, faces: &Typefaces, text: &str, measure: f32) -> Vec<Line> {
        let fit = Fit { measure, height: f32::MAX, size: self.size, leading: 1.38, lines: usize::MAX };
        fit.ragged(&letters(faces, &[(self.style, text)])).lines
    }

    /// A line where it stands, beginning a block.
    pub fn at(self, line: Line, x: f32, y: f32, role: Role) -> Part {
        Part::Text(line.left(x, y, self.ink).beginning(role))
    }

    /// A line where it stands, going on with the block before.
    pub fn more(self, line: Line, x: f32, y: f32) -> Part {
        Part::Text(line.left(x, y, self.ink).going_on())
    }

    /// One line, with the blank after it that parts it from what goes on with its block.
    pub fn parted(self, faces: &Typefaces, text: &str, measure: f32) -> Line {
        let blank = letters(faces, &[(self.style, " ")]).first().copied();
        Line { blank, ..Line::new(faces, self.style, self.size, text).within(measure) }
    }
}
