//! The way through printpdf: it draws an event's ornament and pictures; its file is read back, so that a person's part
//! can be added to it a thousand times without drawing it again.

use super::DrawError;
use super::page::Mark;
use super::shape::{Ink, Path, Step};
use image::RgbaImage;
use lopdf::{Dictionary, Document, Object, ObjectId};
use printpdf::{
    Color, CurTransMat, Line, LinePoint, Op, PaintMode, PdfDocument, PdfPage, PdfSaveOptions, Point, Polygon,
    PolygonRing, Pt, RawImage, RawImageData, RawImageFormat, Rgb, WindingOrder, XObject, XObjectId,
    XObjectTransform,
};
use std::sync::Arc;

/// What printpdf made of an event, read back.
pub struct Printed {
    /// The file.
    pub document: Document,
    /// The content of each page that was drawn.
    pub contents: Vec<Vec<u8>>,
    /// The content of each tile, by its number: pages call it by [`tile_name`].
    pub tiles: Vec<Vec<u8>>,
    resources: Dictionary,
}

/// The name by which a page calls a picture.
pub fn picture_name(number: usize) -> String {
    format!("P{number}")
}

/// The name by which a page, or another tile, calls a tile.
pub fn tile_name(number: usize) -> String {
    format!("T{number}")
}

/// Draws the ornament of pages of marks and embeds the pictures. What is read, texts and the pictures' places, is left
/// out: [`super::stream`] writes it, which knows kerning and marks each block.
///
/// # Errors
/// When what was printed cannot be read back.
pub fn print(pages: &[&[Mark]], pictures: &[RgbaImage]) -> Result<Printed, DrawError> {
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
    let mut tiles = Tiles::default();
    let mut sheets: Vec<Vec<Op>> = pages.iter().map(|marks| operations(marks, &mut tiles)).collect();
    // A tile may place further tiles, which join the end of the list.
    let mut number = 0;
    while let Some(tile) = tiles.get(number).cloned() {
        sheets.push(operations(&tile, &mut tiles));
        number += 1;
    }
    let sheet = |ops| PdfPage::new(printpdf::Mm(297.0), printpdf::Mm(210.0), ops);
    let options = PdfSaveOptions { optimize: false, ..PdfSaveOptions::default() };
    let bytes = document.with_pages(sheets.into_iter().map(sheet).collect()).save(&options, &mut Vec::new());
    Printed::read(&bytes, pages.len())
}

/// The tiles met so far: each is drawn on a sheet of its own, and called by its number.
type Tiles = Vec<Arc<Vec<Mark>>>;

fn number_of(tile: &Arc<Vec<Mark>>, tiles: &mut Tiles) -> usize {
    let known = tiles.iter().position(|other| Arc::ptr_eq(other, tile) || other == tile);
    known.unwrap_or_else(|| {
        tiles.push(Arc::clone(tile));
        tiles.len() - 1
    })
}

impl Printed {
    fn read(bytes: &[u8], drawn: usize) -> Result<Self, DrawError> {
        let document = Document::load_mem(bytes).map_err(DrawError::ReadBack)?;
        let pages: Vec<ObjectId> = document.get_pages().into_values().collect();
        let mut contents: Vec<Vec<u8>> = pages.iter().map(|page| document.get_page_content(*page)).collect();
        let tiles = contents.split_off(drawn.min(contents.len()));
        let page = pages.first().ok_or(DrawError::Missing("its pages"))?;
        let page = document.get_dictionary(*page).map_err(DrawError::ReadBack)?;
        let resources = dictionary(&document, page, b"Resources")?.clone();
        Ok(Self { document, contents, tiles, resources })
    }

    /// The object of a picture.
    pub fn picture(&self, number: usize) -> Result<ObjectId, DrawError> {
        let named = dictionary(&self.document, &self.resources, b"XObject")?;
        let name = picture_name(number);
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

fn operations(marks: &[Mark], tiles: &mut Tiles) -> Vec<Op> {
    let mut ops = Vec::new();
    let mut pen = (None, None, None);
    for mark in marks {
        add(mark, &mut ops, &mut pen, tiles);
    }
    ops
}

/// Stroke colour, fill colour and width of the pen as they were set last.
type Pen = (Option<Ink>, Option<Ink>, Option<f32>);

fn add(mark: &Mark, ops: &mut Vec<Op>, pen: &mut Pen, tiles: &mut Tiles) {
    match mark {
        Mark::Stroke { path, ink, width } => {
            if pen.0.replace(*ink) != Some(*ink) {
                ops.push(Op::SetOutlineColor { col: colour(*ink) });
            }
            if pen.2.replace(*width) != Some(*width) {
                ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            }
            ops.extend(
                rings(path, tenths)
                    .into_iter()
                    .map(|(points, is_closed)| Op::DrawLine { line: Line { points, is_closed } }),
            );
        }
        Mark::Fill { path, ink } => {
            if pen.1.replace(*ink) != Some(*ink) {
                ops.push(Op::SetFillColor { col: colour(*ink) });
            }
            let rings = rings(path, rounded).into_iter().map(|(points, _)| PolygonRing { points }).collect();
            let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
            ops.push(Op::DrawPolygon { polygon });
        }
        Mark::Placed { matrix, marks } => {
            let [a, b, c, d, e, f] = *matrix;
            let matrix = [fine(a), fine(b), fine(c), fine(d), rounded(e), rounded(f)];
            ops.extend(called(tile_name(number_of(marks, tiles)), matrix));
        }
        Mark::Picture { .. } | Mark::Text(_) => {}
    }
}

/// Something that the page calls by name, placed by a matrix.
fn called(name: String, matrix: [f32; 6]) -> [Op; 4] {
    let transform = XObjectTransform { no_auto_scale: true, ..XObjectTransform::default() };
    [
        Op::SaveGraphicsState,
        Op::SetTransformationMatrix { matrix: CurTransMat::Raw(matrix) },
        Op::UseXobject { id: XObjectId(name), transform },
        Op::RestoreGraphicsState,
    ]
}

fn colour(Ink(red, green, blue): Ink) -> Color {
    let share = |byte: u8| (f32::from(byte) / 255.0 * 1000.0).round() / 1000.0;
    Color::Rgb(Rgb { r: share(red), g: share(green), b: share(blue), icc_profile: None })
}

/// Two decimals of a point: a hundredth of what a press can place.
fn rounded(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

/// One decimal, for line work: 0.018 mm, a tenth of what a fine pen draws.
fn tenths(value: f32) -> f32 {
    (value * 10.0).round() / 10.0
}

/// Four decimals, for what turns and scales.
fn fine(value: f32) -> f32 {
    (value * 10_000.0).round() / 10_000.0
}

/// The strokes of a path as printpdf wants them: handles are points with a flag.
fn rings(path: &Path, rounded: fn(f32) -> f32) -> Vec<(Vec<LinePoint>, bool)> {
    let point = |p: super::shape::Point, bezier| LinePoint {
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
