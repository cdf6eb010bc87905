//! The back: the programme of the event, in one or two columns.

use super::ornament;
use super::page::Mark;
use super::setting::{Block, Fit, letters};
use super::shape::{Ink, Path, WIDTH, at};
use super::typeface::{Style, Typefaces};
use domain::participation::edition::Sheet;

/// Upper and lower end of the columns.
const ROOM: (f32, f32) = (446.0, 74.0);
/// Left and right end of the columns.
const SIDES: (f32, f32) = (84.0, WIDTH - 84.0);
/// Between two columns.
const GUTTER: f32 = 34.0;

/// The marks of the back, or none when the sheet has no programme.
pub fn marks(faces: &Typefaces, sheet: &Sheet) -> Option<Vec<Mark>> {
    let lines = sheet.programme.lines();
    if lines.is_empty() {
        return None;
    }
    let colour = Ink::from(sheet.colour);
    let middle = WIDTH / 2.0;
    let mut marks = vec![ornament::frame(colour)];
    let heading = super::setting::Line::new(faces, Style::Serif, 27.0, "Programa").tracked(30);
    marks.push(Mark::Text(heading.centred(at(middle, 508.0), colour)));
    let title = Fit { measure: SIDES.1 - SIDES.0, height: 30.0, size: 12.0, leading: 1.25, lines: 2 };
    let title = title.block(&letters(faces, &[(Style::Strong, sheet.title.as_str())]));
    let below = 489.0 - title.height();
    marks.extend(title.centred(at(middle, 487.0), Ink::GREY).map(Mark::Text));
    marks.extend(ornament::flourish(colour, at(middle, below)));
    marks.extend(columns(faces, lines, colour));
    Some(marks)
}

/// A paragraph of the programme: a heading or a line, set and measured.
struct Paragraph {
    block: Block,
    heading: bool,
}

impl Paragraph {
    fn height(&self, first: bool) -> f32 {
        let above = if self.heading && !first { 0.55 } else { 0.12 };
        self.block.height() + self.block.leading * above
    }
}

/// The lines at the largest size at which they fit: in one column when that reads well, else in two.
fn columns(faces: &Typefaces, lines: &[String], colour: Ink) -> Vec<Mark> {
    let whole = SIDES.1 - SIDES.0;
    let mut size = 13.0;
    loop {
        let single =
            if size > 11.0 { split(paragraphs(faces, lines, size, whole.min(520.0)), 1) } else { None };
        if let Some(columns) = single {
            return draw(columns, WIDTH / 2.0 - 260.0, 0.0, colour);
        }
        let width = (whole - GUTTER) / 2.0;
        if let Some(columns) = split(paragraphs(faces, lines, size, width), 2) {
            let mut marks = draw(columns, SIDES.0, width + GUTTER, colour);
            let rule = Path::line(at(WIDTH / 2.0, ROOM.0 - 4.0), at(WIDTH / 2.0, ROOM.1));
            marks.push(Mark::Stroke { path: rule, ink: Ink::GOLD.on(Ink::PAPER, 0.6), width: 0.4 });
            return marks;
        }
        size *= 0.96;
    }
}

fn paragraphs(faces: &Typefaces, lines: &[String], size: f32, measure: f32) -> Vec<Paragraph> {
    let set = |line: &String| {
        let heading = line.starts_with('#');
        let (style, text) = if heading {
            (Style::Strong, line.trim_start_matches('#').trim())
        } else {
            (Style::Sans, line.as_str())
        };
        let fit = Fit { measure, height: f32::MAX, size, leading: 1.3, lines: usize::MAX };
        Paragraph { block: fit.ragged(&letters(faces, &[(style, text)])), heading }
    };
    lines.iter().map(set).collect()
}

/// Shares paragraphs out between columns of about the same height; none when they do not fit. A heading is never the
/// last line of a column.
fn split(paragraphs: Vec<Paragraph>, columns: usize) -> Option<Vec<Vec<Paragraph>>> {
    let room = ROOM.0 - ROOM.1;
    let total: f32 = paragraphs.iter().map(|p| p.height(false)).sum();
    let target = total / columns as f32;
    let mut shared: Vec<Vec<Paragraph>> = vec![Vec::new()];
    let mut used = 0.0;
    for paragraph in paragraphs {
        let height = paragraph.height(used == 0.0);
        if shared.len() < columns && used > 0.0 && (used + height / 2.0 > target || used + height > room) {
            let stranded = shared.last_mut().and_then(|column| column.pop_if(|last| last.heading));
            used = stranded.as_ref().map_or(0.0, |p| p.height(true));
            shared.push(stranded.into_iter().collect());
        }
        used += paragraph.height(used == 0.0);
        if used > room {
            return None;
        }
        shared.last_mut()?.push(paragraph);
    }
    Some(shared)
}

fn draw(columns: Vec<Vec<Paragraph>>, left: f32, pitch: f32, colour: Ink) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (number, column) in columns.into_iter().enumerate() {
        let x = left + pitch * number as f32;
        let mut y = ROOM.0;
        for (row, paragraph) in column.into_iter().enumerate() {
            y -= paragraph.height(row == 0);
            let (ink, height, leading) = (
                if paragraph.heading { colour } else { Ink::BLACK },
                paragraph.block.height(),
                paragraph.block.leading,
            );
            let first = y + height - leading * 0.8;
            marks.extend(paragraph.block.left(x, first, ink).map(Mark::Text));
        }
    }
    marks
}
