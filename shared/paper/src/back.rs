//! The back: the programme of the event, in one or two columns.

use super::ornament;
use super::page::Mark;
use super::setting::{Block, Fit, Text, letters};
use super::shape::{Ink, Path, WIDTH, at};
use super::structure::Role;
use super::typeface::{Style, Typefaces};
use domain::participation::edition::Sheet;

/// Upper and lower end of the columns.
const ROOM: (f32, f32) = (446.0, 74.0);
/// Left and right end of the columns.
const SIDES: (f32, f32) = (84.0, WIDTH - 84.0);
/// The smallest type, in points: what good eyes still read on paper. Below it a programme goes on on another page.
const SMALLEST: f32 = 6.0;
/// Between two columns.
const GUTTER: f32 = 34.0;

/// The marks of each back, none when the sheet has no programme. One page holds nearly every programme; what does not
/// fit it at [`SMALLEST`] goes on another.
pub fn pages(faces: &Typefaces, sheet: &Sheet) -> Vec<Vec<Mark>> {
    let lines = sheet.programme.lines();
    if lines.is_empty() {
        return Vec::new();
    }
    let colour = Ink::from(sheet.colour);
    let pages = columns(faces, lines, colour).into_iter().enumerate();
    pages.map(|(number, columns)| page(faces, sheet, number, columns)).collect()
}

/// A back around its columns.
fn page(faces: &Typefaces, sheet: &Sheet, number: usize, columns: Vec<Mark>) -> Vec<Mark> {
    let colour = Ink::from(sheet.colour);
    let middle = WIDTH / 2.0;
    let mut marks = vec![ornament::frame(colour)];
    let heading = if number == 0 { "Programa" } else { "Programa (continuação)" };
    let heading = super::setting::Line::new(faces, Style::Serif, 27.0, heading).tracked(30);
    marks.push(Mark::Text(heading.centred(at(middle, 508.0), colour).beginning(Role::Heading)));
    let title = Fit { measure: SIDES.1 - SIDES.0, height: 30.0, size: 12.0, leading: 1.25, lines: 2 };
    let title = title.block(&letters(faces, &[(Style::Strong, sheet.title.as_str())]));
    let below = 489.0 - title.height();
    marks.extend(title.centred(at(middle, 487.0), Ink::GREY).map(Mark::Text));
    marks.extend(ornament::flourish(colour, at(middle, below)));
    marks.extend(columns);
    marks
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

/// The lines at the largest size at which they fit on the fewest pages: in one column when that reads well, else in two.
fn columns(faces: &Typefaces, lines: &[String], colour: Ink) -> Vec<Vec<Mark>> {
    let whole = SIDES.1 - SIDES.0;
    let width = (whole - GUTTER) / 2.0;
    let sizes =
        || std::iter::successors(Some(13.0), |size| Some(size * 0.96)).take_while(|size| *size >= SMALLEST);
    for pages in 1..=lines.len() {
        for size in sizes() {
            let single = pages == 1 && size > 11.0;
            let single = single.then(|| split(paragraphs(faces, lines, size, whole.min(520.0)), 1)).flatten();
            if let Some(columns) = single {
                return vec![draw(columns, WIDTH / 2.0 - 260.0, 0.0, colour)];
            }
            if let Some(columns) = split(paragraphs(faces, lines, size, width), 2 * pages) {
                return in_twos(columns, width, colour);
            }
        }
    }
    Vec::new()
}

/// Pages of two columns with a rule between them.
fn in_twos(columns: Vec<Vec<Paragraph>>, width: f32, colour: Ink) -> Vec<Vec<Mark>> {
    let (mut columns, mut pages) = (columns.into_iter().peekable(), Vec::new());
    while columns.peek().is_some() {
        let mut marks = draw(columns.by_ref().take(2).collect(), SIDES.0, width + GUTTER, colour);
        let rule = Path::line(at(WIDTH / 2.0, ROOM.0 - 4.0), at(WIDTH / 2.0, ROOM.1));
        marks.push(Mark::Stroke { path: rule, ink: Ink::GOLD.on(Ink::PAPER, 0.6), width: 0.4 });
        pages.push(marks);
    }
    pages
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
    // What is not in a column that is full: the columns that follow share it.
    let mut left: f32 = paragraphs.iter().map(|p| p.height(false)).sum();
    let mut target = left / columns as f32;
    let mut shared: Vec<Vec<Paragraph>> = vec![Vec::new()];
    let mut used = 0.0;
    for paragraph in paragraphs {
        let height = paragraph.height(used == 0.0);
        if shared.len() < columns && used > 0.0 && (used + height / 2.0 > target || used + height > room) {
            let stranded = shared.last_mut().and_then(|column| column.pop_if(|last| last.heading));
            left -= used - stranded.as_ref().map_or(0.0, |p| p.height(false));
            target = left / (columns - shared.len()) as f32;
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
            let role = if paragraph.heading { Role::Subheading } else { Role::Paragraph };
            let as_block =
                |text: Text| Mark::Text(if text.begins.is_some() { text.beginning(role) } else { text });
            marks.extend(paragraph.block.left(x, first, ink).map(as_block));
        }
    }
    marks
}
