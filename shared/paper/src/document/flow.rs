//! Where everything stands: blocks one below the other, sheet by sheet.

use super::super::DrawError;
use super::super::qr::Symbol;
use super::super::setting::Line;
use super::super::shape::{Frame, at};
use super::super::structure::Role;
use super::super::typeface::Typefaces;
use super::parts::{BODY, HEADING, HEIGHT, LABEL, LEFT, NOTE, Part, RIGHT, Setting, TITLE, VALUE};
use super::{Block, Cell, Document, Field};

/// Where the first baseline of a sheet may stand.
const TOP: f32 = HEIGHT - 78.0;
/// Below it is the foot.
const BOTTOM: f32 = 74.0;
/// Width of the column.
const MEASURE: f32 = RIGHT - LEFT;
/// Between two columns of fields.
const GUTTER: f32 = 18.0;
/// Side of a QR code: 40 mm.
const QR: f32 = 113.4;
/// A bar code: 103 mm by 13 mm.
const BARS: (f32, f32) = (292.0, 36.9);

/// The sheets of a document.
///
/// # Errors
/// When what a QR code is to hold is too long for one.
pub fn sheets(faces: &Typefaces, document: &Document) -> Result<Vec<Vec<Part>>, DrawError> {
    let mut flow = Flow { faces, sheets: vec![Vec::new()], y: TOP };
    flow.text(TITLE, Role::Title, &document.title, 0.0);
    flow.y -= 12.0;
    for block in &document.blocks {
        flow.block(block)?;
    }
    Ok(flow.sheets)
}

/// What is set so far.
struct Flow<'a> {
    faces: &'a Typefaces,
    sheets: Vec<Vec<Part>>,
    /// How far down the sheet it reaches.
    y: f32,
}

impl Flow<'_> {
    fn put(&mut self, part: Part) {
        if let Some(sheet) = self.sheets.last_mut() {
            sheet.push(part);
        }
    }

    fn new_sheet(&mut self) {
        self.sheets.push(Vec::new());
        self.y = TOP;
    }

    /// Begins a new sheet unless there is so much room on this one.
    fn room(&mut self, height: f32) {
        if self.y - height < BOTTOM {
            self.new_sheet();
        }
    }

    fn block(&mut self, block: &Block) -> Result<(), DrawError> {
        match block {
            Block::Heading(text) => self.heading(text),
            Block::Paragraph(text) => self.paragraph(BODY, text),
            Block::Note(text) => self.paragraph(NOTE, text),
            Block::Clauses(clauses) => self.clauses(clauses),
            Block::Fields(fields) => self.fields(fields),
            Block::Boxes(rows) => rows.iter().for_each(|row| self.boxes(row)),
            Block::Signature(captions) => self.signature(captions),
            Block::Qr { text, says, beside } => self.qr(text, says, beside)?,
            Block::Bars { modules, says } => self.bars(modules, says),
            Block::Cut => self.cut(),
            Block::NewSheet => self.new_sheet(),
        }
        Ok(())
    }

    /// A text as wide as the column without `indent`. Where it goes on on another sheet it is a block of its own there.
    fn text(&mut self, setting: Setting, role: Role, text: &str, indent: f32) {
        let lines = setting.lines(self.faces, text, MEASURE - indent);
        let mut begins = true;
        for line in lines {
            let sheets = self.sheets.len();
            self.room(setting.leading());
            begins |= self.sheets.len() > sheets;
            self.y -= setting.leading();
            let (x, y) = (LEFT + indent, self.y);
            self.put(if begins { setting.at(line, x, y, role) } else { setting.more(line, x, y) });
            begins = false;
        }
    }

    fn heading(&mut self, text: &str) {
        // A heading is never the last line of a sheet.
        self.room(70.0);
        self.y -= 12.0;
        self.text(HEADING, Role::Heading, text, 0.0);
        let y = self.y - 5.0;
        self.put(Part::Rule { from: at(LEFT, y), to: at(RIGHT, y), width: 0.6 });
        self.y -= 8.0;
    }

    fn paragraph(&mut self, setting: Setting, text: &str) {
        self.text(setting, Role::Paragraph, text, 0.0);
        self.y -= setting.size * 0.62;
    }

    fn clauses(&mut self, clauses: &[String]) {
        for (number, clause) in (1..).zip(clauses) {
            self.room(BODY.leading() * 2.0);
            let label = BODY.parted(self.faces, &format!("{number}."), 18.0);
            let y = self.y - BODY.leading();
            self.put(BODY.at(label, LEFT, y, Role::Paragraph));
            let mut lines = BODY.lines(self.faces, clause, MEASURE - 20.0).into_iter();
            if let Some(first) = lines.next() {
                self.y = y;
                self.put(BODY.more(first, LEFT + 20.0, y));
            }
            self.going_on(lines);
            self.y -= 5.0;
        }
    }

    /// Further lines of a clause.
    fn going_on(&mut self, lines: impl Iterator<Item = Line>) {
        for line in lines {
            let sheets = self.sheets.len();
            self.room(BODY.leading());
            self.y -= BODY.leading();
            let (x, y) = (LEFT + 20.0, self.y);
            let is_new = self.sheets.len() > sheets;
            self.put(if is_new { BODY.at(line, x, y, Role::Paragraph) } else { BODY.more(line, x, y) });
        }
    }

    fn fields(&mut self, fields: &[Field]) {
        let mut rest = fields;
        while let Some((first, more)) = rest.split_first() {
            let second = more.first().filter(|next| !first.is_wide && !next.is_wide);
            let measure = if second.is_some() || !first.is_wide { (MEASURE - GUTTER) / 2.0 } else { MEASURE };
            let row: Vec<&Field> = std::iter::once(first).chain(second).collect();
            rest = rest.get(row.len()..).unwrap_or_default();
            self.fields_of_row(&row, measure);
        }
        self.y -= 3.0;
    }

    fn fields_of_row(&mut self, row: &[&Field], measure: f32) {
        let set = |field: &Field| VALUE.lines(self.faces, &field.value, measure);
        let values: Vec<Vec<Line>> = row.iter().map(|field| set(field)).collect();
        let most = values.iter().map(Vec::len).max().unwrap_or(0).max(1);
        let height = LABEL.leading() + VALUE.leading() * most as f32 + 7.0;
        self.room(height);
        for (column, (field, lines)) in row.iter().zip(values).enumerate() {
            let x = LEFT + column as f32 * (measure + GUTTER);
            let y = self.y - LABEL.leading();
            let label = LABEL.parted(self.faces, &field.label, measure);
            self.put(LABEL.at(label, x, y, Role::Paragraph));
            if lines.is_empty() {
                let y = y - VALUE.leading() - 2.0;
                self.put(Part::Rule { from: at(x, y), to: at(x + measure, y), width: 0.6 });
            }
            for (line, number) in lines.into_iter().zip(1_u8..) {
                self.put(VALUE.more(line, x, y - VALUE.leading() * f32::from(number)));
            }
        }
        self.y -= height;
    }

    fn boxes(&mut self, row: &[Cell]) {
        const ROW: f32 = 27.0;
        self.room(ROW);
        let shares: u32 = row.iter().map(|cell| u32::from(cell.share)).sum();
        let (mut x, top, low) = (LEFT, self.y, self.y - ROW);
        self.put(Part::Rule { from: at(LEFT, top), to: at(RIGHT, top), width: 0.6 });
        self.put(Part::Rule { from: at(LEFT, low), to: at(RIGHT, low), width: 0.6 });
        for cell in row {
            let width = MEASURE * f32::from(cell.share) / shares.max(1) as f32;
            self.put(Part::Rule { from: at(x, top), to: at(x, low), width: 0.6 });
            let label = Setting { size: 6.8, ..LABEL }.parted(self.faces, &cell.label, width - 8.0);
            self.put(LABEL.at(label, x + 4.0, top - 8.6, Role::Paragraph));
            let value = Line::new(self.faces, VALUE.style, 10.0, &cell.value).within(width - 8.0);
            let inset = if cell.is_right { width - 4.0 - value.width() } else { 4.0 };
            if !cell.value.is_empty() {
                self.put(VALUE.more(value, x + inset, low + 6.4));
            }
            x += width;
        }
        self.put(Part::Rule { from: at(RIGHT, top), to: at(RIGHT, low), width: 0.6 });
        self.y = low;
    }

    fn signature(&mut self, captions: &[String]) {
        let height = 46.0 + NOTE.leading() * captions.len() as f32;
        self.room(height + 8.0);
        let y = self.y - 42.0;
        self.put(Part::Rule { from: at(LEFT, y), to: at(LEFT + 250.0, y), width: 0.7 });
        for (number, caption) in (1_u8..).zip(captions) {
            let line = Line::new(self.faces, NOTE.style, NOTE.size, caption).within(MEASURE);
            self.put(NOTE.at(line, LEFT, y - NOTE.leading() * f32::from(number), Role::Paragraph));
        }
        self.y -= height + 8.0;
    }

    fn qr(&mut self, text: &str, says: &str, beside: &[String]) -> Result<(), DrawError> {
        let symbol = Symbol::of(text)?;
        self.room(QR + 28.0);
        // Four light modules belong around it.
        let frame = Frame { x: LEFT + 12.0, y: self.y - QR - 14.0, width: QR, height: QR };
        let (x, mut y) = (frame.right() + 26.0, frame.top() - 4.0);
        let lines: Vec<Vec<Line>> =
            beside.iter().map(|text| BODY.lines(self.faces, text, RIGHT - x)).collect();
        for paragraph in lines {
            for (number, line) in paragraph.into_iter().enumerate() {
                y -= BODY.leading();
                self.put(if number == 0 {
                    BODY.at(line, x, y, Role::Paragraph)
                } else {
                    BODY.more(line, x, y)
                });
            }
            y -= 5.0;
        }
        self.put(Part::Qr(frame, symbol, says.to_owned()));
        self.y = (frame.y - 14.0).min(y);
        Ok(())
    }

    fn bars(&mut self, modules: &[bool], says: &str) {
        let (width, height) = BARS;
        self.room(height + 22.0);
        // At least 5 mm stay light at either end.
        let frame = Frame { x: LEFT, y: self.y - height - 12.0, width, height };
        self.put(Part::Bars(frame, modules.to_vec(), says.to_owned()));
        self.y = frame.y - 10.0;
    }

    fn cut(&mut self) {
        self.room(30.0);
        let y = self.y - 14.0;
        let mut x = LEFT;
        while x < RIGHT {
            self.put(Part::Rule { from: at(x, y), to: at((x + 5.0).min(RIGHT), y), width: 0.6 });
            x += 9.0;
        }
        self.y -= 26.0;
    }
}
