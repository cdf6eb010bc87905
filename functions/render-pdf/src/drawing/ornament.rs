//! Line work: the guilloche frame, the rosette behind the text, the seal. All of it follows from formulas; nothing is
//! traced. What repeats is one tile placed many times, which deflates to almost nothing.

use super::page::{Frame, HEIGHT, Ink, Mark, Path, Point, Step, WIDTH, at, polar};
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

/// Ground, band, corners and rules, from below to above.
pub fn frame(colour: Ink) -> Vec<Mark> {
    let mut marks = vec![
        Mark::Fill { path: Frame::sheet(EDGE).path(), ink: Ink::IVORY },
        Mark::Fill { path: Frame::sheet(INNER).path(), ink: Ink::PAPER },
    ];
    marks.extend(bands(colour));
    marks.extend(corners(colour));
    let rule =
        |inset: f32, width: f32, ink: Ink| Mark::Stroke { path: Frame::sheet(inset).path(), ink, width };
    marks.push(rule(EDGE, 1.3, colour));
    marks.push(rule(EDGE + 2.4, 0.35, colour));
    marks.push(rule(INNER - 2.4, 0.35, colour));
    marks.push(rule(INNER, 0.9, colour));
    marks.push(rule(INNER + 3.6, 0.6, Ink::GOLD));
    marks
}

/// The woven band: the same tile along each side, a whole number of times.
fn bands(colour: Ink) -> Vec<Mark> {
    let middle = EDGE + BAND / 2.0;
    let mut marks = Vec::new();
    for (length, places) in [
        (
            WIDTH - 2.0 * middle,
            [[1.0, 0.0, 0.0, 1.0, middle, middle], [1.0, 0.0, 0.0, -1.0, middle, HEIGHT - middle]],
        ),
        (
            HEIGHT - 2.0 * middle,
            [[0.0, 1.0, -1.0, 0.0, middle, middle], [0.0, 1.0, 1.0, 0.0, WIDTH - middle, middle]],
        ),
    ] {
        let count = (length / 50.0).round();
        let period = length / count;
        let tile = Arc::new(weave(colour, period));
        for [a, b, c, d, e, f] in places {
            for i in 0..count as u16 {
                let (dx, dy) = (a * period * f32::from(i), b * period * f32::from(i));
                marks.push(Mark::Placed { matrix: [a, b, c, d, e + dx, f + dy], marks: Arc::clone(&tile) });
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
        Mark::Stroke { path: square.path(), ink: colour, width: 0.5 },
    ];
    tile.extend(rosette(centre, 3.0, half - 2.8, 12, 5, colour.on(Ink::IVORY, 0.9), 0.34));
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

/// A closed rose between two radii: `lobes` lobes, drawn `strands` times, each a little further round.
fn rosette(
    centre: Point,
    inner: f32,
    outer: f32,
    lobes: u16,
    strands: u16,
    ink: Ink,
    width: f32,
) -> Vec<Mark> {
    let (mean, swing) = ((inner + outer) / 2.0, (outer - inner) / 2.0);
    let strand = |i: u16| {
        let turn = TAU * f32::from(i) / f32::from(strands);
        let radius = move |angle: f32| mean + swing * (f32::from(lobes) * angle + turn).cos();
        let path = Path::smooth(0.0, TAU, lobes * 4, |angle| polar(centre, radius(angle), angle)).closed();
        Mark::Stroke { path, ink, width }
    };
    (0..strands).map(strand).collect()
}

/// The large pale rosette behind the text: one lobe's worth of line, placed all the way round.
pub fn watermark(colour: Ink, centre: Point) -> Vec<Mark> {
    let lobes = 18_u16;
    let step = TAU / f32::from(lobes);
    let mut tile = Vec::new();
    for (inner, outer, strands, reach) in [(34.0, 92.0, 5_u16, 2.0_f32), (96.0, 150.0, 6, 1.5)] {
        let (mean, swing) = ((inner + outer) / 2.0, (outer - inner) / 2.0);
        for i in 0..strands {
            let turn = TAU * f32::from(i) / f32::from(strands);
            let point = move |t: f32| {
                let angle = t * step + 0.35 * (TAU * t * reach / 2.0).sin() * 0.0;
                polar(at(0.0, 0.0), mean + swing * (TAU * t + turn).cos(), angle)
            };
            let path = Path::smooth(0.0, 1.0, 5, point);
            tile.push(Mark::Stroke { path, ink: colour.on(Ink::PAPER, 0.085), width: 0.45 });
        }
    }
    let tile = Arc::new(tile);
    let place = |i: u16| {
        let (sin, cos) = (step * f32::from(i)).sin_cos();
        Mark::Placed { matrix: [cos, sin, -sin, cos, centre.x, centre.y], marks: Arc::clone(&tile) }
    };
    (0..lobes).map(place).collect()
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
    let scallop = |angle: f32| polar(centre, radius * (0.972 + 0.028 * (36.0 * angle).cos()), angle);
    let light = Ink::PAPER.on(colour, 0.62);
    let mut marks = vec![
        Mark::Fill { path: Path::smooth(0.0, TAU, 144, scallop).closed(), ink: colour },
        Mark::Stroke {
            path: Path::circle(centre, radius * 0.885),
            ink: Ink::GOLD.on(Ink::WHITE, 0.85),
            width: 0.9,
        },
        Mark::Stroke { path: Path::circle(centre, radius * 0.845), ink: light, width: 0.3 },
    ];
    marks.extend(rosette(centre, radius * 0.50, radius * 0.83, 24, 5, light, 0.3));
    marks.push(Mark::Fill { path: Path::circle(centre, radius * 0.52), ink: colour });
    marks.push(Mark::Stroke {
        path: Path::circle(centre, radius * 0.50),
        ink: Ink::GOLD.on(Ink::WHITE, 0.85),
        width: 0.9,
    });
    marks.push(Mark::Stroke { path: Path::circle(centre, radius * 0.465), ink: light, width: 0.3 });
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
    let matrix =
        [scale, 0.0, 0.0, scale, centre.x - advance as f32 * scale / 2.0, centre.y - CAPITALS * scale / 2.0];
    Some(Mark::Placed { matrix, marks: Arc::new(vec![Mark::Fill { path, ink: Ink::PAPER }]) })
}
