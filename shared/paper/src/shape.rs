//! What marks are made of: points, paths and colours.
//!
//! All lengths are PDF points (1/72 inch). The origin is the lower left corner of an A4 sheet on its long side.

use domain::participation::edition::Colour;

/// Width of the sheet: 297 mm.
pub const WIDTH: f32 = 841.89;
/// Height of the sheet: 210 mm.
pub const HEIGHT: f32 = 595.28;

/// A point, from the lower left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Upwards.
    pub y: f32,
}

/// The point at (x, y).
pub fn at(x: f32, y: f32) -> Point {
    Point { x, y }
}

/// The point `radius` away from `centre` at `angle` (radians, from the right, counter-clockwise).
pub fn polar(centre: Point, radius: f32, angle: f32) -> Point {
    at(centre.x + radius * angle.cos(), centre.y + radius * angle.sin())
}

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f32,
    /// Lower edge.
    pub y: f32,
    /// Extent to the right.
    pub width: f32,
    /// Extent upwards.
    pub height: f32,
}

impl Frame {
    /// The sheet without a margin of `inset` on every side.
    pub fn sheet(inset: f32) -> Self {
        Self { x: inset, y: inset, width: WIDTH - 2.0 * inset, height: HEIGHT - 2.0 * inset }
    }

    /// The upper edge.
    pub fn top(&self) -> f32 {
        self.y + self.height
    }

    /// The right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// The outline as a path.
    pub fn path(&self) -> Path {
        let (x, y, right, top) = (self.x, self.y, self.right(), self.top());
        Path(vec![
            Step::Move(at(x, y)),
            Step::Line(at(right, y)),
            Step::Line(at(right, top)),
            Step::Line(at(x, top)),
            Step::Close,
        ])
    }
}

/// A part of a path.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Step {
    /// Begins a new stroke.
    Move(Point),
    /// A straight line.
    Line(Point),
    /// A cubic Bézier curve: two handles and its end.
    Curve(Point, Point, Point),
    /// Back to where the stroke began.
    Close,
}

/// Strokes one after the other.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// A circle of four Bézier curves.
    pub fn circle(centre: Point, radius: f32) -> Self {
        /// Length of a handle that makes four cubic curves a circle to 0.03 %.
        const HANDLE: f32 = 0.552_285;
        let (x, y, h) = (centre.x, centre.y, radius * HANDLE);
        let r = radius;
        Self(vec![
            Step::Move(at(x + r, y)),
            Step::Curve(at(x + r, y + h), at(x + h, y + r), at(x, y + r)),
            Step::Curve(at(x - h, y + r), at(x - r, y + h), at(x - r, y)),
            Step::Curve(at(x - r, y - h), at(x - h, y - r), at(x, y - r)),
            Step::Curve(at(x + h, y - r), at(x + r, y - h), at(x + r, y)),
            Step::Close,
        ])
    }

    /// A smooth curve through `f(t)` for t from `from` to `to`: `pieces` cubic curves whose handles follow the
    /// tangent, taken as a difference quotient.
    pub fn smooth(from: f32, to: f32, pieces: u16, f: impl Fn(f32) -> Point) -> Self {
        let step = (to - from) / f32::from(pieces);
        let tangent = |t: f32| {
            let (a, b, h) = (f(t - step * 0.01), f(t + step * 0.01), step * 0.02);
            at((b.x - a.x) / h, (b.y - a.y) / h)
        };
        let mut steps = vec![Step::Move(f(from))];
        for piece in 0..pieces {
            let (t0, t1) = (from + step * f32::from(piece), from + step * f32::from(piece + 1));
            let (p0, p1, d0, d1) = (f(t0), f(t1), tangent(t0), tangent(t1));
            let third = step / 3.0;
            let (c0, c1) =
                (at(p0.x + d0.x * third, p0.y + d0.y * third), at(p1.x - d1.x * third, p1.y - d1.y * third));
            steps.push(Step::Curve(c0, c1, p1));
        }
        Self(steps)
    }

    /// The straight line between two points.
    pub fn line(from: Point, to: Point) -> Self {
        Self(vec![Step::Move(from), Step::Line(to)])
    }

    /// The path, then another.
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// The path scaled, then moved.
    pub fn placed(&self, scale: f32, by: Point) -> Self {
        let to = |p: Point| at(p.x * scale + by.x, p.y * scale + by.y);
        let step = |step: &Step| match *step {
            Step::Move(p) => Step::Move(to(p)),
            Step::Line(p) => Step::Line(to(p)),
            Step::Curve(a, b, p) => Step::Curve(to(a), to(b), to(p)),
            Step::Close => Step::Close,
        };
        Self(self.0.iter().map(step).collect())
    }
}

/// A colour on paper: red, green and blue, 0 to 255.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// The page's ground inside the frame: paper white with a little warmth.
    pub const PAPER: Self = Self(0xfe, 0xfd, 0xf9);
    /// The ground under the guilloche.
    pub const IVORY: Self = Self(0xf8, 0xf2, 0xe3);
    /// The one accent.
    pub const GOLD: Self = Self(0xb0, 0x8d, 0x3f);
    /// Running text.
    pub const BLACK: Self = Self(0x22, 0x24, 0x27);
    /// Labels and small print: 7 : 1 on paper white.
    pub const GREY: Self = Self(0x52, 0x55, 0x59);
    /// White, under the QR code.
    pub const WHITE: Self = Self(0xff, 0xff, 0xff);

    /// So much of this colour on a ground: 1.0 is all of it.
    pub fn on(self, ground: Self, share: f32) -> Self {
        let mix = |a: u8, b: u8| (f32::from(a) * share + f32::from(b) * (1.0 - share)).round() as u8;
        Self(mix(self.0, ground.0), mix(self.1, ground.1), mix(self.2, ground.2))
    }
}

impl From<Colour> for Ink {
    fn from(colour: Colour) -> Self {
        Self(colour.red, colour.green, colour.blue)
    }
}
