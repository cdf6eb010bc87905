//! The front as every certificate of an event shares it, with room for one person's part.

use super::ornament;
use super::page::Mark;
use super::setting::Text;
use super::setting::{Fit, Line, letters};
use super::shape::{Frame, Ink, Path, Point, WIDTH, at};
use super::structure::Role;
use super::typeface::{Style, Typefaces};
use domain::participation::edition::{Sheet, Signature};

/// The middle of the sheet.
pub const CENTRE: f32 = WIDTH / 2.0;
/// Side of the QR code without its quiet zone: 30 mm, so that a module of a usual link is 0.9 mm wide and still half a
/// millimetre on a print at 60 % (decision 24).
pub const QR_SIDE: f32 = 85.04;
/// From the QR code to the edges of the field: more than its quiet zone.
const QR_MARGIN: f32 = 14.0;

/// The room of the logo, between the frame and the issuer's name.
pub const LOGO_ROOM: Frame = Frame { x: CENTRE - 130.0, y: 494.0, width: 260.0, height: 40.0 };

/// Where the QR code is.
pub fn qr_frame() -> Frame {
    let field = ornament::field();
    let (x, y) = (field.right() - QR_MARGIN - QR_SIDE, field.y + QR_MARGIN);
    Frame { x, y, width: QR_SIDE, height: QR_SIDE }
}

/// Centre and radius of the seal, opposite the QR code.
fn seal_place() -> (Point, f32) {
    let qr = qr_frame();
    (at(WIDTH - qr.x - QR_SIDE / 2.0, qr.y + QR_SIDE / 2.0), QR_SIDE / 2.0 + 2.0)
}

/// The shape of a picture: pixels across and down.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Pixels across.
    pub width: f32,
    /// Pixels down.
    pub height: f32,
}

/// The pictures of an event, each with its number.
#[derive(Debug, Clone, Default)]
pub struct Pictures {
    /// The logo.
    pub logo: Option<(usize, Shape)>,
    /// One for each signature of the sheet that has one.
    pub signatures: Vec<Option<(usize, Shape)>>,
}

/// What every certificate of an event shares, and the room left for one person.
#[derive(Debug, Clone)]
pub struct Front {
    /// In the order in which they are read; ornament comes first.
    pub marks: Vec<Mark>,
    /// How many of them are read before the person's part; the signatures follow it.
    pub above: usize,
    /// Upper and lower end of the person's part.
    pub room: (f32, f32),
}

impl Front {
    /// Lays out what no person changes.
    pub fn new(faces: &Typefaces, sheet: &Sheet, pictures: &Pictures) -> Self {
        let colour = Ink::from(sheet.colour);
        let mut marks = vec![ornament::frame(colour)];
        marks.extend(ornament::watermark(colour, at(CENTRE, 288.0)));
        let (centre, radius) = seal_place();
        let initial = sheet.issuer_name.as_str().chars().next().unwrap_or('S');
        marks.extend(ornament::seal(faces, colour, centre, radius, initial));
        marks.extend(ornament::flourish(colour, at(CENTRE, 424.0)));
        marks.extend(head(faces, sheet, pictures));
        let opening = Line::new(faces, Style::Sans, 14.0, sheet.opening.as_str()).within(560.0);
        marks.push(Mark::Text(opening.centred(at(CENTRE, 400.0), Ink::GREY)));
        let above = marks.len();
        let top_of_signatures = signatures(faces, sheet, pictures, &mut marks);
        Self { marks, above, room: (391.0, top_of_signatures) }
    }
}

/// The issuer and the title. A logo does not say its name to everybody who reads the paper, so that the name stands below it.
fn head(faces: &Typefaces, sheet: &Sheet, pictures: &Pictures) -> Vec<Mark> {
    let colour = Ink::from(sheet.colour);
    let title = |size| {
        let title = Line::new(faces, Style::Serif, size, "CERTIFICADO").tracked(75);
        Mark::Text(title.centred(at(CENTRE, 438.0), colour).beginning(Role::Title))
    };
    let name = |size, height| {
        let name = Line::new(faces, Style::Serif, size, sheet.issuer_name.as_str()).tracked(20);
        Mark::Text(name.within(560.0).centred(at(CENTRE, height), Ink::BLACK))
    };
    match pictures.logo {
        None => vec![name(19.0, 497.0), title(47.0)],
        Some((number, shape)) => {
            let says = format!("Logotipo de {}", sheet.issuer_name);
            let logo = Mark::Picture { number, frame: inside(LOGO_ROOM, shape), says };
            vec![logo, name(12.5, 479.5), title(42.0)]
        }
    }
}

/// The largest frame of a picture's proportions in the middle of a room. Small pictures are not blown up beyond 100 dpi.
pub fn inside(room: Frame, shape: Shape) -> Frame {
    let scale = (room.width / shape.width).min(room.height / shape.height).min(72.0 / 100.0);
    let (width, height) = (shape.width * scale, shape.height * scale);
    Frame { x: room.x + (room.width - width) / 2.0, y: room.y + (room.height - height) / 2.0, width, height }
}

/// Columns of signature, rule, name and post. Returns the height above which the page is free.
fn signatures(faces: &Typefaces, sheet: &Sheet, pictures: &Pictures, marks: &mut Vec<Mark>) -> f32 {
    /// Height of the rules.
    const RULE: f32 = 182.0;
    /// Between two columns.
    const GAP: f32 = 20.0;
    let signed: Vec<&Signature> = sheet.signatures.iter().take(Sheet::MOST_SIGNATURES).collect();
    if signed.is_empty() {
        return 160.0;
    }
    // Between the seal and the quiet zone of the QR code.
    let pitch = (2.0 * (qr_frame().x - 14.0 - CENTRE) + GAP) / signed.len() as f32;
    let width = (pitch - GAP).min(230.0);
    let mut drawn = false;
    for (i, signature) in signed.iter().enumerate() {
        let middle = CENTRE + pitch * (i as f32 - (signed.len() as f32 - 1.0) / 2.0);
        if let Some((number, shape)) = pictures.signatures.get(i).copied().flatten() {
            let room =
                Frame { x: middle - width / 2.0 + 6.0, y: RULE + 1.5, width: width - 12.0, height: 40.0 };
            let says = format!("Assinatura de {}", signature.name);
            marks.push(Mark::Picture { number, frame: inside(room, shape), says });
            drawn = true;
        }
        let rule = Path::line(at(middle - width / 2.0, RULE), at(middle + width / 2.0, RULE));
        marks.push(Mark::Stroke { path: rule, ink: Ink::GREY, width: 0.5 });
        marks.extend(signatory(faces, signature, middle, width, RULE).into_iter().map(Mark::Text));
    }
    RULE + if drawn { 46.0 } else { 30.0 }
}

fn signatory(faces: &Typefaces, signature: &Signature, middle: f32, width: f32, rule: f32) -> Vec<Text> {
    let fit = Fit { measure: width, height: 24.0, size: 11.0, leading: 1.15, lines: 2 };
    let name = fit.block(&letters(faces, &[(Style::Strong, signature.name.as_str())]));
    let first = rule - 3.0 - name.size();
    let below = first - name.leading * (name.lines.len() as f32 - 1.0);
    let post = Fit { size: 9.5, height: 21.0, ..fit }
        .block(&letters(faces, &[(Style::Sans, signature.post.as_str())]));
    let second = below - post.leading - 0.5;
    name.centred(at(middle, first), Ink::BLACK).chain(post.centred(at(middle, second), Ink::GREY)).collect()
}
