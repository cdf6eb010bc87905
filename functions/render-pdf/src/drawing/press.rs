//! The way through printpdf: it draws an event's ornament and pictures and cuts the fonts down to the characters
//! needed; its file is read back, so that a person's part can be added to it a thousand times without drawing it again.

use super::DrawError;
use super::page::{Ink, Mark, Path, Step};
use super::typeface::Style;
use image::RgbaImage;
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{
    Color, CurTransMat, FontId, Line, LinePoint, Op, PaintMode, ParsedFont, PdfDocument, PdfFont,
    PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, RawImage, RawImageData,
    RawImageFormat, Rgb, TextItem, WindingOrder, XObject, XObjectId, XObjectTransform,
};
use std::collections::BTreeSet;
use std::sync::OnceLock;

/// The characters that each font must have, in the order of [`Style::ALL`].
pub type Needed = [BTreeSet<char>; 3];

/// What printpdf made of an event, read back.
pub struct Printed {
    /// The file.
    pub document: Document,
    /// The content of each page that was drawn.
    pub contents: Vec<Vec<u8>>,
    resources: Dictionary,
}

/// The names of the fonts in the file printed: six capitals, because they become the tag of the subset.
const FONT_NAMES: [&str; 3] = ["SELOSE", "SELOSA", "SELOST"];

fn picture_name(number: usize) -> String {
    format!("P{number}")
}

/// Draws pages of marks, embeds the pictures and cuts the fonts. Text marks are left out: they are set by
/// [`super::stream`], which knows kerning.
///
/// # Errors
/// When what was printed cannot be read back.
pub fn print(pages: &[&[Mark]], pictures: &[RgbaImage], needed: &Needed) -> Result<Printed, DrawError> {
    let mut document = PdfDocument::new("");
    for (number, picture) in pictures.iter().enumerate() {
        let raw = RawImage {
            pixels: RawImageData::U8(picture.as_raw().clone()),
            width: picture.width() as usize,
            height: picture.height() as usize,
            data_format: RawImageFormat::RGBA8,
            tag: Vec::new(),
        };
        document.resources.xobjects.map.insert(XObjectId(picture_name(number)), XObject::Image(raw));
    }
    for style in Style::ALL.into_iter().filter(|style| !needed[style.number()].is_empty()) {
        let font = PdfFont::new(parsed(style)?.clone());
        document.resources.fonts.map.insert(FontId(FONT_NAMES[style.number()].to_owned()), font);
    }
    let sheet = |ops| PdfPage::new(printpdf::Mm(297.0), printpdf::Mm(210.0), ops);
    let drawn = pages.iter().map(|marks| sheet(operations(marks)));
    let pages = drawn.chain([sheet(type_case(needed))]).collect();
    let options = PdfSaveOptions { optimize: false, ..PdfSaveOptions::default() };
    let bytes = document.with_pages(pages).save(&options, &mut Vec::new());
    Printed::read(&bytes)
}

impl Printed {
    fn read(bytes: &[u8]) -> Result<Self, DrawError> {
        let document = Document::load_mem(bytes).map_err(DrawError::ReadBack)?;
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        let (_case, drawn) = pages.split_last().ok_or(DrawError::Missing("its pages"))?;
        let contents = drawn.iter().map(|page| document.get_page_content(*page)).collect();
        let page = pages.first().ok_or(DrawError::Missing("its pages"))?;
        let page = document.get_dictionary(*page).map_err(DrawError::ReadBack)?;
        let resources = dictionary(&document, page, b"Resources")?.clone();
        Ok(Self { document, contents, resources })
    }

    /// The object of a font.
    pub fn font(&self, style: Style) -> Result<ObjectId, DrawError> {
        self.resource(b"Font", FONT_NAMES[style.number()])
    }

    /// The object of a picture.
    pub fn picture(&self, number: usize) -> Result<ObjectId, DrawError> {
        self.resource(b"XObject", &picture_name(number))
    }

    fn resource(&self, kind: &[u8], name: &str) -> Result<ObjectId, DrawError> {
        let named = dictionary(&self.document, &self.resources, kind)?;
        named.get(name.as_bytes()).and_then(Object::as_reference).map_err(DrawError::ReadBack)
    }
}

fn dictionary<'a>(
    document: &'a Document,
    of: &'a Dictionary,
    key: &[u8],
) -> Result<&'a Dictionary, DrawError> {
    let object = of.get_deref(key, document).map_err(DrawError::ReadBack)?;
    object.as_dict().map_err(DrawError::ReadBack)
}

fn parsed(style: Style) -> Result<&'static ParsedFont, DrawError> {
    static FONTS: [OnceLock<Option<ParsedFont>>; 3] = [const { OnceLock::new() }; 3];
    let parse = || ParsedFont::from_bytes(style.bytes(), 0, &mut Vec::new());
    FONTS[style.number()].get_or_init(parse).as_ref().ok_or(DrawError::Font)
}

/// A page that shows every character needed: printpdf keeps the glyphs that a page uses.
fn type_case(needed: &Needed) -> Vec<Op> {
    let mut ops = Vec::new();
    for style in Style::ALL {
        let characters: String = needed[style.number()].iter().collect();
        if characters.is_empty() {
            continue;
        }
        let font = PdfFontHandle::External(FontId(FONT_NAMES[style.number()].to_owned()));
        ops.extend([
            Op::StartTextSection,
            Op::SetFont { font, size: Pt(1.0) },
            Op::ShowText { items: vec![TextItem::Text(characters)] },
            Op::EndTextSection,
        ]);
    }
    ops
}

fn operations(marks: &[Mark]) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut pen = (None, None, None);
    for mark in marks {
        add(mark, &mut ops, &mut pen);
    }
    ops
}

/// Stroke colour, fill colour and width of the pen as they were set last.
type Pen = (Option<Ink>, Option<Ink>, Option<f32>);

fn add(mark: &Mark, ops: &mut Vec<Op>, pen: &mut Pen) {
    match mark {
        Mark::Stroke { path, ink, width } => {
            if pen.0.replace(*ink) != Some(*ink) {
                ops.push(Op::SetOutlineColor { col: colour(*ink) });
            }
            if pen.2.replace(*width) != Some(*width) {
                ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            }
            ops.extend(
                rings(path)
                    .into_iter()
                    .map(|(points, is_closed)| Op::DrawLine { line: Line { points, is_closed } }),
            );
        }
        Mark::Fill { path, ink } => {
            if pen.1.replace(*ink) != Some(*ink) {
                ops.push(Op::SetFillColor { col: colour(*ink) });
            }
            let rings = rings(path).into_iter().map(|(points, _)| PolygonRing { points }).collect();
            let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
            ops.push(Op::DrawPolygon { polygon });
        }
        Mark::Placed { matrix, marks } => {
            ops.push(Op::SaveGraphicsState);
            ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix.map(rounded_matrix)) });
            ops.extend(operations(marks));
            ops.push(Op::RestoreGraphicsState);
        }
        Mark::Picture { number, frame } => {
            let matrix = [frame.width, 0.0, 0.0, frame.height, frame.x, frame.y].map(rounded);
            ops.push(Op::SaveGraphicsState);
            ops.push(Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) });
            let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
            ops.push(Op::UseXobject { id: XObjectId(picture_name(*number)), transform });
            ops.push(Op::RestoreGraphicsState);
        }
        Mark::Text(_) => {}
    }
}

fn colour(Ink(red, green, blue): Ink) -> Color {
    let share = |byte: u8| (f32::from(byte) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb { r: share(red), g: share(green), b: share(blue), icc_profile: None })
}

/// Two decimals of a point: a hundredth of what a press can place.
fn rounded(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn rounded_matrix(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

/// The strokes of a path as printpdf wants them: handles are points with a flag.
fn rings(path: &Path) -> Vec<(Vec<LinePoint>, bool)> {
    let point = |p: super::page::Point, bezier| LinePoint {
        p: Point { x: Pt(rounded(p.x)), y: Pt(rounded(p.y)) },
        bezier,
    };
    let mut rings: Vec<(Vec<LinePoint>, bool)> = Vec::new();
    for step in &path.0 {
        match *step {
            Step::Move(p) => rings.push((vec![point(p, false)], false)),
            Step::Line(p) => rings.last_mut().into_iter().for_each(|ring| ring.0.push(point(p, false))),
            Step::Curve(a, b, p) => rings
                .last_mut()
                .into_iter()
                .for_each(|ring| ring.0.extend([point(a, true), point(b, true), point(p, false)])),
            Step::Close => rings.last_mut().into_iter().for_each(|ring| ring.1 = true),
        }
    }
    rings
}
