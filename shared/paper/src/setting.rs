//! Setting text: lines of letters, broken evenly, shrunk until they fit.

use super::shape::{Ink, Point, at};
use super::structure::Role;
use super::typeface::{Letter, Style, Typefaces};
use std::ops::Range;

/// A line of letters at a size.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    /// The letters, the last one without a kern.
    pub letters: Vec<Letter>,
    /// Size of the type in points.
    pub size: f32,
    /// Space added after each letter, in thousandths of the size.
    pub tracking: i32,
    /// The blank at which the text was broken into lines: nothing is seen of it, but a reader that puts the lines
    /// together must find it.
    pub blank: Option<Letter>,
}

impl Line {
    /// A line of one style.
    pub fn new(faces: &Typefaces, style: Style, size: f32, text: &str) -> Self {
        Self::mixed(faces, size, &[(style, text)])
    }

    /// A line of several styles.
    pub fn mixed(faces: &Typefaces, size: f32, spans: &[(Style, &str)]) -> Self {
        Self { letters: letters(faces, spans), size, ..Self::default() }
    }

    /// The line with its letters spaced out, by thousandths of the size.
    pub fn tracked(mut self, tracking: i32) -> Self {
        self.tracking = tracking;
        self
    }

    /// The line as it is, or smaller so that it is at most `measure` wide.
    pub fn within(mut self, measure: f32) -> Self {
        let width = self.width();
        if width > measure {
            self.size *= measure / width;
        }
        self
    }

    /// Its width in points. The space after the last letter does not count.
    pub fn width(&self) -> f32 {
        let gaps = i32::try_from(self.letters.len().saturating_sub(1)).unwrap_or(i32::MAX);
        (units(&self.letters) + self.tracking * gaps) as f32 * self.size / 1000.0
    }

    /// The line with its left end at a point.
    pub fn left(self, x: f32, y: f32, ink: Ink) -> Text {
        Text { at: at(x, y), ink, line: self, begins: Some(Role::Paragraph) }
    }

    /// The line with its middle at a point of the baseline.
    pub fn centred(self, middle: Point, ink: Ink) -> Text {
        let x = middle.x - self.width() / 2.0;
        self.left(x, middle.y, ink)
    }
}

/// A line of text where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    /// The letters and their size.
    pub line: Line,
    /// Left end of the baseline.
    pub at: Point,
    /// Its colour.
    pub ink: Ink,
    /// What the block is that the line begins; none in a line that goes on with the block of the one before.
    pub begins: Option<Role>,
}

impl Text {
    /// Each letter and where it is drawn.
    pub fn placed(&self) -> impl Iterator<Item = (&Letter, Point)> {
        let scale = self.line.size / 1000.0;
        let mut pen = self.at.x;
        self.line.letters.iter().map(move |letter| {
            let place = at(pen + letter.across as f32 * scale, self.at.y + letter.rise as f32 * scale);
            pen += (letter.advance + letter.kern + self.line.tracking) as f32 * scale;
            (letter, place)
        })
    }

    /// The same line as the beginning of another sort of block.
    pub fn beginning(self, role: Role) -> Self {
        Self { begins: Some(role), ..self }
    }

    /// The same line, going on with the block of the one before.
    pub fn going_on(self) -> Self {
        Self { begins: None, ..self }
    }
}

/// The letters of several spans.
pub fn letters(faces: &Typefaces, spans: &[(Style, &str)]) -> Vec<Letter> {
    let mut letters = Vec::with_capacity(spans.iter().map(|(_, text)| text.len()).sum());
    for (style, text) in spans {
        faces.set(*style, text, &mut letters);
    }
    letters
}

/// Length of letters in thousandths of the size.
pub fn units(letters: &[Letter]) -> i32 {
    let sum: i32 = letters.iter().map(|l| l.advance + l.kern).sum();
    sum - letters.last().map_or(0, |l| l.kern)
}

/// How a text may be fitted.
#[derive(Debug, Clone, Copy)]
pub struct Fit {
    /// Width of the column.
    pub measure: f32,
    /// Height that all lines together may take.
    pub height: f32,
    /// The size to begin with.
    pub size: f32,
    /// From baseline to baseline, as a multiple of the size.
    pub leading: f32,
    /// The most lines.
    pub lines: usize,
}

/// Lines of one size.
#[derive(Debug, Clone)]
pub struct Block {
    /// The lines, from above.
    pub lines: Vec<Line>,
    /// From baseline to baseline, in points.
    pub leading: f32,
}

impl Block {
    /// Height of the block: a leading for each line.
    pub fn height(&self) -> f32 {
        self.leading * self.lines.len() as f32
    }

    /// The size of its type.
    pub fn size(&self) -> f32 {
        self.lines.first().map_or(0.0, |line| line.size)
    }

    /// The lines centred on x, the first baseline at `y`: one block.
    pub fn centred(self, middle: Point, ink: Ink) -> impl Iterator<Item = Text> {
        let leading = self.leading;
        let y = move |row: usize| middle.y - leading * row as f32;
        let place = move |(row, line): (usize, Line)| one_block(row, line.centred(at(middle.x, y(row)), ink));
        self.lines.into_iter().enumerate().map(place)
    }

    /// The lines from x, the first baseline at `y`: one block.
    pub fn left(self, x: f32, y: f32, ink: Ink) -> impl Iterator<Item = Text> {
        let leading = self.leading;
        let place =
            move |(row, line): (usize, Line)| one_block(row, line.left(x, y - leading * row as f32, ink));
        self.lines.into_iter().enumerate().map(place)
    }
}

fn one_block(row: usize, text: Text) -> Text {
    if row == 0 { text } else { text.going_on() }
}

impl Fit {
    /// The letters at the size given, each line as full as it can be: for text that begins at the left.
    pub fn ragged(&self, letters: &[Letter]) -> Block {
        let rows = greedy(letters, &words(letters), limit(self.measure, self.size));
        let line = |row| line(letters, row, self.size);
        Block { lines: rows.into_iter().map(line).collect(), leading: self.size * self.leading }
    }

    /// The letters as evenly broken lines, at the size given or as much smaller as it takes to fit.
    pub fn block(&self, letters: &[Letter]) -> Block {
        let words = words(letters);
        let mut size = self.size;
        loop {
            let rows = greedy(letters, &words, limit(self.measure, size));
            let leading = size * self.leading;
            // Below two points nothing can be read any more: whatever does not fit then would not fit at all.
            if (rows.len() <= self.lines && leading * rows.len() as f32 <= self.height) || size < 2.0 {
                let rows = evened(letters, &words, rows, limit(self.measure, size));
                let line = |row| line(letters, row, size);
                return Block { lines: rows.into_iter().map(line).collect(), leading };
            }
            size *= 0.96;
        }
    }
}

/// A row of a text as a line, with the blank that parts it from the next.
fn line(letters: &[Letter], row: Range<usize>, size: f32) -> Line {
    let blank = letters.get(row.end).filter(|letter| letter.meant == ' ').map(|l| Letter { kern: 0, ..*l });
    Line { letters: letters[row].to_vec(), size, tracking: 0, blank }
}

fn limit(measure: f32, size: f32) -> i32 {
    (measure * 1000.0 / size) as i32
}

/// Where words begin and end.
fn words(letters: &[Letter]) -> Vec<Range<usize>> {
    let mut words = Vec::new();
    let mut start = None;
    for (i, letter) in letters.iter().enumerate() {
        if letter.meant == ' ' {
            words.extend(start.take().map(|s| s..i));
        } else if start.is_none() {
            start = Some(i);
        }
    }
    words.extend(start.map(|s| s..letters.len()));
    words
}

/// Lines as full as they can be. A word that is longer than a line is broken where the line ends.
fn greedy(letters: &[Letter], words: &[Range<usize>], limit: i32) -> Vec<Range<usize>> {
    let mut rows: Vec<Range<usize>> = Vec::new();
    for word in words {
        if let Some(row) = rows.last_mut().filter(|row| units(&letters[row.start..word.end]) <= limit) {
            row.end = word.end;
            continue;
        }
        let mut start = word.start;
        while units(&letters[start..word.end]) > limit {
            let fits = (start + 1..word.end).take_while(|&end| units(&letters[start..end]) <= limit).last();
            let end = fits.unwrap_or(start + 1);
            rows.push(start..end);
            start = end;
        }
        rows.push(start..word.end);
    }
    rows
}

/// The same number of lines with the narrowest column that needs no more: lines of like length look set, not poured.
fn evened(
    letters: &[Letter],
    words: &[Range<usize>],
    rows: Vec<Range<usize>>,
    limit: i32,
) -> Vec<Range<usize>> {
    let longest = words.iter().map(|word| units(&letters[word.clone()])).max().unwrap_or(0);
    if rows.len() < 2 || longest > limit {
        return rows;
    }
    let count = rows.len();
    let (mut best, mut low, mut high) = (rows, longest.max(limit / 3), limit);
    while high - low > limit / 100 + 1 {
        let middle = (low + high) / 2;
        let tried = greedy(letters, words, middle);
        if tried.len() <= count {
            (best, high) = (tried, middle);
        } else {
            low = middle;
        }
    }
    best
}
