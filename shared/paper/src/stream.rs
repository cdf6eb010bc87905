//! Content streams as PDF writes them: numbers, text with kerning, the modules of a QR code.

use super::press::picture_name;
use super::qr::Symbol;
use super::setting::Line;
use super::setting::Text;
use super::shape::{Frame, Ink, Path, Point, Step};
use super::type_case::{Spelling, TypeCase};
use super::typeface::{Letter, Style, Typefaces};
use std::fmt::Write;

/// Letter of the font names that the event's own fonts have in a page's resources.
pub const OWN: char = 'F';
/// Letter of the names of fonts that only one certificate needs.
pub const EXTRA: char = 'X';

/// Operators, one after the other.
#[derive(Debug, Default)]
pub struct Stream {
    /// The operators so far: always ASCII.
    pub text: String,
    ink: Option<Ink>,
    /// The number of the next block of the page's structure.
    block: u16,
    /// Whether a block has begun and not ended.
    open: bool,
}

/// Where the codes of letters are looked up: in the event's fonts, then in those of one certificate.
#[derive(Clone, Copy)]
pub struct Cases<'a> {
    /// Where the outlines of accents are.
    pub faces: &'a Typefaces,
    /// The event's.
    pub own: &'a TypeCase,
    /// The certificate's, for characters that the event's fonts were not cut for.
    pub extra: Option<&'a TypeCase>,
}

impl Cases<'_> {
    /// The styles in which a line has a letter that the event's fonts lack: what the line has in such a style is set
    /// from the certificate's font as a whole, so that no word is torn between two fonts.
    pub fn foreign(&self, line: &Line) -> [bool; 3] {
        let lacking = |style: Style| {
            let mut letters = line.letters.iter().filter(|letter| letter.style == style);
            letters.any(|letter| self.own[style.number()].spelling(letter).is_none())
        };
        Style::ALL.map(lacking)
    }

    /// How a letter is written, and with which set of fonts.
    fn spelling(&self, letter: &Letter, foreign: [bool; 3]) -> Option<(char, Spelling)> {
        let number = letter.style.number();
        if foreign[number] {
            return self
                .extra
                .and_then(|case| case[number].spelling(letter))
                .map(|spelling| (EXTRA, spelling));
        }
        self.own[number].spelling(letter).map(|spelling| (OWN, spelling))
    }
}

impl Stream {
    /// An empty stream whose first block has this number on its page.
    pub fn from_block(block: u16) -> Self {
        Self { block, ..Self::default() }
    }

    /// Ends the block before, and begins one (ISO 32000-1, 14.7.4).
    fn begin(&mut self, role: &str) {
        self.end_block();
        let _ = writeln!(self.text, "/{role}<</MCID {}>>BDC", self.block);
        self.block += 1;
        self.open = true;
    }

    /// Ends the block that has begun, if one has.
    pub fn end_block(&mut self) {
        if std::mem::take(&mut self.open) {
            self.text.push_str("EMC\n");
        }
    }

    /// Something that nobody has read aloud: ornament, or what stands on every page.
    pub fn artifact(&mut self, draw: impl FnOnce(&mut Self)) {
        self.end_block();
        self.text.push_str("/Artifact BMC\n");
        draw(self);
        self.text.push_str("EMC\n");
    }

    /// A straight line of a pen's width.
    pub fn rule(&mut self, from: Point, to: Point, width: f32, ink: Ink) {
        self.text.push_str("q ");
        for byte in [ink.0, ink.1, ink.2] {
            self.number(f32::from(byte) / 255.0);
        }
        self.text.push_str("RG ");
        self.number(width);
        self.text.push_str("w ");
        self.number(from.x);
        self.number(from.y);
        self.text.push_str("m ");
        self.number(to.x);
        self.number(to.y);
        self.text.push_str("l S Q\n");
    }

    /// The bars of a bar code in a frame: a block of its own. One path, so that no viewer shows seams.
    pub fn bars(&mut self, frame: Frame, modules: &[bool]) {
        self.begin("Figure");
        let width = frame.width / modules.len().max(1) as f32;
        let _ = write!(self.text, "q 0 g {width:.5} 0 0 ");
        for value in [frame.height, frame.x, frame.y] {
            self.number(value);
        }
        self.text.push_str("cm\n");
        let mut start = 0;
        for bar in modules.chunk_by(|a, b| a == b) {
            if bar.first() == Some(&true) {
                let _ = writeln!(self.text, "{start} 0 {} 1 re", bar.len());
            }
            start += bar.len();
        }
        self.text.push_str("f Q\n");
        self.end_block();
    }

    /// A picture in its frame: a block of its own.
    pub fn picture(&mut self, number: usize, frame: Frame) {
        self.begin("Figure");
        self.text.push_str("q ");
        for value in [frame.width, 0.0, 0.0, frame.height, frame.x, frame.y] {
            self.number(value);
        }
        let _ = writeln!(self.text, "cm /{} Do Q", picture_name(number));
        self.end_block();
    }

    /// A number with at most two decimals.
    pub fn number(&mut self, value: f32) {
        hundredths(&mut self.text, (value * 100.0).round() as i64);
        self.text.push(' ');
    }

    /// The colour of what is filled from here on.
    pub fn fill(&mut self, ink: Ink) {
        if self.ink.replace(ink) != Some(ink) {
            for byte in [ink.0, ink.1, ink.2] {
                self.number(f32::from(byte) / 255.0);
            }
            self.text.push_str("rg\n");
        }
    }

    /// A line of text, and the blank that parts it from the next one of its block.
    pub fn show(&mut self, text: &Text, cases: Cases<'_>) {
        if let Some(role) = text.begins {
            self.begin(role.name());
        }
        self.fill(text.ink);
        self.text.push_str("BT ");
        if text.line.tracking != 0 {
            self.number(text.line.tracking as f32 * text.line.size / 1000.0);
            self.text.push_str("Tc ");
        }
        self.number(text.at.x);
        self.number(text.at.y);
        self.text.push_str("Td ");
        let (mut array, mut font, foreign) = (false, None, cases.foreign(&text.line));
        for letter in text.line.letters.iter().chain(&text.line.blank) {
            let Some((set, spelling)) = cases.spelling(letter, foreign) else { continue };
            if font.replace((set, letter.style)) != Some((set, letter.style)) {
                self.end_array(&mut array);
                let _ = write!(self.text, "/{set}{} ", letter.style.number());
                self.number(text.line.size);
                self.text.push_str("Tf ");
            }
            // An accent that is moved to its letter is drawn below, as an outline: a reader of text that met a mark
            // elsewhere than after its letter would take the name apart.
            if letter.moved() {
                self.end_array(&mut array);
                self.text.push_str("3 Tr ");
            }
            self.spell(letter, spelling, &mut array);
            if letter.moved() {
                self.end_array(&mut array);
                self.text.push_str("0 Tr ");
            }
        }
        self.end_array(&mut array);
        self.text.push_str(if text.line.tracking == 0 { "ET\n" } else { "0 Tc ET\n" });
        self.accents(text, cases.faces);
    }

    /// The outlines of a line's accents.
    fn accents(&mut self, text: &Text, faces: &Typefaces) {
        for (letter, at) in text.placed().filter(|(letter, _)| letter.moved()) {
            let outline = faces.of(letter.style).outline(letter.glyph);
            self.outline(&outline.placed(text.line.size / 1000.0, at));
        }
    }

    fn outline(&mut self, path: &Path) {
        for step in &path.0 {
            let (points, operator): (&[Point], _) = match step {
                Step::Move(to) => (&[*to], "m\n"),
                Step::Line(to) => (&[*to], "l\n"),
                Step::Curve(from, before, to) => (&[*from, *before, *to], "c\n"),
                Step::Close => (&[], "h\n"),
            };
            for point in points {
                self.number(point.x);
                self.number(point.y);
            }
            self.text.push_str(operator);
        }
        self.text.push_str("f\n");
    }

    /// A letter and the space after it. A code that would be read as another character is marked with the one meant.
    fn spell(&mut self, letter: &Letter, spelling: Spelling, array: &mut bool) {
        match spelling {
            Spelling::Exact(code) => self.code(code, array),
            Spelling::Shape(code) => {
                self.end_array(array);
                self.text.push_str("/Span<</ActualText<FEFF");
                letter.meant.encode_utf16(&mut [0; 2]).iter().for_each(|unit| hex(&mut self.text, *unit));
                self.text.push_str(">>>BDC ");
                self.code(code, array);
                self.end_array(array);
                self.text.push_str("EMC ");
            }
        }
        if letter.kern != 0 {
            if !std::mem::replace(array, true) {
                self.text.push_str("[<");
            }
            let _ = write!(self.text, ">{}<", -letter.kern);
        }
    }

    fn code(&mut self, code: u16, array: &mut bool) {
        if !std::mem::replace(array, true) {
            self.text.push_str("[<");
        }
        hex(&mut self.text, code);
    }

    fn end_array(&mut self, array: &mut bool) {
        if std::mem::take(array) {
            self.text.push_str(">]TJ ");
        }
    }

    /// The modules of a QR code in a frame, on white that reaches its quiet zone of four modules. One path for all of
    /// them, so that no viewer shows seams, and one rectangle for each run of dark modules in a row.
    pub fn modules(&mut self, frame: Frame, symbol: &Symbol) {
        self.begin("Figure");
        let side = symbol.side;
        let module = frame.width / side as f32;
        let quiet = 4.0 * module;
        self.fill(Ink::WHITE);
        for value in [frame.x - quiet, frame.y - quiet, frame.width + 2.0 * quiet, frame.height + 2.0 * quiet]
        {
            self.number(value);
        }
        self.text.push_str("re f\nq 0 g ");
        let _ = write!(self.text, "{module:.4} 0 0 -{module:.4} ");
        self.number(frame.x);
        self.number(frame.top());
        self.text.push_str("cm\n");
        for row in 0..side {
            let mut column = 0;
            while column < side {
                let start = column;
                while column < side && symbol.dark(column, row) {
                    column += 1;
                }
                if column > start {
                    let _ = writeln!(self.text, "{start} {row} {} 1 re", column - start);
                }
                column += 1;
            }
        }
        self.text.push_str("f Q\n");
        self.end_block();
    }
}

fn hundredths(out: &mut String, value: i64) {
    if value < 0 {
        out.push('-');
    }
    let (whole, part) = (value.unsigned_abs() / 100, value.unsigned_abs() % 100);
    let _ = match part {
        0 => write!(out, "{whole}"),
        part if part % 10 == 0 => write!(out, "{whole}.{}", part / 10),
        part => write!(out, "{whole}.{part:02}"),
    };
}

fn hex(out: &mut String, value: u16) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    for shift in [12, 8, 4, 0] {
        out.push(char::from(DIGITS[usize::from(value >> shift & 15)]));
    }
}
