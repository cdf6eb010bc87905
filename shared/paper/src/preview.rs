//! The preview: the same marks as the page, painted as pixels.

use super::DrawError;
use super::page::Mark;
use super::setting::Text;
use super::shape::{HEIGHT, Ink, Path, Step, WIDTH};
use super::typeface::Typefaces;
use image::RgbaImage;
use tiny_skia::{
    FillRule, FilterQuality, IntSize, Paint, PathBuilder, Pixmap, PixmapPaint, PremultipliedColorU8, Stroke,
    Transform,
};

/// Paints marks on white, `across` pixels wide.
///
/// # Errors
/// When a picture has no extent, which decoding excludes.
pub fn paint(
    faces: &Typefaces,
    marks: &[Mark],
    pictures: &[RgbaImage],
    across: u16,
) -> Result<Pixmap, DrawError> {
    let scale = f32::from(across) / WIDTH;
    let mut pixmap =
        Pixmap::new(u32::from(across), (HEIGHT * scale).round() as u32).ok_or(DrawError::Preview)?;
    pixmap.fill(tiny_skia::Color::WHITE);
    let pictures =
        pictures.iter().map(premultiplied).collect::<Option<Vec<_>>>().ok_or(DrawError::Preview)?;
    let mut painter = Painter { faces, pictures, pixmap };
    let base = Transform::from_row(scale, 0.0, 0.0, -scale, 0.0, HEIGHT * scale);
    marks.iter().for_each(|mark| painter.mark(mark, base));
    Ok(painter.pixmap)
}

struct Painter<'a> {
    faces: &'a Typefaces,
    pictures: Vec<Pixmap>,
    pixmap: Pixmap,
}

impl Painter<'_> {
    fn mark(&mut self, mark: &Mark, base: Transform) {
        match mark {
            Mark::Stroke { path, ink, width } => {
                let stroke = Stroke { width: *width, ..Stroke::default() };
                if let Some(path) = outline(path) {
                    self.pixmap.stroke_path(&path, &paint_of(*ink), &stroke, base, None);
                }
            }
            Mark::Fill { path, ink } => self.fill(path, *ink, base),
            Mark::Placed { matrix: [a, b, c, d, e, f], marks } => {
                let placed = base.pre_concat(Transform::from_row(*a, *b, *c, *d, *e, *f));
                marks.iter().for_each(|mark| self.mark(mark, placed));
            }
            Mark::Picture { number, frame, .. } => {
                let Some(picture) = self.pictures.get(*number) else { return };
                let (width, height) = (picture.width() as f32, picture.height() as f32);
                let placed = base
                    .pre_translate(frame.x, frame.top())
                    .pre_scale(frame.width / width, -frame.height / height);
                let paint = PixmapPaint { quality: FilterQuality::Bicubic, ..PixmapPaint::default() };
                self.pixmap.draw_pixmap(0, 0, picture.as_ref(), &paint, placed, None);
            }
            Mark::Text(text) => self.text(text, base),
        }
    }

    fn fill(&mut self, path: &Path, ink: Ink, base: Transform) {
        if let Some(path) = outline(path) {
            self.pixmap.fill_path(&path, &paint_of(ink), FillRule::Winding, base, None);
        }
    }

    fn text(&mut self, text: &Text, base: Transform) {
        let scale = text.line.size / 1000.0;
        for (letter, at) in text.placed() {
            let path = self.faces.of(letter.style).outline(letter.glyph);
            self.fill(&path, text.ink, base.pre_translate(at.x, at.y).pre_scale(scale, scale));
        }
    }
}

fn paint_of(Ink(red, green, blue): Ink) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color_rgba8(red, green, blue, 255);
    paint
}

fn outline(path: &Path) -> Option<tiny_skia::Path> {
    let mut builder = PathBuilder::new();
    for step in &path.0 {
        match *step {
            Step::Move(p) => builder.move_to(p.x, p.y),
            Step::Line(p) => builder.line_to(p.x, p.y),
            Step::Curve(a, b, p) => builder.cubic_to(a.x, a.y, b.x, b.y, p.x, p.y),
            Step::Close => builder.close(),
        }
    }
    builder.finish()
}

fn premultiplied(picture: &RgbaImage) -> Option<Pixmap> {
    let size = IntSize::from_wh(picture.width(), picture.height())?;
    let mut data = Vec::with_capacity(picture.as_raw().len());
    for pixel in picture.pixels() {
        let [red, green, blue, alpha] = pixel.0;
        let colour = tiny_skia::ColorU8::from_rgba(red, green, blue, alpha).premultiply();
        let of = |colour: PremultipliedColorU8| [colour.red(), colour.green(), colour.blue(), colour.alpha()];
        data.extend_from_slice(&of(colour));
    }
    Pixmap::from_vec(data, size)
}
