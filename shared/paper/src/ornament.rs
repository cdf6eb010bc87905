//! Line work: the guilloche frame, the rosette behind the text, the seal. All of it follows from formulas; nothing is
//! traced. What repeats is one tile placed many times, which deflates to almost nothing.

use super::page::Mark;
use super::shape::{Frame, HEIGHT, Ink, Path, Point, Step, WIDTH, at, polar};
use super::typeface::{Style, Typefaces};
use std::f32::consts::TAU;
use std::sync::Arc;

/// Where the printed area begins: printers leave about five millimetres blank.
const EDGE: f32 = 19.0;
/// Width of the guilloche band.
const BAND: f32 = 27.0;
/// Where the text's ground begins.
const INNER: f32 = EDGE + BAND;

/// The ground that text may use, inside the frame.
pub fn field() -> Frame {
    Frame::sheet(INNER + 6.0)
}

/// Ground, band, corners and rules, from below to above: one tile, because front and back have the same.
pub fn frame(colour: Ink) -> Mark {
    let mut marks = vec![
        Mark::Fill { path: Frame::sheet(EDGE).path(), ink: Ink::IVORY },
        Mark::Fill { path: Frame::sheet(INNER).path(), ink: Ink::PAPER },
    ];
    marks.extend(bands(colour));
    let rule =
        |inset: f32, width: f32, ink: Ink| Mark::Stroke { path: Frame::sheet(inset).path(), ink, width };
    marks.push(rule(EDGE, 1.3, colour));
    marks.push(rule(EDGE + 2.4, 0.35, colour));
    marks.push(rule(INNER - 2.4, 0.35, colour));
    marks.push(rule(INNER, 0.9, colour));
    marks.push(rule(INNER + 3.6, 0.6, Ink::GOLD));
    marks.extend(corners(colour));
    Mark::Placed { matrix: [1.0, 0.0, 0.0, 1.0, 0.0, 0.0], marks: Arc::new(marks) }
}

/// The woven band: the same tile along each side, a whole number of times, stretched by a hair where it must be.
fn bands(colour: Ink) -> Vec<Mark> {
    /// About as long as one period is.
    const PERIOD: f32 = 50.0;
    let middle = EDGE + BAND / 2.0;
    let (right, top) = (WIDTH - middle, HEIGHT - middle);
    let tile = Arc::new(weave(colour, PERIOD));
    let mut marks = Vec::new();
    for (length, places) in [
        (WIDTH - 2.0 * middle, [[1.0, 0.0, 0.0, 1.0, middle, middle], [1.0, 0.0, 0.0, -1.0, middle, top]]),
        (HEIGHT - 2.0 * middle, [[0.0, 1.0, -1.0, 0.0, middle, middle], [0.0, 1.0, 1.0, 0.0, right, middle]]),
    ] {
        let count = (length / PERIOD).round();
        let (period, stretch) = (length / count, length / count / PERIOD);
        for [a, b, c, d, e, f] in places {
            for i in 0..count as u16 {
                let (dx, dy) = (a * period * f32::from(i), b * period * f32::from(i));
                let matrix = [a * stretch, b * stretch, c, d, e + dx, f + dy];
                marks.push(Mark::Placed { matrix, marks: Arc::clone(&tile) });
            }
        }
    }
    marks
}

/// One period of the weave: two families of strands, one wide and slow, one narrow and twice as quick.
fn weave(colour: Ink, period: f32) -> Vec<Mark> {
    let reach = BAND / 2.0 - 3.6;
    let wide = |phase: f32| {
        move |x: f32| {
            let u = TAU * x / period;
            at(x, reach * (0.80 * (u + phase).sin() + 0.20 * (3.0 * u + 2.0 * phase).sin()))
        }
    };
    let narrow = |phase: f32| {
        move |x: f32| {
            let u = TAU * x / period;
            at(x, reach * 0.42 * (2.0 * u + phase).sin())
        }
    };
    let pen =
        |path: Path, share: f32, width: f32| Mark::Stroke { path, ink: colour.on(Ink::IVORY, share), width };
    let mut marks = Vec::new();
    for i in 0..7 {
        let phase = TAU * i as f32 / 7.0;
        marks.push(pen(Path::smooth(0.0, period, 8, wide(phase)), 0.62, 0.36));
    }
    for i in 0..4 {
        let phase = TAU * i as f32 / 4.0;
        marks.push(pen(Path::smooth(0.0, period, 8, narrow(phase)), 0.85, 0.32));
    }
    marks
}

/// A small rosette on each corner of the band.
fn corners(colour: Ink) -> Vec<Mark> {
    let middle = EDGE + BAND / 2.0;
    let half = BAND / 2.0;
    let square = Frame { x: -half, y: -half, width: BAND, height: BAND };
    let centre = at(0.0, 0.0);
    let mut tile = vec![
        Mark::Fill { path: square.path(), ink: Ink::IVORY },
        Mark::Stroke { path: square.path(), ink: colour, width: 1.1 },
    ];
    tile.extend(rosette(centre, (3.0, half - 2.8), 12, 5, colour.on(Ink::IVORY, 0.9), 0.34));
    tile.push(Mark::Fill { path: Path::circle(centre, 1.5), ink: Ink::GOLD });
    let tile = Arc::new(tile);
    let places = [
        (middle, middle),
        (WIDTH - middle, middle),
        (middle, HEIGHT - middle),
        (WIDTH - middle, HEIGHT - middle),
    ];
    places.map(|(x, y)| Mark::Placed { matrix: [1.0, 0.0, 0.0, 1.0, x, y], marks: Arc::clone(&tile) }).into()
}

/// A rose between two radii: `lobes` lobes, drawn `strands` times, each a little further round. One lobe is drawn and
/// placed all the way round.
fn rosette(centre: Point, radii: (f32, f32), lobes: u16, strands: u16, ink: Ink, width: f32) -> Vec<Mark> {
    let (mean, swing) = ((radii.0 + radii.1) / 2.0, (radii.1 - radii.0) / 2.0);
    let step = TAU / f32::from(lobes);
    let strand = |i: u16| {
        let turn = TAU * f32::from(i) / f32::from(strands);
        let point = |t: f32| polar(at(0.0, 0.0), mean + swing * (TAU * t + turn).cos(), t * step);
        Mark::Stroke { path: Path::smooth(0.0, 1.0, 5, point), ink, width }
    };
    around(centre, lobes, (0..strands).map(strand).collect())
}

/// Marks drawn about the origin, placed `times` times around a centre: a quarter of them as a tile, which is then
/// placed four times. `times` is a multiple of four.
fn around(centre: Point, times: u16, marks: Vec<Mark>) -> Vec<Mark> {
    let marks = Arc::new(marks);
    let turned = |i: u16| {
        let (sin, cos) = (TAU * f32::from(i) / f32::from(times)).sin_cos();
        Mark::Placed { matrix: [cos, sin, -sin, cos, 0.0, 0.0], marks: Arc::clone(&marks) }
    };
    let quarter = Arc::new((0..times / 4).map(turned).collect());
    let quarters = [(1.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (0.0, -1.0)];
    let place = |(cos, sin): (f32, f32)| Mark::Placed {
        matrix: [cos, sin, -sin, cos, centre.x, centre.y],
        marks: Arc::clone(&quarter),
    };
    quarters.map(place).into()
}

/// The large pale rosette behind the text.
pub fn watermark(colour: Ink, centre: Point) -> Vec<Mark> {
    let ink = colour.on(Ink::PAPER, 0.085);
    let mut marks = rosette(centre, (32.0, 84.0), 20, 5, ink, 0.45);
    marks.extend(rosette(centre, (88.0, 138.0), 24, 6, ink, 0.45));
    marks
}

/// The rule under the title: two tapering lines and a lozenge of gold.
pub fn flourish(colour: Ink, centre: Point) -> Vec<Mark> {
    let taper = |side: f32| {
        let (near, far) = (centre.x + side * 13.0, centre.x + side * 118.0);
        let handle = centre.x + side * 50.0;
        Path(vec![
            Step::Move(at(near, centre.y + 0.9)),
            Step::Curve(at(handle, centre.y + 0.7), at(handle, centre.y + 0.15), at(far, centre.y)),
            Step::Curve(at(handle, centre.y - 0.15), at(handle, centre.y - 0.7), at(near, centre.y - 0.9)),
            Step::Close,
        ])
    };
    let lozenge = |w: f32, h: f32| {
        let Point { x, y } = centre;
        Path::line(at(x - w, y), at(x, y + h)).and(Path(vec![
            Step::Line(at(x + w, y)),
            Step::Line(at(x, y - h)),
            Step::Close,
        ]))
    };
    vec![
        Mark::Fill { path: taper(-1.0).and(taper(1.0)), ink: colour },
        Mark::Fill { path: lozenge(6.2, 3.3), ink: Ink::GOLD },
    ]
}

/// The seal: a scalloped disc in the event's colour with a gold ring, a rosette and the issuer's initial.
pub fn seal(faces: &Typefaces, colour: Ink, centre: Point, radius: f32, initial: char) -> Vec<Mark> {
    let light = Ink::PAPER.on(colour, 0.62);
    let gold = Ink::GOLD.on(Ink::WHITE, 0.85);
    let ring = |share: f32, ink: Ink, width: f32| Mark::Stroke {
        path: Path::circle(centre, radius * share),
        ink,
        width,
    };
    let disc = |share: f32| Mark::Fill { path: Path::circle(centre, radius * share), ink: colour };
    let scallop = Mark::Fill { path: Path::circle(at(radius * 0.945, 0.0), radius * 0.055), ink: colour };
    let mut marks = around(centre, 48, vec![scallop]);
    marks.extend([disc(0.955), ring(0.885, gold, 0.9), ring(0.845, light, 0.3)]);
    marks.extend(rosette(centre, (radius * 0.50, radius * 0.83), 24, 5, light, 0.3));
    marks.extend([disc(0.52), ring(0.50, gold, 0.9), ring(0.465, light, 0.3)]);
    marks.extend(monogram(faces, centre, radius * 0.60, initial));
    marks
}

/// A capital as an outline, its middle on the point: it is ornament, not text.
fn monogram(faces: &Typefaces, centre: Point, size: f32, initial: char) -> Option<Mark> {
    let capital = initial.to_uppercase().next().unwrap_or(initial);
    let face = faces.of(Style::Serif);
    let (glyph, advance) = face.glyph(capital).filter(|_| capital.is_alphanumeric())?;
    let path = face.outline(glyph);
    /// Height of EB Garamond's capitals in thousandths.
    const CAPITALS: f32 = 656.0;
    let scale = size / 1000.0;
    let corner = at(centre.x - advance as f32 * scale / 2.0, centre.y - CAPITALS * scale / 2.0);
    Some(Mark::Fill { path: path.placed(scale, corner), ink: Ink::PAPER })
}
